import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWorld, runNode, startRunningWorld } from '../support/running-world';

let world: RunningWorld;
beforeAll(async () => {
  world = await startRunningWorld();
});
afterAll(() => world?.stop());

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one operator command against the world. */
async function run(...args: readonly string[]): Promise<Run> {
  const [name = '', ...rest] = args;
  const child = runNode([`cli/${name}.ts`, ...rest], { GATEHOUSE_ORIGIN: world.issuer, GATEHOUSE_HOME: world.home });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, ...said };
}

function aFile(content: object): string {
  const path = join(world.home, `${randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const aKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwkOf = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
const aService = (changes: object) => ({
  client_name: 'Hillside Pharmacy',
  redirect_uris: ['https://pharmacy.example/callback'],
  scope: 'openid email',
  vectors: ['P0.Cp.Cd', 'P0.Cm'],
  legal_basis: 'nhs-commissioned',
  ...changes,
});

async function added(changes: object): Promise<string> {
  const { code, out, err } = await run('service', 'add', aFile(aService(changes)));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return String(JSON.parse(out)['client_id']);
}

async function anAssertion(clientId: string, key: KeyObject, kid?: string): Promise<string> {
  return new SignJWT({ iss: clientId, sub: clientId, aud: `${world.issuer}/token`, jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS512', ...(kid === undefined ? {} : { kid }) })
    .setExpirationTime('1m')
    .sign(key);
}

/** The error of a token request with a code that nobody has: `invalid_grant` means that the service was believed. */
async function tokenError(assertion: string): Promise<unknown> {
  const answer = await fetch(`${world.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'nobody-has-this-code',
      redirect_uri: 'https://pharmacy.example/callback',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { error }: { error?: unknown } = JSON.parse(await answer.text());
  return error;
}

/** The status of a good authorization request, redirects not followed. */
async function authorizeStatus(clientId: string): Promise<number> {
  const request = new URLSearchParams({
    client_id: clientId,
    redirect_uri: 'https://pharmacy.example/callback',
    response_type: 'code',
    scope: 'openid',
    state: 'a',
    nonce: 'b',
    vtr: '["P0.Cp.Cd"]',
  });
  const answer = await fetch(`${world.issuer}/authorize?${request}`, { redirect: 'manual' });
  await answer.body?.cancel();
  return answer.status;
}

describe('a service that an operator adds', () => {
  it('can send people and redeem codes at once', async () => {
    const { publicKey, privateKey } = aKey();
    const id = await added({ public_key_pem: publicKey.export({ type: 'spki', format: 'pem' }) });
    expect(await authorizeStatus(id)).toBe(303);
    expect(await tokenError(await anAssertion(id, privateKey))).toBe('invalid_grant');
    expect(await tokenError(await anAssertion(id, aKey().privateKey))).toBe('invalid_client');
  });

  it('is listed with the demo, as soon as the book of record has it', async () => {
    const id = await added({ jwks: { keys: [jwkOf(aKey().publicKey, 'a')] }, client_name: 'Listed Service' });
    await expect
      .poll(
        async () =>
          JSON.parse((await run('service', 'list', '--json')).out).map(
            (service: { client_name: string }) => service.client_name,
          ),
        {
          timeout: 45_000,
          interval: 500,
        },
      )
      .toEqual(expect.arrayContaining(['Listed Service', 'Riverside Clinic']));
    expect(JSON.parse((await run('service', 'show', id, '--json')).out)).toMatchObject({
      client_id: id,
      status: 'active',
      version: 1,
    });
  });

  it.each([
    ['an http redirect URI', { redirect_uris: ['http://pharmacy.example/cb'] }, /^redirect_uris\[0\]: Use https/],
    ['a query in it', { redirect_uris: ['https://pharmacy.example/cb?a=b'] }, /^redirect_uris\[0\]: Remove the query/],
    [
      'an eleventh one',
      { redirect_uris: Array.from({ length: 11 }, (_, n) => `https://pharmacy.example/${n}`) },
      /^redirect_uris: Keep at most 10/,
    ],
    [
      'a key of 1024 bits',
      { jwks: { keys: [jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'a')] } },
      /at least 2048 bits/,
    ],
    [
      'keys at a private address',
      { jwks: undefined, jwks_uri: 'https://192.168.1.1/jwks' },
      /^jwks_uri: Publish the keys at a public host name/,
    ],
  ])('is refused with %s, in one line that says what to do', async (_what, changes, line) => {
    const { code, out, err } = await run(
      'service',
      'add',
      aFile({ jwks: { keys: [jwkOf(aKey().publicKey, 'a')] }, ...aService(changes) }),
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
  });

  it('is refused everywhere within a second of being disabled, and works again when enabled', async () => {
    const { publicKey, privateKey } = aKey();
    const id = await added({ jwks: { keys: [jwkOf(publicKey, 'a')] }, shards: 3 });
    expect(await authorizeStatus(id)).toBe(303);
    expect((await run('service', 'disable', id)).out).toContain('is disabled');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await authorizeStatus(id)).toBe(400);
    expect(await tokenError(await anAssertion(id, privateKey))).toBe('invalid_client');
    expect((await run('service', 'enable', id)).code).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await authorizeStatus(id)).toBe(303);
    expect(await tokenError(await anAssertion(id, privateKey))).toBe('invalid_grant');
  });

  it('may use an assertion once, even by simultaneous requests', async () => {
    const { publicKey, privateKey } = aKey();
    const id = await added({ jwks: { keys: [jwkOf(publicKey, 'a')] } });
    const assertion = await anAssertion(id, privateKey);
    const errors = await Promise.all(Array.from({ length: 20 }, () => tokenError(assertion)));
    expect(errors.filter((error) => error === 'invalid_grant')).toHaveLength(1);
    expect(errors.filter((error) => error === 'invalid_client')).toHaveLength(19);
  });

  it('changes its key without a gap: both are good until the next rotation', async () => {
    const [first, second, third] = [aKey(), aKey(), aKey()];
    const id = await added({ jwks: { keys: [jwkOf(first.publicKey, 'one')] } });
    const errors = async () => [
      await tokenError(await anAssertion(id, first.privateKey, 'one')),
      await tokenError(await anAssertion(id, second.privateKey)),
      await tokenError(await anAssertion(id, third.privateKey, 'three')),
    ];
    const settle = () => new Promise((resolve) => setTimeout(resolve, 600));
    await run('service', 'rotate-key', id, aFile({ keys: [jwkOf(second.publicKey, 'two')] }));
    await settle();
    expect(await errors()).toEqual(['invalid_grant', 'invalid_grant', 'invalid_client']);
    await run('service', 'rotate-key', id, aFile(jwkOf(third.publicKey, 'three')));
    await settle();
    expect(await errors()).toEqual(['invalid_client', 'invalid_grant', 'invalid_grant']);
    await run('service', 'rotate-key', id, '--drop-old');
    await settle();
    expect(await errors()).toEqual(['invalid_client', 'invalid_client', 'invalid_grant']);
  });

  it('may publish its keys itself, on localhost while the issuer is there', async () => {
    const { publicKey, privateKey } = aKey();
    let asked = 0;
    const server: Server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [jwkOf(publicKey, 'published')] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const id = await added({ jwks_uri: `http://127.0.0.1:${port}/jwks` });
    expect(await tokenError(await anAssertion(id, privateKey, 'published'))).toBe('invalid_grant');
    expect(await tokenError(await anAssertion(id, privateKey, 'published'))).toBe('invalid_grant');
    expect(asked).toBe(1);
    server.close();
  });
});

