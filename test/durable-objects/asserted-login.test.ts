import { beforeEach, describe, expect, it } from 'vitest';
import { type ClientId, clientId, type InteractionId } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import type { CookieToken } from '../../src/ports/caller';
import { aRequest, theCaller, theService } from '../support/builders';
import { atomPorts } from './support/account-port';
import { clock, seconds } from './support/clock';
import { aMade } from './support/passkey-port';
import { outside } from './support/platform-atoms';
import { aSignedInPerson, port, ringAccountOf, tokensFor } from './support/signed-in-person';
import { unique } from './support/signing-in';

const hour = 3600;
const pharmacy = clientId('SGlsbHZpZXdQaGFybWFjeQ');

let events: string[] = [];
beforeEach(() => {
  events = [];
  outside.handOver = async (_shard, { rows }) => {
    events.push(...rows.flatMap(({ row }: { row: LedgerRow }) => (row.kind === 'audit' ? [row.event.kind] : [])));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});

const anInteraction = () => unique('9-interaction') as InteractionId;
const openAsserted = (idTokenJti: string, from: ClientId = theService, interaction = anInteraction()) =>
  port.openAsserted({ idTokenJti, clientId: from, interaction, caller: theCaller });
const authorize = (session: CookieToken, interaction = anInteraction()) => {
  const request = aRequest({ clientId: pharmacy, scopes: ['openid', 'email'] });
  return port.authorize(session, { interaction, request, caller: theCaller });
};
/** The password is shown with a session. */
async function stepUp(session: CookieToken): Promise<CookieToken> {
  const asked = { of: { session }, browser: undefined, device: undefined };
  const reserved = await port.reservePassword({ ...asked, interaction: anInteraction(), caller: theCaller });
  if (reserved.outcome !== 'reserved') throw new Error(reserved.outcome);
  const settled = await reserved.settle({ verdict: 'right', opens: 'session' });
  return settled.outcome === 'signed-in' ? settled.session : expect.fail(settled.outcome);
}
const aPerson = () => aSignedInPerson([theService, pharmacy]);

describe('an asserted login', () => {
  it('NL-36 is found by the ID token alone, with what was shown and when', async () => {
    const { idJti, grant } = await tokensFor(await aPerson());
    clock.advance(600);
    const opened = await openAsserted(idJti);
    expect(opened?.facts).toMatchObject({ account: grant.account, subject: grant.subject, level: 'P0' });
    expect(opened?.facts.shown).toEqual({ Cp: grant.authTime, Cd: grant.authTime });
  });

  it('NL-36 gets a code for the other service, whose tokens state the original sign-in', async () => {
    const { idJti, grant } = await tokensFor(await aPerson());
    clock.advance(600);
    const opened = await openAsserted(idJti);
    const authorized = await authorize(opened?.session ?? '');
    if (authorized.outcome !== 'granted') throw new Error(authorized.outcome);
    const shown = { clientId: pharmacy, redirectUri: 'https://clinic.example/cb', refreshes: true };
    const redeemed = await port.redeem(authorized.code, shown, theCaller);
    expect(redeemed).toMatchObject({
      outcome: 'redeemed',
      grant: { subject: grant.subject, authTime: grant.authTime, vot: 'P0.Cp.Cd' },
    });
  });

  it('is told to the audit trail', async () => {
    const session = await aPerson();
    await openAsserted((await tokensFor(session)).idJti);
    await ringAccountOf(session);
    expect(events).toContain('login_asserted');
  });

  it('NL-40 counts as long as the ID token lives', async () => {
    const { idJti } = await tokensFor(await aPerson());
    clock.advance(hour - 1);
    expect(await openAsserted(idJti)).toBeDefined();
    clock.advance(1);
    expect(await openAsserted(idJti)).toBeUndefined();
  });

  it.each<[string, (tokens: Awaited<ReturnType<typeof tokensFor>>) => readonly [string, ClientId]]>([
    ["an access token's jti", ({ accessJti }) => [accessJti, theService]],
    ['the ID token of another service', ({ idJti }) => [idJti, pharmacy]],
    ['a code', ({ code }) => [code, theService]],
    ['a refresh token', ({ refreshToken }) => [refreshToken, theService]],
    ['the routing part of a refresh token', ({ refreshToken }) => [refreshToken.replace(/\.[^.]*$/, ''), theService]],
    ['a jti with a character changed', ({ idJti }) => [`${idJti.slice(0, -2)}AA`, theService]],
    ['nothing', () => ['', theService]],
    ['a UUID', () => ['5f0c6d2e-7a61-4f0e-9a3a-1c9d7be2f111', theService]],
  ])('NL-40 is not opened by %s', async (_what, of) => {
    expect(await openAsserted(...of(await tokensFor(await aPerson())))).toBeUndefined();
  });

  it('ends with its grant: code shown twice, refresh token reused, signed out everywhere', async () => {
    const session = await aPerson();
    const shownTwice = await tokensFor(session);
    await port.revokeReused(shownTwice.code, theService, theCaller);
    expect(await openAsserted(shownTwice.idJti)).toBeUndefined();

    const reused = await tokensFor(session);
    const spend = (token: string) => port.refresh(token, { clientId: theService }, theCaller);
    const next = await spend(reused.refreshToken);
    if (next.outcome === 'refreshed') await spend(next.refreshToken);
    expect(await openAsserted(reused.idJti)).toBeDefined();
    await spend(reused.refreshToken);
    expect(await openAsserted(reused.idJti)).toBeUndefined();

    const left = await tokensFor(session);
    clock.advance(1);
    await port.signOutEverywhere(session, theCaller);
    expect(await openAsserted(left.idJti)).toBeUndefined();
  });

  it('lives on when the person signs out at the browser of the sign-in', async () => {
    const session = await aPerson();
    const { idJti } = await tokensFor(session);
    await port.signOut(session, undefined, theCaller);
    expect(await openAsserted(idJti)).toBeDefined();
  });
});

describe('the session of an asserted login', () => {
  it('counts for an hour, however it is used, and ends no other session', async () => {
    const own = await aPerson();
    const opened = await openAsserted((await tokensFor(own)).idJti);
    const session = opened?.session ?? '';
    clock.advance(hour / 2 - 1);
    expect((await authorize(session)).outcome).toBe('granted');
    expect(await port.readSession(own)).toBeDefined();
    clock.advance(hour / 2 + 1);
    expect((await authorize(session)).outcome).toBe('no-session');
  });

  it('changes no credential, however young the login is, until all is shown anew', async () => {
    const opened = await openAsserted((await tokensFor(await aPerson())).idJti);
    const session = opened?.session ?? '';
    expect(await port.addPasskey(session, aMade(), theCaller)).toBe('stale');
    const password = { hash: 'hash', length: 'long' } as const;
    const change = { password, interaction: anInteraction(), device: undefined, caller: theCaller };
    expect(await port.setPassword(session, change)).toEqual({ outcome: 'stale' });

    const stepped = await stepUp(session);
    expect((await port.readSession(stepped))?.shownHere).toEqual({ Cp: seconds() });
    expect(await port.addPasskey(stepped, aMade(), theCaller)).toBe('stale');
  });

  it('makes no room by ending the sessions of browsers', async () => {
    const own = await aPerson();
    const { idJti } = await tokensFor(own);
    await Promise.all(Array.from({ length: 20 }, () => openAsserted(idJti)));
    expect(await port.readSession(own)).toBeDefined();
  });

  it('ends when the person signs out everywhere', async () => {
    const own = await aPerson();
    const opened = await openAsserted((await tokensFor(own)).idJti);
    await port.signOutEverywhere(own, theCaller);
    expect(await port.readSession(opened?.session)).toBeUndefined();
  });

  it('passed on from service to service ends thirteen hours after the sign-in', async () => {
    let { idJti } = await tokensFor(await aPerson());
    const end = seconds(13 * hour);
    for (let from = theService; seconds(hour - 60) < end; from = from === theService ? pharmacy : theService) {
      clock.advance(hour - 60);
      const opened = await openAsserted(idJti, from);
      ({ idJti } = await tokensFor(opened?.session ?? '', from === theService ? pharmacy : theService));
    }
    clock.advance(hour - 60);
    expect([await openAsserted(idJti), await openAsserted(idJti, pharmacy)]).toEqual([undefined, undefined]);
  });

  it('ends no account, whoever the service that asserts it says that its person is; their own session does', async () => {
    const session = await aPerson();
    const { idJti, grant } = await tokensFor(session);
    const opened = await openAsserted(idJti);
    expect(await atomPorts().proofs.disable(opened?.session ?? '', theCaller)).toBe('stays');
    expect((await port.readSession(session))?.account).toBe(grant.account);
    expect(await atomPorts().proofs.disable(session, theCaller)).toBe('disabled');
    expect(await port.readSession(session)).toBeUndefined();
  });
});
