import { env } from 'cloudflare:workers';
import type * as Grants from '../../../durable-objects/account/grant-verbs';
import type * as SignIn from '../../../durable-objects/account/sign-in-verbs';
import type * as Verbs from '../../../durable-objects/account/verbs';
import { accountId, type ClientId, epochSeconds, subject } from '../../../src/domain/brands';
import { type Consent, consentVersion, termsVersion } from '../../../src/domain/consent';
import type { CodePresentation } from '../../../src/domain/grant';
import { aRequest, theService } from '../../support/builders';
import type { Account } from './account-atoms';
import { seconds } from './clock';

export const accounts = env.ACCOUNT as unknown as DurableObjectNamespace<Account>;
export type AccountStub = DurableObjectStub<Account>;

const context = 'sealed caller';
const codeLifeSeconds = 600;
let count = 0;
/** A name that nothing else in these tests has. */
export const unique = (what: string): string => {
  count += 1;
  return `${what}-${count}`;
};
const ref = (what: string): Verbs.SecretRef => {
  const id = unique(what);
  return { id, secretHash: `hash of ${id}` };
};
export const sessionRef = () => ref('session');
export const deviceRef = () => ref('device');
export const codeRef = () => ref('code');
/** The same entry, opened with a secret that is not its own. */
export const withWrongSecret = ({ id }: Verbs.SecretRef): Verbs.SecretRef => ({ id, secretHash: 'hash of a guess' });

export function prepareInput(changes: Partial<Verbs.PrepareInput> = {}): Verbs.PrepareInput {
  return {
    op: 'creation',
    account: accountId('QUFBQUFBQUFBQUFBQUFBQQ'),
    subject: subject('00000000-0000-4000-8000-000000000001'),
    wrappedKey: { kekVersion: 1, ciphertext: 'wrapped key' },
    sealedEmail: 'sealed email',
    sealedPhone: 'sealed phone',
    password: { sealed: 'sealed password', length: 'long' },
    emailIndex: [{ version: 1, value: 'index of the address' }],
    directoryShard: 7,
    termsVersion,
    context,
    ...changes,
  };
}

/** An account that is being registered, or an object that none uses yet. */
export const anUnusedAtom = (): AccountStub => accounts.getByName(unique('account'));

/** An account whose registration is complete, and nobody signed in. */
export async function anActiveAccount(): Promise<AccountStub> {
  const stub = anUnusedAtom();
  await stub.prepare(prepareInput());
  await stub.activate({ op: 'creation', context });
  return stub;
}

/** Opens a session as registering does: password and code were shown. */
export async function signedIn(
  stub: AccountStub,
  shown: NonNullable<Verbs.ActivateInput['session']>['shown'] = { Cp: seconds(), Cd: seconds() },
  signedInBy = 'interaction of the sign-in',
): Promise<Verbs.SecretRef> {
  const session = sessionRef();
  await stub.activate({ op: 'creation', session: { ...session, shown, signedInBy }, context });
  return session;
}

export const lives = async (stub: AccountStub, session: Verbs.SecretRef): Promise<boolean> =>
  (await stub.readSession({ session })).tag === 'session';

/** Counts a password attempt, and says what came of it. */
export const reserve = (stub: AccountStub, changes: Partial<SignIn.ReservePasswordInput> = {}) =>
  stub.reservePassword({ ticket: unique('ticket'), addressKey: 'key of the address', context, ...changes });

export async function ticketOf(stub: AccountStub, changes: Partial<SignIn.ReservePasswordInput> = {}): Promise<string> {
  const ticket = unique('ticket');
  const answer = await reserve(stub, { ticket, ...changes });
  if (answer.tag !== 'reserved') throw new Error(`the attempt was ${answer.tag}`);
  return ticket;
}

export const settle = (
  stub: AccountStub,
  ticket: string,
  changes: Partial<SignIn.SettlePasswordInput> = {},
): Promise<SignIn.SettlePasswordAnswer> =>
  stub.settlePassword({ ticket, right: true, interaction: 'interaction', context, ...changes });

export async function wrongPassword(stub: AccountStub, changes: Partial<SignIn.ReservePasswordInput> = {}) {
  const ticket = unique('ticket');
  const answer = await reserve(stub, { ticket, ...changes });
  if (answer.tag === 'reserved') await settle(stub, ticket, { right: false });
  return answer.tag;
}

