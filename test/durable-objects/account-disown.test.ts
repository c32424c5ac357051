import { describe, expect, it } from 'vitest';
import type * as Verbs from '../../durable-objects/account/verbs';
import { clock } from './support/clock';
import { aNotice, askReset, linkRef, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  aGrantedCode,
  anActiveAccount,
  anUnusedAtom,
  lives,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  sessionRef,
  settle,
  signedIn,
  ticketOf,
  unique,
  withWrongSecret,
} from './support/signing-in';

const day = 86_400;
const times = (count: number) => Array.from({ length: count });

/** A notice went out, here of a new password. @returns its link */
async function noticed(stub: AccountStub): Promise<Verbs.SecretRef> {
  const link = linkRef('notice');
  await reset(stub, await askReset(stub), { notice: aNotice(link) });
  return link;
}
const disown = (stub: AccountStub, link: Verbs.SecretRef, op = unique('op')) =>
  stub.disown({ link, op, context: 'sealed caller' });

describe('saying that it was not me', () => {
  it('ends every session, device and grant', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code, { refresh: { secretHash: 'first' } });
    const link = await noticed(stub);
    const [session, device] = [await signedIn(stub), await rememberedDevice(stub)];
    expect(await disown(stub, link)).toEqual({ tag: 'done' });
    expect(await lives(stub, session)).toBe(false);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });

  it('turns the password off until it is chosen anew, and tells no stranger', async () => {
    const stub = await anActiveAccount();
    await disown(stub, await noticed(stub));
    const attempt = await reserve(stub);
    expect(attempt).toEqual({ tag: 'reserved', deviceKnown: false });
    expect(await settle(stub, await ticketOf(stub), { right: false })).toEqual({ tag: 'wrong' });
    expect(await reset(stub, await askReset(stub))).toEqual({ tag: 'done' });
    expect(await reserve(stub)).toMatchObject({ held: { password: { sealed: 'sealed new password' } } });
  });

  it('with the password opens nothing in between, whatever the caller says of it', async () => {
    const stub = await anActiveAccount();
    await disown(stub, await noticed(stub));
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub), { right: true, session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('does it once, also when the call is repeated or many come at once', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const op = unique('op');
    const answers = await Promise.all([
      disown(stub, link, op),
      disown(stub, link, op),
      ...times(20).map(() => disown(stub, link)),
    ]);
    expect(answers.map(({ tag }) => tag)).toEqual(['done', 'done', ...times(20).map(() => 'used')]);
    expect(await stub.readNotice({ link })).toEqual({ tag: 'used' });
  });

  it('is possible for three days', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    clock.advance(3 * day - 1);
    expect(await stub.readNotice({ link })).toEqual({ tag: 'live' });
    clock.advance(1);
    expect(await disown(stub, link)).toEqual({ tag: 'expired' });
  });

  it('is not with another secret, nor by a link of another kind, nor at an object without an account', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const [session, resetLink] = [await signedIn(stub), await askReset(stub)];
    expect(await disown(stub, withWrongSecret(link))).toEqual({ tag: 'broken' });
    expect(await disown(stub, resetLink)).toEqual({ tag: 'expired' });
    expect(await disown(anUnusedAtom(), link)).toEqual({ tag: 'broken' });
    expect(await reserve(stub)).toHaveProperty('held');
    expect(await lives(stub, session)).toBe(true);
  });

  it('changes nothing while it is only looked at', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const session = await signedIn(stub);
    for (const _look of times(3)) expect(await stub.readNotice({ link })).toEqual({ tag: 'live' });
    expect(await lives(stub, session)).toBe(true);
    expect(await mailFrom(stub)).toContain('password-changed');
  });
});