describe('the operator', () => {
  it('is told that the audit chains are whole, and which keys sign', async () => {
    expect(await run('audit', 'verify')).toMatchObject({ code: 0, err: '' });
    const { keys } = (await (await fetch(`${world.issuer}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    const listed: readonly { kid: string }[] = JSON.parse((await run('keys', 'list', '--json')).out);
    expect(keys).toHaveLength(2);
    expect(listed.map(({ kid }) => kid).toSorted()).toEqual(keys.map(({ kid }) => kid).toSorted());
  });

  it('is nobody without the key', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${world.issuer}/operator/services.list`, { method: 'POST', body: '{}', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });
});

describe('the demo connected service', () => {
  const cookieOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  const post = (path: string, fields: Record<string, string>, cookie = '', origin = world.demo) =>
    fetch(`${world.demo}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, origin },
      redirect: 'manual',
    });

  it('asks for a password with a code, or a passkey, bound to this browser and this request', async () => {
    const answer = await post('/sign-in', { ask: 'start' });
    const url = new URL(answer.headers.get('location') ?? '');
    expect(`${url.origin}${url.pathname}`).toBe(`${world.issuer}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid profile email phone',
      vtr: '["P0.Cp.Cd","P0.Cm"]',
      redirect_uri: `${world.demo}/callback`,
      code_challenge_method: 'S256',
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
    });
  });

  it('says in plain words, and as it came, what the issuer answered', async () => {
    const asked = await post('/sign-in', { ask: 'none' });
    const cookie = cookieOf(asked);
    const answered = await fetch(asked.headers.get('location') ?? '', { redirect: 'manual' });
    const callback = answered.headers.get('location') ?? '';
    expect(callback).toContain(`${world.demo}/callback?`);
    await fetch(callback, { headers: { cookie }, redirect: 'manual' });
    const page = await (await fetch(world.demo, { headers: { cookie } })).text();
    expect(page).toContain('Nobody is signed in at Gatehouse');
    expect(page).toContain('sso_login_required');
  });

  it('takes no answer that this browser did not ask for', async () => {
    const asked = await post('/sign-in', { ask: 'start' });
    const { searchParams } = new URL(asked.headers.get('location') ?? '');
    const answered = await fetch(`${world.demo}/callback?code=abc&state=${searchParams.get('state')}`, {
      redirect: 'manual',
    });
    const page = await (await fetch(world.demo, { headers: { cookie: cookieOf(answered) } })).text();
    expect(page).toContain('This answer is not to a question of ours');
  });

  it('takes no form of another site', async () => {
    expect((await post('/sign-out', {}, '', 'https://evil.example')).status).toBe(403);
    expect((await post('/sign-in', {}, '', 'null')).status).toBe(403);
  });

  it('has the pages that its registration names', async () => {
    for (const path of ['/', '/privacy', '/terms']) expect((await fetch(`${world.demo}${path}`)).status).toBe(200);
    expect((await fetch(`${world.demo}/nothing`)).status).toBe(404);
  });
});