/** A code in the form in which it goes to its account. */
export function aPasscode(code = '123456'): SignIn.PasscodeIssue {
  const id = unique('message');
  return {
    codeHash: `hash of ${code}`,
    message: { id, channel: 'sms', template: 'sms-code', sealed: `sealed ${code}` },
  };
}

/** The password was right in this interaction, and a code was sent. */
export async function codeSent(
  stub: AccountStub,
  { interaction = 'interaction', code = '123456' }: { readonly interaction?: string; readonly code?: string } = {},
): Promise<SignIn.SettlePasswordAnswer> {
  return settle(stub, await ticketOf(stub), { interaction, passcode: aPasscode(code) });
}

export const enterCode = (
  stub: AccountStub,
  code: string,
  changes: Partial<SignIn.CheckPasscodeInput> = {},
): Promise<SignIn.CheckPasscodeAnswer> =>
  stub.checkPasscode({
    bearer: { by: 'password' },
    interaction: 'interaction',
    codeHash: `hash of ${code}`,
    session: sessionRef(),
    context,
    ...changes,
  });

export const sendAgain = (
  stub: AccountStub,
  code: string,
  changes: Partial<SignIn.IssuePasscodeInput> = {},
): Promise<SignIn.IssuePasscodeAnswer> =>
  stub.issuePasscode({
    bearer: { by: 'password' },
    interaction: 'interaction',
    passcode: aPasscode(code),
    context,
    ...changes,
  });

/** Signs in by password and code and asks that the browser be remembered. */
export async function rememberedDevice(stub: AccountStub): Promise<Verbs.SecretRef> {
  const interaction = unique('interaction');
  const device = deviceRef();
  await codeSent(stub, { interaction });
  const answer = await enterCode(stub, '123456', { interaction, device });
  if (answer.tag !== 'signed-in') throw new Error(`the code was ${answer.tag}`);
  return device;
}

export const agreeTo = (stub: AccountStub, session: Verbs.SecretRef, changes: Partial<Omit<Consent, 'at'>> = {}) =>
  stub.agree({
    session,
    consent: { client: theService, scopes: ['openid', 'email'], level: 'P0', version: consentVersion, ...changes },
    context,
  });

export interface Asked {
  readonly interaction?: string;
  readonly code?: Verbs.SecretRef;
  readonly request?: Parameters<typeof aRequest>[0];
}
export const authorize = (stub: AccountStub, session: Verbs.SecretRef, asked: Asked = {}) =>
  stub.authorize({
    session,
    interaction: asked.interaction ?? unique('interaction'),
    request: aRequest(asked.request),
    code: asked.code ?? codeRef(),
    context,
  });

/** A person who agreed to share with the service, and the code that the service got. */
export async function aGrantedCode(asked: Omit<Asked, 'code'> = {}) {
  const stub = await anActiveAccount();
  const session = await signedIn(stub);
  await agreeTo(stub, session);
  const code = codeRef();
  const answer = await authorize(stub, session, { ...asked, code });
  if (answer.tag !== 'granted') throw new Error(`the request was ${answer.tag}`);
  return { stub, session, code };
}

export const redeem = (
  stub: AccountStub,
  code: Verbs.SecretRef,
  changes: Partial<Omit<Grants.RedeemInput, 'shown'>> & { readonly shown?: Partial<CodePresentation> } = {},
): Promise<Grants.RedeemAnswer> =>
  stub.redeem({
    code,
    codeLifeSeconds,
    op: unique('op'),
    context,
    ...changes,
    shown: { clientId: theService, redirectUri: 'https://clinic.example/cb', ...changes.shown },
  });

export const revokeReused = (stub: AccountStub, code: Verbs.SecretRef, client: ClientId = theService) =>
  stub.revokeReused({ code, clientId: client, context });

export const readGrant = (stub: AccountStub, code: Verbs.SecretRef, clientId: ClientId = theService) =>
  stub.readGrant({ grantId: code.id, clientId });

export const signOutEverywhere = (stub: AccountStub, session: Verbs.SecretRef) =>
  stub.signOutEverywhere({ session, context });
export const signOut = (stub: AccountStub, refs: Omit<Verbs.SignOutInput, 'context'>) =>
  stub.signOut({ ...refs, context });

export const later = (by: number) => epochSeconds(seconds() + by);
