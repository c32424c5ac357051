import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CachingRelyingParty, cachingRelyingParty } from '../support/caching-relying-party.ts';
import { headingOf } from '../support/citizen.ts';
import { freshCode, givePassword, type Person, register } from '../support/person.ts';
import { addService, authorizeUrl, operate, redeem, type TestService, textOf, userinfo } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
const [hour, day] = [3600, 86_400];
const root = join(import.meta.dirname, '../..');
let service: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world);
  ({ person } = await register(world, service));
});

/** A signing key as the operator is told of it. */
interface KeyRow {
  readonly kid: string;
  readonly use: string;
  readonly phase: string;
  readonly publish_from: number;
  readonly sign_from: number;
  readonly retire_from: number;
  readonly gone_from: number;
}

/** Runs `npm run keys -- …` against the world. @returns what it printed */
async function keys(...args: readonly string[]): Promise<string> {
  const node = join(root, 'node_modules/.bin/node');
  const env = { ...process.env, GATEHOUSE_ORIGIN: world.issuer, GATEHOUSE_HOME: world.home };
  const { stdout } = await promisify(execFile)(node, [join(root, 'cli/keys.ts'), ...args], { env });
  return stdout;
}

async function keyRows(): Promise<readonly KeyRow[]> {
  const { keys: rows }: { keys: readonly KeyRow[] } = JSON.parse(await (await operate(world, 'keys.list')).text());
  return rows;
}

const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid);
const publishedKids = async (): Promise<readonly string[]> => {
  const answer = await fetch(`${world.issuer}/.well-known/jwks.json`);
  const { keys: rows }: { keys: readonly { kid: string }[] } = JSON.parse(await answer.text());
  return rows.map(({ kid }) => kid);
};

/** Takes the person through sign-in with their password. @returns where the browser was sent */
async function browse(url: string): Promise<string> {
  const page = await person.browser.open(url);
  if (page.html === '') return page.url;
  const end = await givePassword(person, page);
  if (end.html !== '') throw new Error(`the page "${headingOf(end)}" was shown`);
  return end.url;
}

describe('sixty days', () => {
  /** Tokens that have not expired: each must verify whenever it is looked at. */
  let alive: string[] = [];
  let refreshToken = '';
  const signedBy = new Map<string, { first: number; last: number }>();

  const note = (token: string) => {
    alive.push(token);
    const { iat = 0 } = decodeJwt(token);
    const seen = signedBy.get(kidOf(token)) ?? { first: iat, last: iat };
    signedBy.set(kidOf(token), { first: Math.min(seen.first, iat), last: Math.max(seen.last, iat) });
  };

  /** What happens at a service all the time. Any step fails if one verification does. */
  async function useEverything(rp: CachingRelyingParty): Promise<void> {
    const kept = await rp.signIn(browse);
    const renewed = await rp.refresh(refreshToken === '' ? kept.refreshToken : refreshToken);
    ({ refreshToken } = refreshToken === '' ? renewed : kept);
    for (const token of [kept.idToken, kept.accessToken, renewed.accessToken]) note(token);
    const now = await world.now();
    alive = alive.filter((token) => (decodeJwt(token).exp ?? 0) > now + 2);
    // With keys as old as may be, and by someone who asks for them only now.
    const newcomer = await cachingRelyingParty(world, service);
    for (const token of alive) await Promise.all([rp.verify(token), newcomer.verify(token)]);
    expect((await userinfo(world, renewed.accessToken)).status).toBe(200);
  }

  it('pass while a service signs people in and refreshes, with keys as old as it may keep them: nothing fails', async () => {
    const rp = await cachingRelyingParty(world, service);
    const start = await world.now();
    // The second change comes at the end of the sixtieth day.
    const end = start + 61 * day;
    const goTo = async (moment: number) => {
      const now = await world.now();
      if (moment > now) await world.advance(moment - now);
    };
    const times = new Map<string, KeyRow>();
    for (let now = start; now < end; now = await world.now()) {
      await useEverything(rp);
      const rows = await keyRows();
      for (const row of rows) times.set(row.kid, row);
      // Each change of a key's phase is met a second before, so that the copy of the keys is as old as it may be after it.
      const edges = rows.flatMap((row) => [row.sign_from, row.retire_from, row.gone_from]);
      const moments = [...new Set(edges)].flatMap((edge) => [edge - 2, edge, edge + 300, edge + hour - 3]);
      await goTo(Math.min(now + day, ...moments.filter((moment) => moment > now)));
    }

    // Keys changed twice, each use on its own.
    const rows = [...times.values()].toSorted((a, b) => a.sign_from - b.sign_from);
    expect(signedBy.size).toBeGreaterThanOrEqual(6);
    for (const [kid, { first, last }] of signedBy) {
      const row = times.get(kid);
      if (row === undefined) throw new Error('a token was signed by a key that nobody listed');
      const isFirst = !rows.some((other) => other.use === row.use && other.sign_from < row.sign_from);
      // Ensure it was published a day before it signed, and for two hours after.
      if (!isFirst) expect(row.sign_from - row.publish_from).toBeGreaterThanOrEqual(day);
      expect(first).toBeGreaterThanOrEqual(row.sign_from);
      expect(row.gone_from - last).toBeGreaterThanOrEqual(2 * hour);
    }
  }, 240_000);

  it('NL-9 leave no key published that is gone', async () => {
    const held = (await keyRows()).map(({ kid }) => kid);
    expect((await publishedKids()).toSorted()).toEqual(held.toSorted());
    expect((await keyRows()).every(({ phase }) => phase !== 'gone')).toBe(true);
  });
});

