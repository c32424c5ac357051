import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import { theService } from '../support/builders';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import {
  type AccountStub,
  aGrantedCode,
  agreeTo,
  anActiveAccount,
  anUnusedAtom,
  authorize,
  codeRef,
  readGrant,
  redeem,
  revokeReused,
  sessionRef,
  signedIn,
  signOutEverywhere,
  unique,
  withWrongSecret,
} from './support/signing-in';

const tenMinutes = 600;
const times = (count: number) => Array.from({ length: count });
const other = clientId('another service');

let events: string[] = [];
beforeEach(() => {
  events = [];
  outside.handOver = async (_shard, { rows }) => {
    events.push(...rows.flatMap(({ row }: { row: LedgerRow }) => (row.kind === 'audit' ? [row.event.kind] : [])));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});
const eventsOf = async (stub: AccountStub) => {
  await runDurableObjectAlarm(stub);
  return events;
};
async function aPerson() {
  const stub = await anActiveAccount();
  const session = await signedIn(stub);
  await agreeTo(stub, session);
  return { stub, session };
}

describe('an authorization request', () => {
  it('is granted to a person with a session, an agreement and the credentials that are asked', async () => {
    const { stub, session } = await aPerson();
    expect(await authorize(stub, session)).toEqual({ tag: 'granted' });
  });

  it('is not granted without a session, or at an object that is nobody’s account', async () => {
    const { stub, session } = await aPerson();
    expect(await authorize(stub, sessionRef())).toEqual({ tag: 'no-session' });
    expect(await authorize(stub, withWrongSecret(session))).toEqual({ tag: 'no-session' });
    expect(await authorize(anUnusedAtom(), session)).toEqual({ tag: 'no-session' });
  });

  it.each([
    ['a credential', { vtr: ['P0.Cm'] }],
    ['a level', { vtr: ['P9.Cp.Cd'] }],
    ['an agreement', { scopes: ['openid', 'phone'] as const }],
    ['an agreement with this very service', { clientId: other }],
    ['a new sign-in', { prompt: 'login' as const }],
  ])('that lacks %s makes no grant and says what is known', async (_what, request) => {
    const { stub, session } = await aPerson();
    const code = codeRef();
    expect(await authorize(stub, session, { request, code })).toMatchObject({ tag: 'needs', facts: { level: 'P0' } });
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'unknown' });
  });

  it('is not granted before new terms are accepted', async () => {
    const { stub, session } = await aPerson();
    await stub.acceptTerms({ session, version: 'terms of another day', context: '' });
    expect(await authorize(stub, session)).toMatchObject({ tag: 'needs' });
  });

  it('with prompt=login is granted to a session that was opened for it', async () => {
    const { stub } = await aPerson();
    const session = await signedIn(stub, undefined, 'this interaction');
    const request = { prompt: 'login' } as const;
    expect(await authorize(stub, session, { request, interaction: 'this interaction' })).toEqual({ tag: 'granted' });
    expect(await authorize(stub, session, { request, interaction: 'another' })).toMatchObject({ tag: 'needs' });
  });

  it('repeated gives the same grant: one code, not two', async () => {
    const { stub, session } = await aPerson();
    const same = { interaction: 'same', code: codeRef() };
    expect(await authorize(stub, session, same)).toEqual({ tag: 'granted' });
    expect(await authorize(stub, session, same)).toEqual({ tag: 'granted' });
    expect((await eventsOf(stub)).filter((kind) => kind === 'authz_grant')).toHaveLength(1);
    expect((await redeem(stub, same.code)).tag).toBe('redeemed');
  });

  it('whose code was redeemed is over', async () => {
    const { stub, session } = await aPerson();
    const same = { interaction: 'same', code: codeRef() };
    await authorize(stub, session, same);
    await redeem(stub, same.code);
    expect(await authorize(stub, session, same)).toEqual({ tag: 'completed' });
  });

  it('states the vector that was shown, and when its newest credential was', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub, { Cp: seconds(-100), Cd: seconds(-40) });
    await agreeTo(stub, session);
    const stated = async (vtr: readonly string[]) => {
      const code = codeRef();
      await authorize(stub, session, { code, request: { vtr } });
      const answer = await redeem(stub, code);
      return answer.tag === 'redeemed' ? [answer.grant.vot, answer.grant.authTime - seconds()] : answer;
    };
    expect(await stated(['P0.Cp'])).toEqual(['P0.Cp', -100]);
    expect(await stated(['P0.Cp', 'P0.Cp.Cd'])).toEqual(['P0.Cp.Cd', -40]);
    expect(await stated(['P0.Cm', 'P9.Cp.Cd', 'P0.Cp'])).toEqual(['P0.Cp', -100]);
  });

  it('on a password alone says so, in its tokens and in what they may read', async () => {
    const isAlone = async (shown: Parameters<typeof signedIn>[1], vtr: readonly string[]) => {
      const stub = await anActiveAccount();
      const session = await signedIn(stub, shown);
      await agreeTo(stub, session);
      const code = codeRef();
      await authorize(stub, session, { code, request: { vtr } });
      const redeemed = await redeem(stub, code);
      const read = await readGrant(stub, code);
      return redeemed.tag === 'redeemed' && read.tag === 'grant'
        ? [redeemed.grant.passwordAlone, read.passwordAlone]
        : [redeemed.tag, read.tag];
    };
    const [password, both] = [{ Cp: seconds() }, { Cp: seconds(), Cd: seconds() }];
    expect(await isAlone(both, ['P0.Cp'])).toEqual([true, true]);
    expect(await isAlone(password, ['P0'])).toEqual([true, true]);
    expect(await isAlone(both, ['P0.Cp.Cd'])).toEqual([undefined, undefined]);
    expect(await isAlone(both, ['P0'])).toEqual([undefined, undefined]);
  });
});

