import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey as Jwk,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headingOf, newCitizen } from '../support/citizen.ts';
import { bitFlips, type ForgedSignature, forgedJwt, partsOf, textOfPart } from '../support/forged-jwt.ts';
import { anotherBrowser, freshCode, givePassword, type Person, register, submitForCode } from '../support/person.ts';
import { sendRaw } from '../support/raw-request.ts';
import {
  addService,
  askAuthorize,
  authorizeUrl,
  clientAssertion,
  newServiceKey,
  readCallback,
  redeem,
  refresh,
  requestParameters,
  type ServiceKey,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { strangeRedirectUris } from './redirect-uris.ts';

const world = sharedWorld();
/** A service that may assert a login to itself, and another of somebody else. */
let service: TestService;
let other: TestService;
let attacker: ServiceKey;
let person: Person;

beforeAll(async () => {
  service = await addService(world, {
    redirect_uris: ['https://pharmacy.example/callback', 'uk.example.app:/callback', 'uk.example.app://host/callback'],
    sso_from: ['self'],
  });
  other = await addService(world, {
    client_name: 'Hillside Clinic',
    redirect_uris: ['https://clinic.example/callback'],
  });
  attacker = await newServiceKey();
  ({ person } = await register(world, service));
});

const errorOf = ({ body }: TokenResponse): unknown => body['error'];
const port = new URL(world.issuer).port;
const cookieOf = (name: string) => person.browser.cookies.get(`gatehouse-${name}-${port}`) ?? '';

describe('a redirect_uri that is not registered, byte for byte,', () => {
  const good = 'https://pharmacy.example/callback';
  const expectPage = async (what: string, query: string) => {
    const answer = await askAuthorize(world, query);
    expect([what, answer.status, answer.headers.get('location')]).toEqual([what, 400, null]);
    expect([what, answer.headers.getSetCookie()]).toEqual([what, []]);
    expect(answer.body).toContain('CID1004');
    expect(answer.body).not.toMatch(/evil|pharmacy|clinic\.example|uk\.example/);
  };
  const queryWith = (uri: string) => requestParameters(service, { redirect_uri: uri }).toString();

  it.each(Object.entries(strangeRedirectUris))('is refused on a page without a way out: %s', async (_part, uris) => {
    await Promise.all(uris.map((uri) => expectPage(JSON.stringify(uri), queryWith(uri))));
  });

  it('is refused in whatever way the query is spelled: raw bytes, halves of characters, twice, not at all', async () => {
    expect(Object.values(strangeRedirectUris).flat().length).toBeGreaterThanOrEqual(120);
    const rest = requestParameters(service, { redirect_uri: undefined }).toString();
    const raw = [
      ...[
        '',
        '&redirect_uri',
        '&redirect_uri=',
        '&Redirect_uri=https://pharmacy.example/callback',
        '&redirect_uri[]=https://pharmacy.example/callback',
      ],
      ...[
        `&redirect_uri=${good}%ff`,
        `&redirect_uri=${good}%C0%80`,
        `&redirect_uri=${good}%ED%A0%80`,
        `&redirect_uri=${good}+`,
        `&redirect_uri=${good}%`,
      ],
      ...[
        `&redirect_uri=${good}&redirect_uri=${good}`,
        `&redirect_uri=${good}&redirect_uri=https://evil.example/`,
        `&redirect_uri=https://evil.example/&redirect_uri=${good}`,
      ],
      ...[
        `&redirect_uri=&redirect_uri=${good}`,
        `&redirect_uri=${good};redirect_uri=https://evil.example/`,
        `&redirect%5Furi=${good}&redirect_uri=https://evil.example/`,
      ],
    ];
    await Promise.all(raw.map((more) => expectPage(more, `${rest}${more}`)));
  });

  it('is refused when posted, and when a service that holds it is not the one that asks', async () => {
    const post = (uri: string, asking: TestService) =>
      askAuthorize(world, '', { method: 'POST', body: requestParameters(asking, { redirect_uri: uri }) });
    for (const [uri, asking] of [
      ['https://evil.example/', service],
      [`${good}/`, service],
      [good, other],
    ] as const) {
      const answer = await post(uri, asking);
      expect([uri, answer.status, answer.headers.get('location')]).toEqual([uri, 400, null]);
    }
    expect((await post(good, service)).status).toBe(303);
  });

  it('is all that is refused: each registered address is gone to, as it was registered', async () => {
    for (const uri of [good, 'uk.example.app:/callback', 'uk.example.app://host/callback']) {
      const query = requestParameters(service, { redirect_uri: uri, prompt: 'none', state: 'a b' });
      const location = (await askAuthorize(world, query)).headers.get('location');
      expect(location).toBe(`${uri}?error=sso_login_required&state=a%20b`);
    }
  });
});

/** What a thing of ours, or one that looks like it, is taken for. */
const sinks = {
  code: async (value: string) => errorOf(await redeem(world, service, value)),
  refresh: async (value: string) => errorOf(await refresh(world, service, value)),
  assertion: async (value: string) => errorOf(await redeem(world, service, 'any', { client_assertion: value })),
  bearer: async (value: string) => errorOf(await userinfo(world, value)),
  session: async (value: string) => silentError({}, `gatehouse-session-${port}=${value}`),
  asserted: async (value: string) => silentError({ asserted_login_identity: value }, ''),
  operator: async (value: string) => {
    const headers = { authorization: `Bearer ${value}`, 'content-type': 'application/json' };
    const answer = await sendRaw(`${world.issuer}/operator/services.list`, { method: 'POST', headers, body: '{}' });
    return JSON.parse(answer.body).error;
  },
} as const satisfies Record<string, (value: string) => Promise<unknown>>;
type Sink = keyof typeof sinks;

const refusals: Readonly<Record<Sink, string>> = {
  code: 'invalid_grant',
  refresh: 'invalid_grant',
  assertion: 'invalid_client',
  bearer: 'invalid_token',
  session: 'sso_login_required',
  asserted: 'sso_login_required',
  operator: 'invalid_token',
};

async function silentError(changes: Readonly<Record<string, string>>, cookie: string): Promise<unknown> {
  const url = authorizeUrl(world, service, { prompt: 'none', ...changes });
  const { headers } = await sendRaw(url, cookie === '' ? {} : { headers: { cookie } });
  const callback = readCallback(headers.get('location') ?? '');
  return callback.code === undefined ? callback.error : 'a code';
}

/** One good thing of each kind, of this service and person. */
async function treasures() {
  const tokens = await redeem(world, service, await freshCode(world, person, service));
  const idTokenJti = String(JSON.parse(textOfPart(partsOf(textOf(tokens, 'id_token'))[1])).jti);
  const now = await world.now();
  const claims = { aud: undefined, sub: undefined, code: idTokenJti, iat: now, exp: now + 50 };
  return {
    code: await freshCode(world, person, service),
    refresh: textOf(tokens, 'refresh_token'),
    assertion: await clientAssertion(world, service),
    bearer: textOf(tokens, 'access_token'),
    session: cookieOf('session'),
    asserted: await clientAssertion(world, service, { claims }),
    idToken: textOf(tokens, 'id_token'),
    idTokenJti,
    accessTokenJti: String(JSON.parse(textOfPart(partsOf(textOf(tokens, 'access_token'))[1])).jti),
  };
}

describe('one thing taken for another', () => {
  it('is refused in every wrong place, and each still works in its own', async () => {
    const things = await treasures();
    const pairs = Object.entries(things).flatMap(([kind, value]) =>
      (Object.keys(sinks) as Sink[]).filter((sink) => sink !== kind).map((sink) => ({ kind, value, sink })),
    );
    expect(pairs.length).toBeGreaterThanOrEqual(50);
    const told = await Promise.all(
      pairs.map(async ({ kind, value, sink }) => [kind, 'as', sink, await sinks[sink](value)].join(' ')),
    );
    expect(told).toEqual(pairs.map(({ kind, sink }) => `${kind} as ${sink} ${refusals[sink]}`));
    expect(await sinks.session(things.session)).toBe('a code');
    expect(await sinks.asserted(things.asserted)).toBe('a code');
    expect((await userinfo(world, things.bearer)).status).toBe(200);
    expect((await refresh(world, service, things.refresh)).status).toBe(200);
    expect((await redeem(world, service, things.code, { client_assertion: things.assertion })).status).toBe(200);
  });

  it('by another service is refused too, and costs the service that owns it nothing', async () => {
    const things = await treasures();
    const stolen = { redirect_uri: service.redirectUri };
    expect(errorOf(await redeem(world, other, things.code))).toBe('invalid_grant');
    expect(errorOf(await redeem(world, other, things.code, stolen))).toBe('invalid_grant');
    expect(errorOf(await refresh(world, other, things.refresh))).toBe('invalid_grant');
    // Its own assertion for the first service, and the first service's assertion in its name.
    const posing = await clientAssertion(world, other, { claims: { iss: service.clientId, sub: service.clientId } });
    expect(errorOf(await redeem(world, service, things.code, { client_assertion: posing }))).toBe('invalid_client');
    const named = { client_assertion: things.assertion, client_id: other.clientId };
    expect(errorOf(await redeem(world, service, things.code, named))).toBe('invalid_client');
    const told = await clientAssertion(world, other, {
      claims: { aud: undefined, sub: undefined, code: things.idTokenJti },
    });
    expect(await sinks.asserted(told)).toBe('sso_login_required');
    expect((await userinfo(world, things.bearer)).status).toBe(200);
    expect((await refresh(world, service, things.refresh)).status).toBe(200);
    expect((await redeem(world, service, things.code, { client_assertion: things.assertion })).status).toBe(200);
  });

  it('by another issuer is refused: what this one signed for an address that is not its own', async () => {
    const things = await treasures();
    for (const change of [
      { iss: 'https://evil.example' },
      { aud: 'https://evil.example/token' },
      { aud: `${world.issuer}/` },
      { aud: `${world.issuer}/token/` },
    ]) {
      const assertion = await clientAssertion(world, service, { claims: change });
      expect([change, await sinks.assertion(assertion)]).toEqual([change, 'invalid_client']);
    }
    expect((await redeem(world, service, things.code)).status).toBe(200);
  });
});

describe('a forged signature', () => {
  let canary: Server;
  let canaryOrigin = '';
  const visits: string[] = [];

  beforeAll(async () => {
    canary = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [attacker.publicJwk] }));
    });
    canary.listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const address = canary.address();
    canaryOrigin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => canary.close());

  const ellipticKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const longEllipticKey = generateKeyPairSync('ec', { namedCurve: 'P-521' });
  const edwardsKey = generateKeyPairSync('ed25519');

  /** What everybody knows of a key. */
  interface PublicKeyForms {
    readonly pem: string;
    readonly der: Buffer;
    readonly jwk: Jwk;
  }

  interface Forgery {
    readonly header: string;
    readonly signature: ForgedSignature;
  }

  const json = (header: Readonly<Record<string, unknown>>) => JSON.stringify(header);

  /** Without any key at all. */
  function unsigned(): readonly Forgery[] {
    const spellings = [
      'none',
      'None',
      'NONE',
      'nOnE',
      'none ',
      ' none',
      '',
      null,
      0,
      false,
      [],
      ['none'],
      ['RS512'],
      {},
      undefined,
    ];
    const signatures: readonly ForgedSignature[] = [
      { how: 'nothing' },
      { how: 'text', text: 'AAAA' },
      { how: 'text', text: 'none' },
    ];
    return spellings.flatMap((alg) =>
      signatures.map((signature) => ({ header: json({ alg, typ: 'JWT' }), signature })),
    );
  }

  /** With what everybody knows of the true key as a shared secret. */
  function publicAsSecret(publicKey: PublicKeyForms, kid?: string): readonly Forgery[] {
    const secrets = [
      publicKey.pem,
      publicKey.pem.trim(),
      publicKey.der,
      json({ ...publicKey.jwk }),
      Buffer.from(publicKey.jwk.n ?? '', 'base64url'),
      publicKey.jwk.n ?? '',
      '',
    ];
    return secrets.flatMap((secret) =>
      (['HS256', 'HS384', 'HS512'] as const).flatMap((how) =>
        [how, 'RS512'].map((alg) => ({ header: json({ alg, typ: 'JWT', kid }), signature: { how, secret } })),
      ),
    );
  }

  /** With keys of the attacker's own, and headers that point at them. */
  function ownKeys(kid?: string): readonly Forgery[] {
    const signature: ForgedSignature = { how: 'RS512', key: attacker.privateKey };
    const { publicJwk } = attacker;
    const at = (path: string) => `${canaryOrigin}/${path}`;
    const pointing: readonly Readonly<Record<string, unknown>>[] = [
      ...[
        { jwk: publicJwk },
        { jwk: json(publicJwk) },
        { jku: at('jku') },
        { x5u: at('x5u') },
        { x5c: ['MIIB'] },
        { kid: at('kid') },
        { jku: at('jku'), kid: at('kid'), x5u: at('x5u') },
      ],
      ...[
        { jwks: { keys: [publicJwk] } },
        { jwks_uri: at('jwks_uri') },
        { iss: canaryOrigin },
        { url: at('url') },
        { x5t: 'AAAA' },
        { 'x5t#S256': 'AAAA' },
      ],
      ...[
        { kid: '../../../../dev/null' },
        { kid: "' OR 1=1 --" },
        { kid: '*' },
        { kid: '__proto__' },
        { kid: 'constructor' },
        { kid: '' },
        { kid: null },
        { kid: 0 },
        { kid: [] },
        { kid: {} },
        { kid: 'a'.repeat(5000) },
      ],
      ...[
        { alg: 'RS512 ' },
        { alg: 'rs512' },
        { alg: ['RS512'] },
        { crit: [] },
        { crit: ['exp'], exp: 1 },
        { b64: false, crit: ['b64'] },
        { zip: 'DEF' },
        { enc: 'A256GCM' },
        { cty: 'JWT' },
        { typ: 'at+jwt' },
      ],
    ];
    const others: readonly Forgery[] = [
      {
        header: json({ alg: 'ES256', typ: 'JWT', kid, jwk: ellipticKey.publicKey.export({ format: 'jwk' }) }),
        signature: { how: 'ES256', key: ellipticKey.privateKey },
      },
      {
        header: json({ alg: 'ES512', typ: 'JWT', kid, jwk: longEllipticKey.publicKey.export({ format: 'jwk' }) }),
        signature: { how: 'ES512', key: longEllipticKey.privateKey },
      },
      {
        header: json({ alg: 'EdDSA', typ: 'JWT', kid, jwk: edwardsKey.publicKey.export({ format: 'jwk' }) }),
        signature: { how: 'EdDSA', key: edwardsKey.privateKey },
      },
      { header: json({ alg: 'RS512', typ: 'JWT', kid }), signature: { how: 'ES512', key: longEllipticKey.privateKey } },
      { header: json({ alg: 'RS512', typ: 'JWT', kid }), signature: { how: 'PS512', key: attacker.privateKey } },
      {
        header: json({ alg: 'PBES2-HS512+A256KW', p2c: 2_147_483_647, p2s: 'AAAA', enc: 'A256GCM' }),
        signature: { how: 'nothing' },
      },
      { header: json({ alg: 'dir', enc: 'A256GCM' }), signature: { how: 'text', text: 'AAAA.AAAA.AAAA' } },
    ];
    return [
      ...pointing.map((more) => ({ header: json({ alg: 'RS512', typ: 'JWT', kid, ...more }), signature })),
      ...others,
    ];
  }

  /** Spellings of a JWT that a lenient reader would take. */
  function misspelled(jwt: string): readonly string[] {
    const [header, payload, signature] = partsOf(jwt);
    const part = (text: string) => Buffer.from(text).toString('base64url');
    return [
      ...[
        `${jwt}.`,
        `.${jwt}`,
        `${jwt}.AAAA`,
        `${header}.${payload}`,
        `${header}.${payload}.`,
        `${header}..${signature}`,
        `.${payload}.${signature}`,
      ],
      ...[
        `${header}=.${payload}.${signature}`,
        `${header}.${payload}.${signature}=`,
        `${header}.${payload}.${signature}==`,
        ` ${jwt}`,
        `${jwt}\n`,
        `${jwt}\0`,
      ],
      ...[
        `${header}.${payload}.${signature}A`,
        `${header}.${payload}.${signature.slice(0, -1)}`,
        `${header}.${payload}.${signature.slice(2)}`,
        jwt.toUpperCase(),
      ],
      ...[
        json({ protected: header, payload, signature }),
        json({ payload, signatures: [{ protected: header, signature }] }),
        part(jwt),
        `"${jwt}"`,
      ],
      ...[
        `${part('[]')}.${payload}.${signature}`,
        `${part('null')}.${payload}.${signature}`,
        `${header}.${part('null')}.${signature}`,
        `${part('\ufeff{"alg":"RS512"}')}.${payload}.${signature}`,
      ],
    ];
  }

  async function expectRefused(sink: Sink, forgeries: readonly string[]): Promise<void> {
    const told = await Promise.all(forgeries.map(async (forged, index) => [index, await sinks[sink](forged)]));
    expect(told.filter(([, error]) => error !== refusals[sink])).toEqual([]);
  }

  const formsOf = (key: KeyObject): PublicKeyForms => ({
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    der: key.export({ format: 'der', type: 'spki' }),
    jwk: key.export({ format: 'jwk' }),
  });

  it('opens no door to a service’s place at the token endpoint', async () => {
    const good = await clientAssertion(world, service);
    const [header, payload] = partsOf(good).map(textOfPart);
    const publicKey = formsOf(createPublicKey(service.privateKey));
    const own = (how: 'RS256' | 'RS384' | 'PS256' | 'PS384' | 'PS512') => ({
      header: json({ alg: how, typ: 'JWT' }),
      signature: { how, key: service.privateKey },
    });
    const posing = (how: 'RS256' | 'PS512') => ({
      header: json({ alg: 'RS512', typ: 'JWT' }),
      signature: { how, key: service.privateKey },
    });
    const forgeries: readonly Forgery[] = [
      ...unsigned(),
      ...publicAsSecret(publicKey),
      ...ownKeys(),
      ...(['RS256', 'RS384', 'PS256', 'PS384', 'PS512'] as const).map(own),
      ...(['RS256', 'PS512'] as const).map(posing),
    ];
    const all = [
      ...forgeries.map((forgery) => forgedJwt(forgery.header, payload ?? '', forgery.signature)),
      ...bitFlips(good, 24),
      ...misspelled(good),
    ];
    expect(all.length).toBeGreaterThanOrEqual(210);
    await expectRefused('assertion', all);
    expect(header).toContain('RS512');
    expect(await sinks.assertion(good)).toBe('invalid_grant');
  });

  it('opens no door to a person’s claims', async () => {
    const { bearer: good } = await treasures();
    const [header, payload] = partsOf(good).map(textOfPart);
    const { kid }: { kid: string } = JSON.parse(header ?? '');
    const { keys }: { keys: (JsonWebKey & { readonly kid: string })[] } = JSON.parse(
      (await sendRaw(`${world.issuer}/.well-known/jwks.json`)).body,
    );
    const key = keys.find((one) => one.kid === kid) ?? {};
    const publicKey = formsOf(createPublicKey({ key, format: 'jwk' }));
    const forgeries = [...unsigned(), ...publicAsSecret(publicKey, kid), ...ownKeys(kid)];
    const sendable = misspelled(good).filter((one) => /^[\x21-\x7e]+$/.test(one));
    const all = [
      ...forgeries.map((forgery) => forgedJwt(forgery.header, payload ?? '', forgery.signature)),
      ...bitFlips(good, 24),
      ...sendable,
    ];
    expect(all.length).toBeGreaterThanOrEqual(180);
    await expectRefused('bearer', all);
    expect((await userinfo(world, good)).status).toBe(200);
  });

  it('opens no door to somebody’s login at another service', async () => {
    const { asserted: good } = await treasures();
    const payload = textOfPart(partsOf(good)[1]);
    const publicKey = formsOf(createPublicKey(service.privateKey));
    const forgeries = [...unsigned().slice(0, 9), ...publicAsSecret(publicKey).slice(0, 12), ...ownKeys().slice(0, 12)];
    const all = [
      ...forgeries.map((forgery) => forgedJwt(forgery.header, payload, forgery.signature)),
      ...bitFlips(good, 8),
    ];
    await expectRefused('asserted', all);
    expect(await sinks.asserted(good)).toBe('a code');
  });

  it('that is true does not save a text that says two things', async () => {
    const good = await clientAssertion(world, service);
    const [header = '', payload = ''] = partsOf(good).map(textOfPart);
    const now = await world.now();
    const signature: ForgedSignature = { how: 'RS512', key: service.privateKey };
    const twice = (text: string, member: string) => `${text.slice(0, -1)},${member}}`;
    const texts: readonly (readonly [string, string])[] = [
      ...['"iss"', '"sub"', '"aud"', '"exp"', '"jti"', '"\\u0069ss"', '"a":{"b":1,"b":2},"c"'].map(
        (name): [string, string] => [header, twice(payload, `${name}:"x"`)],
      ),
      [header, twice(payload, `"exp":${now + 60}`)],
      [header, twice(payload, `"sub":"${service.clientId}"`)],
      ...['"alg":"RS512"', '"alg":"none"', '"typ":"JWT"', '"a":1,"a":1'].map((member): [string, string] => [
        twice(header, member),
        payload,
      ]),
      [header, `${payload}${payload}`],
      [header, `${payload} x`],
      [header, `[${payload}]`],
      [header, `"${service.clientId}"`],
      [header, payload.replace('{', '{"iss":"x",')],
    ];
    await expectRefused(
      'assertion',
      texts.map(([head, body]) => forgedJwt(head, body, signature)),
    );
    expect(await sinks.assertion(forgedJwt(header, payload, signature))).toBe('invalid_grant');
  });

  it('that is true does not save a JWT that is of another kind, or must be read by other rules', async () => {
    const good = await clientAssertion(world, service);
    const payload = textOfPart(partsOf(good)[1]);
    const signature: ForgedSignature = { how: 'RS512', key: service.privateKey };
    const wrong = [
      ...[{ crit: ['exp'], exp: 1 }, { crit: [] }, { b64: false, crit: ['b64'] }, { b64: true }, { zip: 'DEF' }],
      ...[{ enc: 'A256GCM' }, { typ: 'at+jwt' }, { typ: 'dpop+jwt' }, { typ: 'gatehouse-operator+jwt' }, { typ: '' }],
    ];
    const forged = wrong.map((more) => forgedJwt(json({ alg: 'RS512', typ: 'JWT', ...more }), payload, signature));
    await expectRefused('assertion', forged);
    // Where a header says that keys are to be found is not looked at, and does no harm.
    for (const more of [{ jku: `${canaryOrigin}/a` }, { x5u: `${canaryOrigin}/b` }, { jwk: attacker.publicJwk }]) {
      const fresh = textOfPart(partsOf(await clientAssertion(world, service))[1]);
      const pointing = forgedJwt(json({ alg: 'RS512', typ: 'JWT', ...more }), fresh, signature);
      expect(await sinks.assertion(pointing)).toBe('invalid_grant');
    }
  });

  it('makes the service fetch nothing', () => {
    expect(visits).toEqual([]);
  });
});