describe('the command keys', () => {
  const accessKey = async () => {
    const tokens = await redeem(world, service, await freshCode(world, person, service, { vtr: '["P0.Cp"]' }));
    return { kid: kidOf(textOf(tokens, 'access_token')), token: textOf(tokens, 'access_token'), tokens };
  };
  beforeAll(async () => {
    await browse(authorizeUrl(world, service, { vtr: '["P0.Cp"]' }));
  });

  it('list shows every key with its use and phase', async () => {
    const printed = await keys('list');
    for (const { kid, phase } of await keyRows()) {
      expect(printed).toMatch(new RegExp(`(id|access)-token +${phase} +${kid} +RS512 +\\d{4}-\\d\\d-\\d\\d`));
    }
    expect(JSON.parse(await keys('list', '--json'))).toEqual(await keyRows());
  });

  it('rotate publishes new keys at once, which sign a day and an hour later; it does so once at a time', async () => {
    await keys('rotate');
    const rings: readonly { outcome: string }[] = JSON.parse(await keys('rotate', '--json'));
    expect(rings.map(({ outcome }) => outcome)).toEqual(['waiting', 'waiting']);
    const next = (await keyRows()).filter(({ phase }) => phase === 'next');
    expect(next.map(({ use }) => use).toSorted()).toEqual(['access-token', 'id-token']);
    for (const row of next) expect(row.sign_from - row.publish_from).toBe(day + hour);
    const published = await publishedKids();
    for (const { kid } of next) expect(published).toContain(kid);
    const before = await accessKey();
    expect(next.map(({ kid }) => kid)).not.toContain(before.kid);
    await world.advance(day + hour);
    await browse(authorizeUrl(world, service, { vtr: '["P0.Cp"]' }));
    expect(next.map(({ kid }) => kid)).toContain((await accessKey()).kid);
  });

  it('rotate --emergency ends a key within a minute: it is not published, and opens no userinfo', async () => {
    const { kid, token } = await accessKey();
    expect((await userinfo(world, token)).status).toBe(200);
    expect(await keys('rotate', '--emergency', kid)).toContain(`${kid} is ended`);
    await world.advance(60);
    expect(await publishedKids()).not.toContain(kid);
    const refused = await userinfo(world, token);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    const after = await accessKey();
    expect(after.kid).not.toBe(kid);
    expect(await publishedKids()).toContain(after.kid);
    expect((await userinfo(world, after.token)).status).toBe(200);
  });

  it('rotate --emergency of a key that is not there changes nothing', async () => {
    const before = await keyRows();
    await expect(keys('rotate', '--emergency', 'A'.repeat(43))).rejects.toThrow('No signing key has this kid.');
    expect(await keyRows()).toEqual(before);
  });

  it('leaves its trace in the audit chain', async () => {
    await until('both kinds of events', async () => {
      const rows = await world.rows<{ kind: string }>(
        "select kind from audit_event where kind in ('key_rotated', 'key_revoked')",
      );
      return rows.filter(({ kind }) => kind === 'key_rotated').length >= 2 &&
        rows.some(({ kind }) => kind === 'key_revoked')
        ? true
        : undefined;
    });
  });
});