describe('a code', () => {
  it('NL-66 is redeemed for what was granted', async () => {
    const { stub, code } = await aGrantedCode({ request: { nonce: 'a nonce' } });
    expect(await redeem(stub, code)).toMatchObject({
      tag: 'redeemed',
      subject: '00000000-0000-4000-8000-000000000001',
      grant: { clientId: theService, scopes: ['openid', 'email'], vot: 'P0.Cp.Cd', level: 'P0', nonce: 'a nonce' },
    });
  });

  it('NL-66 of fifty who redeem it at once one succeeds, and the others are told of the reuse', async () => {
    const { stub, code } = await aGrantedCode();
    const answers = await Promise.all(times(50).map(() => redeem(stub, code)));
    expect(answers.filter(({ tag }) => tag === 'redeemed')).toHaveLength(1);
    expect(answers.filter((answer) => answer.tag === 'refused' && answer.why === 'reused')).toHaveLength(49);
  });

  it('shown again ends what the first redemption gave, when its service authenticated and says so', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code);
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'reused' });
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
    expect(await revokeReused(stub, code)).toEqual({ tag: 'revoked' });
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
    expect(await revokeReused(stub, code)).toEqual({ tag: 'unchanged' });
    expect((await eventsOf(stub)).filter((kind) => kind === 'code_reused')).toHaveLength(1);
  });

  it('shown again long after its ten minutes is still reuse', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code);
    clock.advance(2 * tenMinutes);
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'reused' });
    expect(await revokeReused(stub, code)).toEqual({ tag: 'revoked' });
  });

  it('that was not redeemed, of another service or with a wrong secret, ends nothing', async () => {
    const { stub, code } = await aGrantedCode();
    expect(await revokeReused(stub, code)).toEqual({ tag: 'unchanged' });
    await redeem(stub, code);
    expect(await revokeReused(stub, code, other)).toEqual({ tag: 'unchanged' });
    expect(await revokeReused(stub, withWrongSecret(code))).toEqual({ tag: 'unchanged' });
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
  });

  it('redeemed by the same call again is answered as the first time, and nothing is revoked', async () => {
    const { stub, code } = await aGrantedCode();
    const op = unique('op');
    const first = await redeem(stub, code, { op });
    expect(await redeem(stub, code, { op })).toEqual(first);
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
    expect(await redeem(stub, code)).toMatchObject({ why: 'reused' });
    await revokeReused(stub, code);
    expect(await redeem(stub, code, { op })).toMatchObject({ tag: 'refused' });
  });

  it('shown by another service, before or after, changes nothing, and is told to the audit trail', async () => {
    const { stub, code } = await aGrantedCode();
    const shown = { clientId: other };
    expect(await redeem(stub, code, { shown })).toEqual({ tag: 'refused', why: 'other-client' });
    expect((await redeem(stub, code)).tag).toBe('redeemed');
    expect(await redeem(stub, code, { shown })).toEqual({ tag: 'refused', why: 'other-client' });
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
    expect(await eventsOf(stub)).toContain('token_refused');
  });

  it.each([
    ['a wrong secret', {}, 'unknown'],
    ['another redirect URI', { shown: { redirectUri: 'https://clinic.example/other' } }, 'redirect-uri'],
    ['a verifier that nobody announced', { shown: { challenge: 'x' } }, 'code-verifier'],
  ])('shown with %s is refused and stays what it was', async (what, changes, why) => {
    const { stub, code } = await aGrantedCode();
    const shown = what === 'a wrong secret' ? withWrongSecret(code) : code;
    expect(await redeem(stub, shown, changes)).toEqual({ tag: 'refused', why });
    expect((await redeem(stub, code)).tag).toBe('redeemed');
  });

  it('that was redeemed, shown with a wrong secret, revokes nothing', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code);
    expect(await redeem(stub, withWrongSecret(code))).toEqual({ tag: 'refused', why: 'unknown' });
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
  });

  it('NL-68 of a request with a challenge needs its verifier', async () => {
    const { stub, code } = await aGrantedCode({ request: { codeChallenge: 'the challenge' } });
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'code-verifier' });
    expect((await redeem(stub, code, { shown: { challenge: 'the challenge' } })).tag).toBe('redeemed');
  });

  it('NL-66 lives ten minutes', async () => {
    const [early, late] = [await aGrantedCode(), await aGrantedCode()];
    clock.advance(tenMinutes - 1);
    expect((await redeem(early.stub, early.code)).tag).toBe('redeemed');
    clock.advance(1);
    expect(await redeem(late.stub, late.code)).toEqual({ tag: 'refused', why: 'expired' });
  });

  it('from before the moment that ended all is refused', async () => {
    const { stub, code } = await aGrantedCode();
    await runInDurableObject(stub, (_atom, { storage }) => {
      const later = JSON.stringify(seconds(1));
      storage.sql.exec("UPDATE entry SET value = json_set(value, '$.notBefore', json(?)) WHERE kind = 'head'", later);
    });
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'revoked' });
  });
});

