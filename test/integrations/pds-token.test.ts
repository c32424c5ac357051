import { importJWK, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import { fetchPdsToken, type TokenParts } from '../../src/integrations/pds/token';
import { apiKey, aSigningKey, numberOf, openPds, type PdsWorld } from './support/pds';
import { answering, watched } from './support/post';

let world: PdsWorld;
beforeEach(async () => {
  world = await openPds();
});
afterEach(() => world.close());

const parts = (changes: Partial<TokenParts> = {}): TokenParts => ({ ...world.parts(), ...changes });
const fetchToken = (changes: Partial<TokenParts> = {}) => fetchPdsToken(parts(changes));

/** A token endpoint that says this. */
const saying = (body: unknown, status = 200) => answering(() => Response.json(body, { status }));
const good = { access_token: 'Sr5PGv19wTEHJdDr2wx2f7IGd0cw', token_type: 'Bearer', expires_in: '599', issued_at: '1' };

describe('the token of the platform', () => {
  it('is given to our signature, and lasts as long as its text says', async () => {
    const { requests, fetch } = watched();
    const token = await fetchToken({ fetch });
    expect(token).toEqual({ kind: 'token', token: expect.any(String), expiresAt: world.now() + 599 });
    const form = new URLSearchParams(await requests[0]?.text());
    expect(form.get('grant_type')).toBe('client_credentials');
    const [head = ''] = form.get('client_assertion')?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS512', typ: 'JWT', kid: 'tests-1' });
  });

  it.each<[what: string, body: unknown, kind: string]>([
    ['the life as a number', { ...good, expires_in: 599 }, 'token'],
    ['the life in words', { ...good, expires_in: 'ten minutes' }, 'unavailable'],
    ['no life', { ...good, expires_in: '0' }, 'unavailable'],
    ['a life of less than nothing', { ...good, expires_in: -599 }, 'unavailable'],
    ['another type of token', { ...good, token_type: 'MAC' }, 'unavailable'],
    ['no token', { ...good, access_token: '' }, 'unavailable'],
    ['a token that would break a header', { ...good, access_token: 'a\r\nX-Evil: 1' }, 'unavailable'],
    ['an error with 200', { error: 'invalid_request' }, 'unavailable'],
    ['a list', [good], 'unavailable'],
  ])('is judged by the whole answer: %s', async (_what, body, kind) => {
    expect(await fetchToken({ fetch: saying(body) })).toMatchObject({ kind });
  });

  it('is used for half an hour at most, whatever is said', async () => {
    const token = await fetchToken({ fetch: saying({ ...good, expires_in: '999999' }) });
    expect(token).toMatchObject({ expiresAt: world.now() + 1800 });
  });

  it.each<[what: string, changes: () => Partial<TokenParts>, status: number, code: string]>([
    ['of another application', () => ({ pds: { ...world.parts().pds, apiKey: 'another' } }), 401, 'invalid_request'],
    [
      'with a key that is not registered',
      () => ({ pds: { ...world.parts().pds, signingKey: aSigningKey('other') } }),
      401,
      'invalid_request',
    ],
    [
      'with another key of that name',
      () => ({ pds: { ...world.parts().pds, signingKey: aSigningKey('tests-1') } }),
      401,
      'public_key error',
    ],
    ['by a clock that is late', () => ({ now: () => epochSeconds(world.now() - 181) }), 400, 'invalid_request'],
    ['by a clock that is early', () => ({ now: () => epochSeconds(world.now() + 125) }), 400, 'invalid_request'],
  ])('is refused to a signature %s', async (_what, changes, status, code) => {
    expect(await fetchToken(changes())).toEqual({ kind: 'refused', status, code });
  });

  it('is refused where no key is registered', async () => {
    const bare = await openPds({ app: { apiKey, jwks: { keys: [] } } });
    const answer = await fetchPdsToken(bare.parts());
    await bare.close();
    expect(answer).toEqual({ kind: 'refused', status: 403, code: 'public_key error' });
  });

  it('that is refused is told to a person, makes nothing known, and is not asked for again in that second', async () => {
    const wrong = { pds: { ...world.parts().pds, apiKey: 'another' } };
    expect(await world.person(wrong).read(numberOf('ada'))).toEqual({ kind: 'unavailable' });
    expect(await world.person(wrong).read(numberOf('ada'))).toEqual({ kind: 'unavailable' });
    expect(world.alerts[0]).toEqual({ status: 401, code: 'invalid_request' });
    expect(world.requests.list({ system: 'pds' }).length).toBeLessThanOrEqual(2);
  });

  it('is fetched again before it ends, and once for all who ask', async () => {
    await world.person().read(numberOf('ada'));
    world.clock.advance(540);
    await Promise.all(['ada', 'sian', 'grace'].map((id) => world.person().read(numberOf(id))));
    expect(world.tokens.issued()).toBe(2);
  });
});

type Claims = Readonly<Record<string, unknown>>;

/** A request to the token endpoint of the emulator, with what the test says wrong. */
async function ask(
  wrong: {
    readonly header?: Readonly<Record<string, string | undefined>>;
    readonly claims?: (audience: string) => Claims;
    readonly form?: Readonly<Record<string, string | undefined>>;
    readonly type?: string;
  } = {},
) {
  const audience = `${world.baseUrl}/oauth2/token`;
  const { signingKey } = world.parts().pds;
  const { alg = 'RS512', ...header } = { alg: 'RS512', typ: 'JWT', kid: 'tests-1', ...wrong.header };
  const claims = {
    iss: apiKey,
    sub: apiKey,
    aud: audience,
    exp: world.now() + 60,
    jti: crypto.randomUUID(),
    ...wrong.claims?.(audience),
  };
  const assertion = await new SignJWT(claims as Record<string, unknown>)
    .setProtectedHeader({ alg, ...header } as { alg: string })
    .sign(await importJWK({ ...signingKey, alg }, alg));
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...wrong.form,
  };
  const body = new URLSearchParams(
    Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const response = await fetch(audience, {
    method: 'POST',
    body: body.toString(),
    headers: { 'content-type': wrong.type ?? 'application/x-www-form-urlencoded' },
  });
  const said = (await response.json()) as {
    readonly error?: string;
    readonly error_description?: string;
    readonly message_id?: string;
  };
  return { status: response.status, said };
}

describe('the emulator of the token endpoint', () => {
  it.each<[status: number, description: string, wrong: Parameters<typeof ask>[0]]>([
    [
      400,
      "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
      { header: { alg: 'RS256' } },
    ],
    [400, "Invalid 'typ' header in client_assertion JWT - must be 'JWT'", { header: { typ: undefined } }],
    [400, "Missing 'kid' header in client_assertion JWT", { header: { kid: undefined } }],
    [401, "Invalid 'kid' header in client_assertion JWT - no matching public key", { header: { kid: 'other' } }],
    [400, "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT", { claims: () => ({ sub: 'other' }) }],
    [401, "Invalid 'iss'/'sub' claims in client_assertion JWT", { claims: () => ({ iss: 'other', sub: 'other' }) }],
    [
      401,
      "Missing or invalid 'aud' claim in client_assertion JWT",
      { claims: (audience) => ({ aud: `${audience}/` }) },
    ],
    [400, "Missing 'exp' claim in client_assertion JWT", { claims: () => ({ exp: undefined }) }],
    [400, "Invalid 'exp' claim in client_assertion JWT - JWT has expired", { claims: () => ({ exp: world.now() }) }],
    [
      400,
      "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future",
      { claims: () => ({ exp: world.now() + 302 }) },
    ],
    [400, "Missing 'jti' claim in client_assertion JWT", { claims: () => ({ jti: undefined }) }],
    [400, 'Malformed JWT in client_assertion', { form: { client_assertion: 'a.b.c' } }],
    [400, 'Missing client_assertion', { form: { client_assertion: undefined } }],
    [400, 'grant_type is missing', { form: { grant_type: undefined } }],
    [400, 'grant_type is invalid', { form: { grant_type: 'password' } }],
    [400, 'Content-Type header must be application/x-www-form-urlencoded', { type: 'text/plain' }],
  ])('refuses with %i: %s', async (status, description, wrong) => {
    const answer = await ask(wrong);
    expect(answer).toMatchObject({ status, said: { error_description: description, message_id: expect.any(String) } });
  });

  it('takes an assertion once', async () => {
    const claims = () => ({ jti: 'once' });
    expect(await ask({ claims })).toMatchObject({ status: 200, said: { expires_in: '599' } });
    expect(await ask({ claims })).toMatchObject({
      status: 400,
      said: { error_description: "Non-unique 'jti' claim in client_assertion JWT" },
    });
  });
});
