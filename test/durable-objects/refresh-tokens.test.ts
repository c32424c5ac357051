import { beforeEach, describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import type { CookieToken } from '../../src/ports/caller';
import type { Refreshment } from '../../src/ports/grants';
import { theCaller, theInteraction, theService } from '../support/builders';
import { clock } from './support/clock';
import { outside } from './support/platform-atoms';
import { aSignedInPerson, port, recoverAccountOf, ringAccountOf, tokensFor } from './support/signed-in-person';

const day = 86_400;
const other = clientId('QW5vdGhlclNlcnZpY2VJZA');
const times = (count: number) => Array.from({ length: count });

let events: string[] = [];
beforeEach(() => {
  events = [];
  outside.handOver = async (_shard, { rows }) => {
    events.push(...rows.flatMap(({ row }: { row: LedgerRow }) => (row.kind === 'audit' ? [row.event.kind] : [])));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});
async function eventsOf(session: CookieToken): Promise<readonly string[]> {
  await ringAccountOf(session);
  return events;
}

const spend = (token: string, scopes?: readonly string[], client = theService) =>
  port.refresh(token, { clientId: client, ...(scopes === undefined ? {} : { scopes }) }, theCaller);
const refused = (why: string) => ({ outcome: 'refused', why });

/** The successor of a token that is good. */
async function next(token: string): Promise<string> {
  return successorIn(await spend(token));
}
function successorIn(answer: Refreshment): string {
  if (answer.outcome !== 'refreshed') throw new Error(`the token was ${answer.why}`);
  return answer.refreshToken;
}
/** Another secret behind the same routing part. */
const withSecret = (token: string, secret: string) => `${token.slice(0, token.lastIndexOf('.'))}.${secret}`;
const guess = 'A'.repeat(43);

describe('a refresh token', () => {
  it('NL-71 is replaced at each use, and every one is different', async () => {
    const { refreshToken: first, grant } = await tokensFor(await aSignedInPerson());
    const tokens = [first];
    for (const _ of times(5)) tokens.push(await next(tokens.at(-1) ?? ''));
    expect(new Set(tokens).size).toBe(6);
    expect(await spend(tokens.at(-1) ?? '')).toMatchObject({
      outcome: 'refreshed',
      grant: { grantId: grant.grantId, scopes: grant.scopes, vot: grant.vot, authTime: grant.authTime },
    });
  });

  it('NL-72 shown by fifty at once gets one successor, the same for all', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    const answers = await Promise.all(times(50).map(() => spend(refreshToken)));
    const successors = new Set(answers.map(successorIn));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect(await spend(successor)).toMatchObject({ outcome: 'refreshed' });
    // The successor was used: whoever shows the old one now is a second holder, and the family ends for both.
    expect(await spend(refreshToken)).toEqual(refused('reused'));
    expect(await spend(successor)).toEqual(refused('unknown'));
  });

  it('NL-72 used by fifty at once together with the one before it leaves one family or none, never two', async () => {
    const { refreshToken: old } = await tokensFor(await aSignedInPerson());
    const latest = await next(old);
    const answers = await Promise.all(times(50).map((_, index) => spend(index % 2 === 0 ? latest : old)));
    const successors = answers.filter(({ outcome }) => outcome === 'refreshed').map(successorIn);
    expect(new Set(successors.filter((token) => token !== latest)).size).toBeLessThanOrEqual(1);
    expect(answers.some((answer) => answer.outcome === 'refused' && answer.why === 'reused')).toBe(true);
    for (const token of [old, latest, ...successors]) expect((await spend(token)).outcome).toBe('refused');
  });

  it('NL-72 whose answer was lost gets the same successor for 60 seconds, not for 61', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    const successor = await next(refreshToken);
    clock.advance(59);
    expect(await next(refreshToken)).toBe(successor);
    clock.advance(1);
    expect(await spend(refreshToken)).toEqual(refused('reused'));
    expect(await spend(successor)).toEqual(refused('unknown'));
  });

  it('NL-72 shown again after its successor was used ends the grant too: its access tokens open nothing', async () => {
    const session = await aSignedInPerson();
    const { refreshToken, accessJti } = await tokensFor(session);
    expect(await port.readGrant(accessJti, theService)).toBeDefined();
    await next(await next(refreshToken));
    expect(await spend(refreshToken)).toEqual(refused('reused'));
    expect(await port.readGrant(accessJti, theService)).toBeUndefined();
    expect(await eventsOf(session)).toContain('refresh_reused');
  });

  it('NL-72 lives thirty days from the sign-in, however often it is used', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    let token = refreshToken;
    for (const _ of times(5)) {
      clock.advance(6 * day - 1);
      token = await next(token);
    }
    clock.advance(4);
    token = await next(token);
    clock.advance(1);
    expect((await spend(token)).outcome).toBe('refused');
  });

  it('NL-72 that was never used dies after thirty days too', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    clock.advance(30 * day);
    expect((await spend(refreshToken)).outcome).toBe('refused');
  });

  it('NL-73 that is asked for more than was granted, or for nothing, stays what it was', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    expect(await spend(refreshToken, [])).toEqual(refused('scope'));
    expect(await spend(refreshToken, ['openid', 'profile'])).toEqual(refused('scope'));
    expect(await spend(refreshToken, ['openid', 'nonsense'])).toEqual(refused('scope'));
    clock.advance(60);
    const narrowed = successorIn(await spend(refreshToken, ['openid']));
    // A narrower scope is for that access token alone: the next one may have all of it.
    expect(await spend(narrowed, ['openid', 'email'])).toMatchObject({ outcome: 'refreshed' });
  });

  it('with a guessed secret and a true routing part changes nothing', async () => {
    const { refreshToken } = await tokensFor(await aSignedInPerson());
    const successor = await next(refreshToken);
    const [, secretOfSuccessor = ''] = /\.([\w-]{43})$/.exec(successor) ?? [];
    for (const secret of [guess, secretOfSuccessor]) {
      expect(await spend(withSecret(refreshToken, secret))).toEqual(refused('unknown'));
    }
    expect(await spend(withSecret(successor, guess))).toEqual(refused('unknown'));
    clock.advance(120);
    expect(await spend(withSecret(refreshToken, guess))).toEqual(refused('unknown'));
    expect(await spend(successor)).toMatchObject({ outcome: 'refreshed' });
  });

  it('of another service, or that is something else, is unknown and changes nothing', async () => {
    const session = await aSignedInPerson([theService, other]);
    const { refreshToken, code } = await tokensFor(session);
    expect(await spend(refreshToken, undefined, other)).toEqual(refused('unknown'));
    expect(await spend(code)).toEqual(refused('unknown'));
    expect(await spend(session)).toEqual(refused('unknown'));
    expect(await spend('')).toEqual(refused('unknown'));
    expect(await spend(refreshToken)).toMatchObject({ outcome: 'refreshed' });
  });

  it('ends when the person signs out everywhere, not when they sign out here', async () => {
    const session = await aSignedInPerson();
    const { refreshToken } = await tokensFor(session);
    await port.signOut(session, undefined, theCaller);
    const successor = await next(refreshToken);
    clock.advance(1);
    const again = await aSignedInPerson();
    const { refreshToken: another } = await tokensFor(again);
    await port.signOutEverywhere(again, theCaller);
    expect((await spend(another)).outcome).toBe('refused');
    expect(await spend(successor)).toMatchObject({ outcome: 'refreshed' });
  });

  it('ends, with its access tokens and asserted logins, when the account is recovered from an earlier state', async () => {
    const session = await aSignedInPerson();
    const { refreshToken, accessJti, idJti } = await tokensFor(session);
    clock.advance(1);
    await recoverAccountOf(session);
    expect((await spend(refreshToken)).outcome).toBe('refused');
    expect(await port.readGrant(accessJti, theService)).toBeUndefined();
    const asserted = { idTokenJti: idJti, clientId: theService, interaction: theInteraction, caller: theCaller };
    expect(await port.openAsserted(asserted)).toBeUndefined();
  });

  it('ends when its code is shown a second time by its service', async () => {
    const { refreshToken, code } = await tokensFor(await aSignedInPerson());
    const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: true };
    expect(await port.redeem(code, shown, theCaller)).toMatchObject({ outcome: 'refused', why: 'reused' });
    await port.revokeReused(code, theService, theCaller);
    expect((await spend(refreshToken)).outcome).toBe('refused');
  });

  it('is not made for a service that gets none', async () => {
    const session = await aSignedInPerson();
    expect((await tokensFor(session, theService, false)).refreshToken).toBe('');
    expect((await tokensFor(session)).refreshToken).not.toBe('');
  });
});