describe('what an access token may read', () => {
  it('is what was granted, once its code was redeemed', async () => {
    const { stub, code } = await aGrantedCode();
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
    await redeem(stub, code);
    expect(await readGrant(stub, code)).toEqual({
      tag: 'grant',
      subject: '00000000-0000-4000-8000-000000000001',
      level: 'P0',
      agreed: 'P0',
      scopes: ['openid', 'email'],
      wrappedKey: { kekVersion: 1, ciphertext: 'wrapped key' },
      sealedEmail: 'sealed email',
      sealedPhone: 'sealed phone',
    });
  });

  it('is nothing for another service, another grant, or an object that is nobody’s account', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code);
    expect(await readGrant(stub, code, other)).toEqual({ tag: 'ended' });
    expect(await readGrant(stub, codeRef())).toEqual({ tag: 'ended' });
    expect(await readGrant(anUnusedAtom(), code)).toEqual({ tag: 'ended' });
  });

  it('is nothing any more after signing out everywhere', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code);
    await signOutEverywhere(stub, session);
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });

  it('is nothing any more when the agreement is gone, and no more than the agreement covers', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code);
    const changeConsent = (sql: string) =>
      runInDurableObject(stub, (_atom, { storage }) => storage.sql.exec(sql).toArray());
    await changeConsent(
      `UPDATE entry SET value = json_set(value, '$.scopes', json('["openid"]')) WHERE kind = 'consent'`,
    );
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant', scopes: ['openid'] });
    await changeConsent("DELETE FROM entry WHERE kind = 'consent'");
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });
});
