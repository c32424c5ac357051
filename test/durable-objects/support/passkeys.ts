import type * as Credentials from '../../../durable-objects/account/credential-verbs';
import type * as Verbs from '../../../durable-objects/account/verbs';
import type { NewPasskey } from '../../../src/domain/passkey';
import { aMadePasskey } from '../../support/builders';
import { aNotice } from './recovering';
import { type AccountStub, anUnusedAtom, prepareInput, sessionRef, unique } from './signing-in';

const context = 'sealed caller';
const indexOf = (key: string) => [{ version: 1, value: `index of ${key}` }];

/** A passkey on its way into an account. */
export function aNewPasskey(changes: Partial<NewPasskey> = {}, userHandle = 'the handle'): Verbs.NewPasskeyInput {
  const key = unique('passkey');
  return {
    key,
    passkey: { ...aMadePasskey.made, credentialId: `id of ${key}`, ...changes },
    userHandle,
    told: { index: indexOf(key), sealed: `sealed ${key}` },
  };
}

/** A person who registered with a passkey and no password. */
export async function aPasskeyAccount(
  changes: Partial<NewPasskey> = {},
  { withPassword = false }: { readonly withPassword?: boolean } = {},
): Promise<{ readonly stub: AccountStub; readonly key: string }> {
  const stub = anUnusedAtom();
  const passkey = aNewPasskey(changes);
  const { password, ...input } = prepareInput({ passkey });
  await stub.prepare(withPassword && password ? { ...input, password } : input);
  await stub.activate({ op: 'creation', context });
  return { stub, key: passkey.key };
}

/** The signature of a passkey was right. */
export const settlePasskey = (
  stub: AccountStub,
  key: string,
  changes: Partial<Credentials.SettlePasskeyInput> = {},
): Promise<Credentials.SettlePasskeyAnswer> =>
  stub.settlePasskey({
    key,
    counter: 0,
    backedUp: false,
    session: sessionRef(),
    interaction: 'interaction',
    context,
    ...changes,
  });

export const addPasskey = (
  stub: AccountStub,
  session: Verbs.SecretRef,
  passkey: Verbs.NewPasskeyInput = aNewPasskey(),
): Promise<Credentials.AddPasskeyAnswer> => stub.addPasskey({ session, passkey, notice: aNotice(), context });

export const removePasskey = (
  stub: AccountStub,
  session: Verbs.SecretRef,
  key: string,
  also: readonly string[] = [],
): Promise<Credentials.PasskeyChangeAnswer> =>
  stub.changePasskey({
    session,
    key,
    change: {
      kind: 'remove',
      told: { index: indexOf(key) },
      also: also.map((other) => ({ key: other, index: indexOf(other) })),
      notice: aNotice(),
    },
    context,
  });

export const setPassword = (
  stub: AccountStub,
  session: Verbs.SecretRef,
  next = sessionRef(),
): Promise<Credentials.SetPasswordAnswer> =>
  stub.setPassword({
    session,
    password: { sealed: 'sealed anew', length: 'long' },
    next,
    notice: aNotice(),
    interaction: 'errand',
    context,
  });
