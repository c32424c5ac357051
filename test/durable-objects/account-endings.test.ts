import { describe, expect, it } from 'vitest';
import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { theService } from '../support/builders';
import { clock, seconds } from './support/clock';
import {
  addPasskey,
  aNewPasskey,
  aPasskeyAccount,
  removePasskey,
  setPassword,
  settlePasskey,
} from './support/passkeys';
import {
  type AccountStub,
  agreeTo,
  anActiveAccount,
  authorize,
  codeRef,
  codeSent,
  enterCode,
  lives,
  readGrant,
  redeem,
  reserve,
  sessionRef,
  settle,
  signedIn,
  signOut,
  ticketOf,
  unique,
} from './support/signing-in';

const context = 'sealed caller';

async function byPasskey(stub: AccountStub, key: string, before?: Verbs.SecretRef): Promise<Verbs.SecretRef> {
  const session = sessionRef();
  const answer = await settlePasskey(stub, key, { session, ...(before && { before }) });
  return answer.tag === 'signed-in' ? session : expect.fail(answer.tag);
}

/** A code that a service got in a session, not yet redeemed. */
async function codeFrom(stub: AccountStub, session: Verbs.SecretRef): Promise<Verbs.SecretRef> {
  const code = codeRef();
  expect(await authorize(stub, session, { code, request: { vtr: ['P0.Cm', 'P0.Cp.Cd'] } })).toEqual({ tag: 'granted' });
  return code;
}

const refreshRef = (code: Verbs.SecretRef) => `hash of the first token of ${code.id}`;
const redeemed = (stub: AccountStub, code: Verbs.SecretRef) =>
  redeem(stub, code, { refresh: { secretHash: refreshRef(code) } });
const refreshed = (stub: AccountStub, code: Verbs.SecretRef) =>
  stub.refresh({
    grantId: code.id,
    shown: { generation: 1, secretHash: refreshRef(code) },
    next: { secretHash: unique('hash'), sealedSuccessor: 'sealed' },
    context,
  });
const asserted = (stub: AccountStub, code: Verbs.SecretRef, session = sessionRef()) =>
  stub.openAsserted({ grantId: code.id, clientId: theService, session, interaction: unique('interaction'), context });

/** What services can still do by what a session gave them. */
async function worthOf(stub: AccountStub, { spent, kept }: { spent: Verbs.SecretRef; kept: Verbs.SecretRef }) {
  return {
    userinfo: (await readGrant(stub, spent)).tag,
    assertion: (await asserted(stub, spent)).tag,
    refresh: (await refreshed(stub, spent)).tag,
    code: (await redeem(stub, kept)).tag,
  };
}
const nothing = { userinfo: 'ended', assertion: 'none', refresh: 'refused', code: 'refused' };
const all = { userinfo: 'grant', assertion: 'session', refresh: 'refreshed', code: 'redeemed' };

async function givenIn(stub: AccountStub, session: Verbs.SecretRef) {
  const [spent, kept] = [await codeFrom(stub, session), await codeFrom(stub, session)];
  expect((await redeemed(stub, spent)).tag).toBe('redeemed');
  return { spent, kept };
}

/** Somebody with a password and two passkeys, who agreed to share with a service. */
async function twoPasskeys() {
  const { stub, key: mine } = await aPasskeyAccount({}, { withPassword: true });
  const session = await byPasskey(stub, mine);
  const theirs = aNewPasskey();
  await addPasskey(stub, session, theirs);
  await agreeTo(stub, session);
  return { stub, session, mine, theirs: theirs.key };
}