describe('a guessed secret beside a true address', () => {
  /** The same token with other secrets: all else of it is true. */
  const guesses = (token: string): readonly string[] => {
    const cut = token.lastIndexOf('.') + 1;
    const [address, secret] = [token.slice(0, cut), token.slice(cut)];
    const near = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
    const made = Array.from({ length: 20 }, () => randomBytes(32).toString('base64url'));
    return [near, '', secret.slice(1), `${secret}A`, secret.toLowerCase(), 'A'.repeat(43), ...made].map(
      (guess) => `${address}${guess}`,
    );
  };

  it('of a code spends nothing, and ends nothing', async () => {
    const { code } = await treasures();
    await Promise.all(guesses(code).map(async (guess) => expect(await sinks.code(guess)).toBe('invalid_grant')));
    expect((await redeem(world, service, code)).status).toBe(200);
  });

  it('of a refresh token spends nothing, and ends nothing', async () => {
    const things = await treasures();
    await Promise.all(
      guesses(things.refresh).map(async (guess) => expect(await sinks.refresh(guess)).toBe('invalid_grant')),
    );
    expect((await userinfo(world, things.bearer)).status).toBe(200);
    expect((await refresh(world, service, things.refresh)).status).toBe(200);
  });

  it('of a session signs nobody in, and ends nothing', async () => {
    const session = cookieOf('session');
    await Promise.all(
      guesses(session).map(async (guess) => expect(await sinks.session(guess)).toBe('sso_login_required')),
    );
    expect(await sinks.session(session)).toBe('a code');
  });

  it('of a remembered device spares no code, and forgets nothing', async () => {
    const remembering = anotherBrowser(world, person);
    const start = await remembering.browser.open(authorizeUrl(world, service, { prompt: 'login' }));
    const asked = await remembering.browser.submit(start, { email: person.email });
    const sent = await submitForCode(world, remembering, {
      page: asked,
      fields: { password: person.password },
      to: person.number,
    });
    await remembering.browser.submit(sent.page, { code: sent.code, remember: 'yes' });
    const name = `gatehouse-device-${port}`;
    const device = remembering.browser.cookies.get(name) ?? '';
    const signInWith = async (value: string) => {
      const browser = newCitizen(world.issuer, person.address);
      browser.cookies.set(name, value);
      return givePassword({ ...person, browser }, await browser.open(authorizeUrl(world, service)));
    };
    for (const guess of guesses(device).slice(0, 3))
      expect(headingOf(await signInWith(guess))).toBe('Enter the security code');
    expect(readCallback((await signInWith(device)).url).code).toBeDefined();
  });

  it('of a journey leads nowhere, and the journey goes on', async () => {
    const browser = newCitizen(world.issuer, person.address);
    const start = await browser.open(authorizeUrl(world, service));
    const [[name, secret] = ['', '']] = [...browser.cookies].filter(([cookie]) => cookie.startsWith('gatehouse-i-'));
    for (const guess of [randomUUID(), '', `${secret}A`, randomBytes(32).toString('base64url')]) {
      const stranger = newCitizen(world.issuer, person.address);
      stranger.cookies.set(name, guess);
      expect([guess, (await stranger.open(start.url)).status]).toEqual([guess, 400]);
    }
    expect(headingOf(await browser.submit(start, { email: person.email }))).toBe('Enter your password');
  });
});
