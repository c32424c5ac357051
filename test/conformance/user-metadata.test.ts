import { constants, type KeyObject, privateDecrypt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshCode, type Person, register } from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  newServiceKey,
  operate,
  redeem,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
const scope = 'openid email client_metadata';
let clinic: TestService;
let pharmacy: TestService;
let person: Person;
let token: string;

beforeAll(async () => {
  clinic = await addService(world, { scope });
  pharmacy = await addService(world, { scope, client_name: 'Hillview Pharmacy' });
  ({ person } = await register(world, clinic, { scope }));
  const consent = await person.browser.open(authorizeUrl(world, pharmacy, { scope }));
  await person.browser.submit(consent, { decision: 'agree' });
  token = await tokenFor(clinic);
});

const tokenFor = async (service: TestService, asked = scope): Promise<string> =>
  textOf(await redeem(world, service, await freshCode(world, person, service, { scope: asked })), 'access_token');

const patch = (body: unknown, { bearer = token, type = 'application/json' }: { bearer?: string; type?: string } = {}) =>
  userinfo(world, bearer, {
    method: 'PATCH',
    headers: { 'content-type': type },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
const write = (note: string, bearer = token) => patch({ client_user_metadata: note }, { bearer });
const noteSeenBy = async (bearer = token) => (await userinfo(world, bearer)).body['client_user_metadata'];

function isKept({ status, headers, body }: TokenResponse): void {
  expect([status, body, headers.get('cache-control')]).toEqual([204, {}, 'no-store']);
}
function isRefused({ status, headers, body }: TokenResponse, [expected, error]: readonly [number, string]): void {
  expect([status, body['error']]).toEqual([expected, error]);
  const challenge = [400, 401, 403].includes(status) ? expect.stringContaining(`Bearer error="${error}"`) : null;
  expect(headers.get('www-authenticate')).toEqual(challenge);
}

describe('what a service notes about a person', () => {
  it('NL-91 is kept by PATCH, read by GET, and removed by empty text', async () => {
    expect((await userinfo(world, token)).body).not.toHaveProperty('client_user_metadata');
    isKept(await write('seen on Monday'));
    expect(await noteSeenBy()).toBe('seen on Monday');
    isKept(await write('{"any": "text", "é€😀": "\u0000\n"}'));
    expect(await noteSeenBy()).toBe('{"any": "text", "é€😀": "\u0000\n"}');
    isKept(await write(''));
    expect((await userinfo(world, token)).body).not.toHaveProperty('client_user_metadata');
  });

  it('NL-92 holds 1,024 characters and not one more; a refusal leaves what was there', async () => {
    for (const character of ['x', '😀']) {
      isKept(await write(character.repeat(1024)));
      isRefused(await write(character.repeat(1025)), [400, 'invalid_request']);
      expect(await noteSeenBy()).toBe(character.repeat(1024));
    }
  });

  it.each<[string, unknown, number]>([
    ['a number', { client_user_metadata: 7 }, 400],
    ['null', { client_user_metadata: null }, 400],
    ['another member', { note: 'x' }, 400],
    ['a list', [], 400],
    ['no JSON', '{', 400],
    ['nothing', '', 400],
    ['bytes that are no UTF-8', Uint8Array.from(Buffer.from('{"client_user_metadata":"\xff"}', 'latin1')), 400],
    ['nested deeper than twenty levels', `{"client_user_metadata":"x","a":${'['.repeat(20)}${']'.repeat(20)}}`, 400],
    ['half a character', '{"client_user_metadata":"\\ud83d"}', 400],
  ])('is not %s', async (_what, body, status) => {
    isKept(await write('before'));
    isRefused(await patch(body), [status, 'invalid_request']);
    expect(await noteSeenBy()).toBe('before');
  });

  it('comes as JSON and in no other type', async () => {
    const answer = await patch('client_user_metadata=x', { type: 'application/x-www-form-urlencoded' });
    expect([answer.status, answer.body['error']]).toEqual([415, 'invalid_request']);
    isKept(await patch({ client_user_metadata: 'y' }, { type: 'application/json; charset=utf-8' }));
    isKept(await patch(`{"client_user_metadata":"z","a":${'['.repeat(19)}${']'.repeat(19)}}`));
  });

  it('NL-94 needs the client_metadata scope, to be written and to be read', async () => {
    isKept(await write('for those who may'));
    const without = await tokenFor(clinic, 'openid email');
    isRefused(await write('x', without), [403, 'insufficient_scope']);
    expect((await userinfo(world, without)).body).not.toHaveProperty('client_user_metadata');
    expect(await noteSeenBy()).toBe('for those who may');
  });

  it('NL-94 is invisible to every other service', async () => {
    isKept(await write('of the clinic'));
    const elsewhere = await tokenFor(pharmacy);
    expect(await noteSeenBy(elsewhere)).toBeUndefined();
    isKept(await write('of the pharmacy', elsewhere));
    expect([await noteSeenBy(), await noteSeenBy(elsewhere)]).toEqual(['of the clinic', 'of the pharmacy']);
    isKept(await write('', elsewhere));
    expect(await noteSeenBy()).toBe('of the clinic');
  });

  it('needs a good access token, before anything else is looked at', async () => {
    const tokens = await redeem(world, clinic, await freshCode(world, person, clinic, { scope }));
    for (const bearer of ['x', textOf(tokens, 'id_token'), textOf(tokens, 'refresh_token')]) {
      isRefused(await write('x', bearer), [401, 'invalid_token']);
      isRefused(await patch('{', { bearer }), [401, 'invalid_token']);
    }
  });

  it('reaches the book of record, sealed', async () => {
    isKept(await write('a word that stands nowhere in clear'));
    const [row] = await until('the note in the book', async () => {
      const rows = await world.rows<{ sealed: string | null }>('select sealed from client_note where client = $1', [
        clinic.clientId,
      ]);
      return rows[0]?.sealed === null || rows.length === 0 ? undefined : rows;
    });
    expect(row?.sealed).not.toContain('word');
    isKept(await write(''));
    await until('the note taken back', async () => {
      const [now] = await world.rows<{ sealed: string | null }>('select sealed from client_note where client = $1', [
        clinic.clientId,
      ]);
      return now?.sealed === null ? true : undefined;
    });
  });
});

describe('NL-93 an automatic note', () => {
  const opened = async (key: KeyObject, bearer = token): Promise<string> =>
    privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(String(await noteSeenBy(bearer)), 'base64url'),
    ).toString();

  it('NL-93 is base64url, and a number that the service alone can read, another each time', async () => {
    isKept(await write('auto'));
    expect(await noteSeenBy()).toMatch(/^[\w-]{342}$/);
    const first = await opened(clinic.privateKey);
    expect(first).toMatch(/^\d{16,40}$/);
    isKept(await write('auto'));
    expect(await opened(clinic.privateKey)).not.toBe(first);
    await expect(opened(pharmacy.privateKey)).rejects.toThrow();
  });

  it('NL-93 is encrypted to the newest key of a service that rotates its keys', async () => {
    const key = await newServiceKey();
    const jwks = { keys: [{ ...key.publicJwk, kid: 'new' }] };
    const rotated = await operate(world, 'services.rotate-key', { client_id: pharmacy.clientId, jwks });
    expect(rotated.status).toBe(200);
    const elsewhere = await tokenFor(pharmacy);
    isKept(await write('auto', elsewhere));
    expect(await opened(key.privateKey, elsewhere)).toMatch(/^\d+$/);
  });
});