describe('a passkey that is removed', () => {
  it('ends the sessions that it opened or strengthened, and no others', async () => {
    const { stub, session, mine, theirs } = await twoPasskeys();
    const opened = await byPasskey(stub, theirs);
    const strengthened = await byPasskey(stub, theirs, await signedIn(stub));
    const both = await byPasskey(stub, mine, await byPasskey(stub, theirs));
    const [byMine, byPassword] = [await byPasskey(stub, mine), await signedIn(stub)];
    expect((await removePasskey(stub, session, theirs)).tag).toBe('done');
    const ended = await Promise.all([opened, strengthened, both].map((one) => lives(stub, one)));
    const left = await Promise.all([session, byMine, byPassword].map((one) => lives(stub, one)));
    expect([ended, left]).toEqual([
      [false, false, false],
      [true, true, true],
    ]);
  });

  it('ends what services hold from those sessions, and nothing that they hold from others', async () => {
    const { stub, session, mine, theirs } = await twoPasskeys();
    const fromTheirs = await givenIn(stub, await byPasskey(stub, theirs));
    const handedOn = sessionRef();
    expect((await asserted(stub, fromTheirs.spent, handedOn)).tag).toBe('session');
    const byAssertion = await givenIn(stub, handedOn);
    const fromMine = await givenIn(stub, await byPasskey(stub, mine));
    await removePasskey(stub, session, theirs);
    expect(await lives(stub, handedOn)).toBe(false);
    expect(await worthOf(stub, fromTheirs)).toEqual(nothing);
    expect(await worthOf(stub, byAssertion)).toEqual(nothing);
    expect(await worthOf(stub, fromMine)).toEqual(all);
  });

  it('ends also a session of an older release, which does not say by which passkey it was opened', async () => {
    const { stub, session, theirs } = await twoPasskeys();
    const older = await signedIn(stub, { Cm: seconds() });
    await removePasskey(stub, session, theirs);
    expect(await lives(stub, older)).toBe(false);
  });

  it('counts no longer in the session that removed it, which goes on with what else was shown', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    const begun = await signedIn(stub);
    const shown = { Cp: seconds(), Cd: seconds() };
    clock.advance(10);
    const session = await byPasskey(stub, theirs, begun);
    expect((await removePasskey(stub, session, theirs)).tag).toBe('done');
    expect(await stub.readSession({ session })).toMatchObject({ tag: 'session', facts: { shown } });
    const facts = await stub.readSession({ session });
    expect(facts.tag === 'session' && facts.facts.shown).toEqual(shown);
    expect((await addPasskey(stub, session)).tag).toBe('stale');
    const again = await byPasskey(stub, mine, session);
    expect((await addPasskey(stub, again)).tag).toBe('done');
  });

  it('counts no longer where nothing else was shown: the pages of the account stay open, and no service is let in', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    const session = await byPasskey(stub, theirs);
    expect((await removePasskey(stub, session, theirs)).tag).toBe('done');
    const read = await stub.readSession({ session });
    expect(read).toMatchObject({ tag: 'session', facts: { opened: true } });
    expect(read.tag === 'session' && read.facts.shown).toEqual({});
    expect((await stub.security({ session })).tag).toBe('security');
    expect((await addPasskey(stub, session)).tag).toBe('stale');
    const request = { vtr: ['P0.Cm'] };
    expect((await authorize(stub, session, { request })).tag).toBe('needs');
    const again = await byPasskey(stub, mine, session);
    expect((await authorize(stub, again, { request })).tag).toBe('granted');
  });

  it('leaves the other passkey that was shown in the session, with its own time', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    const first = await byPasskey(stub, mine);
    const shownAt = seconds();
    clock.advance(10);
    const session = await byPasskey(stub, theirs, first);
    await removePasskey(stub, session, theirs);
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown: { Cm: shownAt } } });
  });
});

describe('a password that was chosen in a session', () => {
  const lengthOf = async (stub: AccountStub) => {
    const answer = await reserve(stub);
    return answer.tag === 'reserved' && answer.held?.password?.length;
  };

  it('opened by a passkey asks for a code when that passkey goes, until one was shown beside it', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    expect(await setPassword(stub, await byPasskey(stub, theirs))).toEqual({ tag: 'done' });
    expect(await lengthOf(stub)).toBe('long');
    expect((await removePasskey(stub, await byPasskey(stub, mine), theirs)).tag).toBe('done');
    expect(await lengthOf(stub)).toBe('short');
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    expect((await enterCode(stub, '123456', { interaction })).tag).toBe('signed-in');
    expect(await lengthOf(stub)).toBe('long');
  });

  it('opened by a passkey ends with it where it was shown alone: sessions, and what services got', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    await setPassword(stub, await byPasskey(stub, theirs));
    const [alone, withCode] = [await signedIn(stub, { Cp: seconds() }), await signedIn(stub)];
    const grantOf = async (session: Verbs.SecretRef) => {
      await agreeTo(stub, session);
      const code = codeRef();
      await authorize(stub, session, { code, request: { vtr: ['P0.Cp'] } });
      await redeem(stub, code);
      return code;
    };
    const [stolen, own] = [await grantOf(alone), await grantOf(withCode)];
    const session = await byPasskey(stub, mine);
    await removePasskey(stub, session, theirs);
    expect(await Promise.all([alone, withCode, session].map((one) => lives(stub, one)))).toEqual([false, true, true]);
    expect((await readGrant(stub, stolen)).tag).toBe('ended');
    expect((await readGrant(stub, own)).tag).toBe('grant');
  });

  it('stays what it is when another passkey goes, or when it was chosen without one', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    await setPassword(stub, await byPasskey(stub, mine));
    await removePasskey(stub, await byPasskey(stub, mine), theirs);
    expect(await lengthOf(stub)).toBe('long');
    const other = await anActiveAccount();
    const next = sessionRef();
    await setPassword(other, await signedIn(other), next);
    const added = aNewPasskey();
    await addPasskey(other, next, added);
    await removePasskey(other, await byPasskey(other, added.key), added.key);
    expect(await lengthOf(other)).toBe('long');
  });

  it('in a session of an older release, which does not say by which passkey, asks for a code when any goes', async () => {
    const { stub, mine, theirs } = await twoPasskeys();
    await setPassword(stub, await signedIn(stub, { Cm: seconds() }));
    await removePasskey(stub, await byPasskey(stub, mine), theirs);
    expect(await lengthOf(stub)).toBe('short');
  });
});

describe('a browser that is put out', () => {
  const endAccess = (stub: AccountStub, session: Verbs.SecretRef, end: Recovery.EndAccessInput['end']) =>
    stub.endAccess({ session, end, context });
  const others = { kind: 'others' } as const;

  it.each<[string, (stub: AccountStub, mine: Verbs.SecretRef, theirs: Verbs.SecretRef) => Promise<unknown>]>([
    ['as one of all others', (stub, mine) => endAccess(stub, mine, others)],
    ['by itself', (stub, mine, theirs) => endAccess(stub, mine, { kind: 'session', id: theirs.id })],
    ['by another password', (stub, mine) => setPassword(stub, mine)],
  ])('%s, takes with it what services got in it, and nothing else', async (_how, putOut) => {
    const stub = await anActiveAccount();
    const theirs = await signedIn(stub);
    await agreeTo(stub, theirs);
    const fromTheirs = await givenIn(stub, theirs);
    const handedOn = sessionRef();
    await asserted(stub, fromTheirs.spent, handedOn);
    const byAssertion = await givenIn(stub, handedOn);
    const mine = await signedIn(stub);
    const fromMine = await givenIn(stub, mine);
    expect(await putOut(stub, mine, theirs)).toEqual({ tag: 'done' });
    expect(await lives(stub, handedOn)).toBe(false);
    expect(await worthOf(stub, fromTheirs)).toEqual(nothing);
    expect(await worthOf(stub, byAssertion)).toEqual(nothing);
    expect(await worthOf(stub, fromMine)).toEqual(all);
  });

  it('takes with it also what it got before it showed more', async () => {
    const { stub, mine } = await twoPasskeys();
    const begun = await signedIn(stub);
    const before = await givenIn(stub, begun);
    const strengthened = await byPasskey(stub, mine, begun);
    await endAccess(stub, await byPasskey(stub, mine), { kind: 'session', id: strengthened.id });
    expect(await worthOf(stub, before)).toEqual(nothing);
  });

  it('is another than the one whose login a service asserted in it', async () => {
    const stub = await anActiveAccount();
    const mine = await signedIn(stub);
    await agreeTo(stub, mine);
    const handedOn = sessionRef();
    await asserted(stub, (await givenIn(stub, mine)).spent, handedOn);
    const session = sessionRef();
    const ticket = await ticketOf(stub, { session: handedOn });
    expect(await settle(stub, ticket, { session, before: handedOn })).toEqual({ tag: 'signed-in' });
    const fromAnother = await givenIn(stub, session);
    await endAccess(stub, mine, others);
    expect(await lives(stub, session)).toBe(false);
    expect(await worthOf(stub, fromAnother)).toEqual(nothing);
  });

  it('takes with it, when its person signs out, a login of it that waits for an answer in another browser', async () => {
    const stub = await anActiveAccount();
    const [session, other] = [await signedIn(stub), await signedIn(stub)];
    await agreeTo(stub, session);
    const [handedOn, fromOther] = [sessionRef(), sessionRef()];
    await asserted(stub, (await givenIn(stub, session)).spent, handedOn);
    await asserted(stub, (await givenIn(stub, other)).spent, fromOther);
    await signOut(stub, { session });
    expect([await lives(stub, handedOn), await lives(stub, fromOther)]).toEqual([false, true]);
  });

  it('keeps refresh tokens when its person signs out of it: apps go on', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await agreeTo(stub, session);
    const given = await givenIn(stub, session);
    await signOut(stub, { session });
    expect((await refreshed(stub, given.spent)).tag).toBe('refreshed');
  });
});
