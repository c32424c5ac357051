import { type ChildProcess, execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import { verifyOperatorToken } from '../../src/protocol/operator-token';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
const root = join(import.meta.dirname, '../..');
const node = join(root, 'node_modules/.bin/node');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const operatorKey = JSON.stringify(privateKey.export({ format: 'jwk' }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The operator API as the commands meet it: takes what comes, answers what a test says. */
let server: Server;
let origin = '';
let received: { readonly path: string; readonly token: string; readonly body: string }[] = [];
let answer: { status: number; body: string } = { status: 200, body: '{}' };
/** What is answered to a verb and its body, where calls differ. */
let answerTo: ((verb: string, asked: Record<string, unknown>) => object) | undefined;

beforeAll(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const call = { path: request.url ?? '', token, body: Buffer.concat(chunks).toString() };
    received.push(call);
    const own = answerTo?.(call.path.replace('/operator/', ''), JSON.parse(call.body));
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(own === undefined ? answer.body : JSON.stringify(own));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  received = [];
  answer = { status: 200, body: '{}' };
  answerTo = undefined;
});

type Environment = Readonly<Record<string, string>>;
const environment = (): Environment => ({ GATEHOUSE_ORIGIN: origin, GATEHOUSE_OPERATOR_KEY: operatorKey });

const run = (command: string, args: readonly string[], env: Environment = environment()): Promise<Run> =>
  runFile(join(root, `cli/${command}.ts`), args, env);

function runFile(script: string, args: readonly string[], env: Environment): Promise<Run> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child: ChildProcess = execFile(
    node,
    [script, ...args],
    // A hundred processes run the same few files: they are compiled once.
    { env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled'), ...env } },
    (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
  );
  return promise;
}

function aFile(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('every command of npm run', () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const names = [
    'service',
    'keys',
    'audit',
    'suppliers',
    'atoms',
    'bench',
    'torture',
    'record-atoms',
    'screenshots',
    'check',
  ];
  const runScript = (name: string, args: readonly string[]) =>
    runFile(join(root, (scripts[name] ?? '').replace(/^node /, '')), args, {});

  it.each(names)('%s says how it is used on --help, and ends well', async (name) => {
    const { code, out, err } = await runScript(name, ['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: npm run ${name} -- `);
  });

  it.each(names)('%s refuses what it does not know in one line', async (name) => {
    const { code, out, err } = await runScript(name, ['--bogus']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]*--bogus[^\n]*\(see --help\)\n$/);
  });

  it.each([
    ['bench', []],
    ['torture', ['--minutes', 'soon']],
    ['torture', ['--break', 'everything']],
    ['record-atoms', []],
    ['record-atoms', ['0.1.0', '0.2.0']],
    ['check', ['--only', 'nothing']],
  ])('%s %j does nothing, and says in one line what is wanted', async (name, args) => {
    const { code, out, err } = await runScript(name, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\(see --help\)\n$/);
  });
});

describe('every command', () => {
  it.each(['service', 'keys', 'audit', 'suppliers', 'atoms', 'accounts'])(
    '%s prints its usage on --help, also without a key or a service',
    async (command) => {
      const { code, out, err } = await run(command, ['--help'], {});
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`npm run ${command}`);
    },
  );

  it.each([
    ['service', []],
    ['service', ['destroy']],
    ['service', ['show']],
    ['service', ['show', 'a', 'b']],
    ['service', ['list', '--colour']],
    ['service', ['toString']],
    ['keys', []],
    ['keys', ['list', 'all']],
    ['keys', ['rotate', 'a-kid']],
    ['keys', ['rotate', '--emergency']],
    ['keys', ['list', '--emergency']],
    ['audit', []],
    ['suppliers', []],
    ['accounts', []],
    ['accounts', ['enable']],
    ['accounts', ['disable', '--subject', 'x']],
    ['atoms', []],
    ['atoms', ['status', 'all']],
    ['audit', ['verify', 'all']],
    ['suppliers', ['verify']],
  ])('%s %j is not understood: one line and exit code 2', async (command, args) => {
    const { code, out, err } = await run(command, args);
    expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(received).toEqual([]);
  });

  it('bears a token that is good for this verb and this body only', async () => {
    await run('service', ['disable', '-startsWithAHyphen-123']);
    const [call] = received;
    expect(call?.path).toBe('/operator/services.disable');
    const rules = {
      publicJwk: { ...publicKey.export({ format: 'jwk' }), kty: 'OKP' },
      audience: `${origin}/operator/services.disable`,
      body: '{"client_id":"-startsWithAHyphen-123"}',
      now: epochSeconds(Date.now() / 1000),
    };
    expect(await verifyOperatorToken(call?.token ?? '', rules)).toMatchObject({ kind: 'good' });
    expect(await verifyOperatorToken(call?.token ?? '', { ...rules, body: '{}' })).toMatchObject({ kind: 'refused' });
    expect(
      await verifyOperatorToken(call?.token ?? '', { ...rules, audience: `${origin}/operator/services.enable` }),
    ).toMatchObject({ kind: 'refused' });
  });

  it.each<[string, Environment, RegExp]>([
    [
      'no key',
      { GATEHOUSE_OPERATOR_KEY: '', GATEHOUSE_HOME: folder },
      /There is no operator key at .*operator\.jwk\.json\. Run npm start once/,
    ],
    [
      'a public key',
      { GATEHOUSE_OPERATOR_KEY: '{"kty":"OKP","crv":"Ed25519","x":"a"}' },
      /does not hold a private Ed25519 JWK/,
    ],
    [
      'nobody listening',
      { GATEHOUSE_ORIGIN: 'http://127.0.0.1:9' },
      /http:\/\/127\.0\.0\.1:9 cannot be reached: .+ Is it running/,
    ],
    ['an origin with a path', { GATEHOUSE_ORIGIN: 'https://auth.example/path' }, /must be an origin/],
  ])('with %s says so in one line', async (_what, change, expected) => {
    const { code, err } = await run('service', ['list'], { ...environment(), ...change });
    expect({ code, lines: err.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(err).toMatch(expected);
  });

  it.each([
    [404, '<html>', /no operator API: no operator key is configured there/],
    [502, '<html>', /answered with status 502 and no JSON/],
    [401, '{"error":"invalid_token"}', /did not accept the operator key/],
    [
      404,
      '{"error":"not_found","error_description":"No service has this client_id."}',
      /^No service has this client_id\.$/m,
    ],
    [503, '{"error":"server_error"}', /answered with status 503 \(server_error\)/],
    [503, '{"error":"temporarily_unavailable","error_description":"try again shortly"}', /Its log says what is away/],
  ])('answered with %i %s says so in one line', async (status, body, expected) => {
    answer = { status, body };
    const { code, err } = await run('service', ['show', 'x']);
    expect(code).toBe(1);
    expect(err).toMatch(expected);
  });
});

describe('service add', () => {
  it('sends the file, and prints JSON with the client_id', async () => {
    answer.body = '{"client_id":"abc"}';
    const { code, out } = await run('service', ['add', aFile('a.json', { client_name: 'A', jwks: { keys: [] } })]);
    expect({ code, out: JSON.parse(out) }).toEqual({ code: 0, out: { client_id: 'abc' } });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ file: { client_name: 'A', jwks: { keys: [] } } });
  });

  it('makes a JWK set of a public key in PEM form', async () => {
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    await run('service', ['add', aFile('pem.json', { client_name: 'A', public_key_pem: pem })]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      file: { client_name: 'A', jwks: { keys: [rsa.publicKey.export({ format: 'jwk' })] } },
    });
  });

  it.each([
    [
      'a private key',
      { public_key_pem: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      /this is a private key/,
    ],
    ['rubbish', { public_key_pem: 'rubbish' }, /not a public key in PEM form/],
    ['a key twice', { public_key_pem: 'x', jwks: {} }, /one of public_key_pem/],
    ['no JSON', '{', /is not JSON/],
    ['a list', [], /must hold one JSON object/],
  ])('with %s is refused before anything is sent', async (_what, content, expected) => {
    const { code, err } = await run('service', ['add', aFile('wrong.json', content)]);
    expect(code).toBe(1);
    expect(err).toMatch(expected);
    expect(received).toEqual([]);
  });

  it('prints one line for each thing that is wrong, and moves no cursor', async () => {
    const problems = [
      { field: 'redirect_uris[0]', sentence: 'Use https.' },
      { field: 'na\u001b[2Jme', sentence: 'Remove it.' },
    ];
    answer = { status: 400, body: JSON.stringify({ error: 'invalid_client_metadata', problems }) };
    const { code, out, err } = await run('service', ['add', aFile('a.json', {})]);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: 'redirect_uris[0]: Use https.\nna?[2Jme: Remove it.\n',
    });
  });

  it('tells programs in JSON what is wrong', async () => {
    const problems = [
      { field: 'scope', sentence: 'Add openid.' },
      { field: 'name', sentence: 'Remove it.' },
    ];
    answer = { status: 400, body: JSON.stringify({ error: 'invalid_client_metadata', problems }) };
    const refused = await run('service', ['add', aFile('a.json', {}), '--json']);
    expect(JSON.parse(refused.out)).toEqual({ errors: ['scope: Add openid.', 'name: Remove it.'] });
    const unread = await run('service', ['add', '--json']);
    expect([unread.code, JSON.parse(unread.out)]).toEqual([2, { errors: [expect.stringContaining('see --help')] }]);
  });
});

describe('service', () => {
  it('list prints a table, or JSON', async () => {
    answer.body = JSON.stringify({
      services: [{ client_id: 'abc', status: 'active', client_name: 'Clinic', scope: 'openid' }],
    });
    expect((await run('service', ['list'])).out).toBe(
      'client_id  status  name    scope\nabc        active  Clinic  openid\n',
    );
    expect(JSON.parse((await run('service', ['list', '--json'])).out)).toHaveLength(1);
  });

  it('update leaves out what Gatehouse gives, so that the output of show can be edited', async () => {
    const file = aFile('shown.json', {
      client_id: 'abc',
      version: 3,
      status: 'active',
      client_id_issued_at: 1,
      client_name: 'B',
    });
    await run('service', ['update', 'abc', file]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ client_id: 'abc', file: { client_name: 'B' } });
  });

  it('rotate-key takes a JWK set, one JWK, or a PEM file', async () => {
    const jwk = rsa.publicKey.export({ format: 'jwk' });
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    for (const content of [{ keys: [jwk] }, jwk, String(pem)]) {
      received = [];
      await run('service', ['rotate-key', 'abc', aFile('keys', content)]);
      expect(JSON.parse(received[0]?.body ?? '')).toEqual({ client_id: 'abc', drop_old: false, jwks: { keys: [jwk] } });
    }
  });

  it('rotate-key --drop-old needs no new key', async () => {
    await run('service', ['rotate-key', 'abc', '--drop-old']);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ client_id: 'abc', drop_old: true });
  });
});

describe('audit verify', () => {
  const link = { seq: 50_000, hash: 'hash' };
  const chains = ['g1.0', 'g1.1', 'g1.7'];

  it('follows every chain to its end, part by part, and says that all is whole', async () => {
    answerTo = (verb, { chain, after }) => {
      if (verb === 'audit.chains') return { chains, signed_at: 1_795_003_600 };
      if (chain !== 'g1.1') return { chains: 1, events: 3, broken: [] };
      return after === undefined ? { events: 50_000, broken: [], next: link } : { events: 10, broken: [] };
    };
    expect(await run('audit', ['verify'])).toEqual({
      code: 0,
      out:
        '50016 events in 3 chains: whole.\n' +
        'Heads last signed and stored outside Postgres at 2026-11-18T12:06:40.000Z.\n',
      err: '',
    });
    const asked = received.map(({ body }) => body);
    expect(asked).toHaveLength(5);
    expect(asked).toContain(JSON.stringify({ chain: 'g1.1', after: link }));
  });

  it('names the first broken row of each broken chain, with exit code 1', async () => {
    const broken = [{ chain: 'g1.7', seq: 12, why: 'the hash differs' }];
    answerTo = (verb, { chain }) =>
      verb === 'audit.chains' ? { chains } : { chains: 1, events: 4, broken: chain === 'g1.7' ? broken : [] };
    expect(await run('audit', ['verify'])).toEqual({
      code: 1,
      out: '',
      err: 'Chain g1.7 is broken at row 12: the hash differs\n',
    });
  });

  it('says when no head was signed yet, and gives the keys that verify heads', async () => {
    const keys = [{ kty: 'OKP', crv: 'Ed25519', x: 'public', kid: '1' }];
    answerTo = (verb) => (verb === 'audit.chains' ? { chains: [], keys } : {});
    expect((await run('audit', ['verify'])).out).toContain('No signed head lies outside Postgres yet.');
    expect(JSON.parse((await run('audit', ['keys'])).out)).toEqual({ keys });
  });
});

describe('keys', () => {
  it('versions says what is under which version, and when to count again', async () => {
    const master_keys = [
      { version: 2, accounts: 5, signing_keys: 2 },
      { version: 1, accounts: 0, signing_keys: 0 },
    ];
    answerTo = () => ({ master_keys, index_keys: { newest: 2, accounts_behind: 3 }, undelivered: 7 });
    const { code, out } = await run('keys', ['versions']);
    expect([code, out.split('\n').map((line) => line.replace(/ +/g, ' '))]).toEqual([
      0,
      [
        'MASTER_KEYS accounts signing keys',
        '2 5 2',
        '1 0 0',
        'INDEX_KEYS: 3 accounts are not found under version 2 yet.',
        '7 rows are on their way to Postgres: count again.',
        '',
      ],
    ]);
  });

  it('rewrap goes on until nothing is left', async () => {
    answerTo = (_verb, { after }) => (after === undefined ? { renewed: 40, last: 'account' } : { renewed: 2 });
    expect(JSON.parse((await run('keys', ['rewrap', '--json'])).out)).toEqual({ renewed: 42 });
    expect(received.map(({ body }) => body)).toEqual(['{}', '{"after":"account"}']);
  });
});

describe('atoms', () => {
  it('status says what waits for Postgres, with exit code 1 when something waits for a person', async () => {
    answerTo = () => ({ undelivered: 12, parked: 0, oldest_at: 1_795_003_600, late: false });
    expect(await run('atoms', ['status'])).toEqual({
      code: 0,
      out: '12 rows wait for Postgres, the oldest since 2026-11-18T12:06:40.000Z; 0 parked.\n',
      err: '',
    });
    answerTo = () => ({ undelivered: 1, parked: 0, late: false });
    expect((await run('atoms', ['status'])).out).toBe('1 row waits for Postgres; 0 parked.\n');
    answerTo = () => ({ undelivered: 3, parked: 3, why: '23505 account_identifier_owner', late: false });
    const parked = await run('atoms', ['status']);
    expect([parked.code, parked.err]).toEqual([
      1,
      '3 rows are parked, which Postgres will not take as they are: 23505 account_identifier_owner\n',
    ]);
    // Programs read one JSON value, also where it is bad news.
    expect(JSON.parse((await run('atoms', ['status', '--json'])).out)).toMatchObject({ parked: 3 });
    answerTo = () => ({ undelivered: 9, parked: 0, why: 'Postgres was not reached', late: true });
    const late = await run('atoms', ['status']);
    expect([late.code, late.err]).toEqual([1, 'Rows have waited too long for Postgres: Postgres was not reached\n']);
  });

  it('unpark lets parked rows go on', async () => {
    answerTo = () => ({ undelivered: 3, parked: 0, late: false });
    expect((await run('atoms', ['unpark'])).code).toBe(0);
    expect(received.map(({ path }) => path)).toEqual(['/operator/atoms.unpark']);
  });

  it('are filled also when Postgres is short of breath for a moment in each step', async () => {
    let calls = 0;
    answerTo = () => {
      calls += 1;
      answer.status = calls % 2 === 1 ? 503 : 200;
      return { generation: '2', services: 3, undelivered: 0, events_lost: 0, people_lost: 0, accounts: 1, left: 0 };
    };
    const { code, err } = await run('atoms', ['rebuild']);
    expect([code, err, calls]).toEqual([0, '', 6]);
  });

  it('are asked to be filled once where that is refused', async () => {
    answer = {
      status: 403,
      body: JSON.stringify({ error: 'access_denied', error_description: 'the key is not known' }),
    };
    expect(await run('atoms', ['rebuild'])).toMatchObject({ code: 1, err: expect.stringContaining('is not known') });
    expect(received).toHaveLength(1);
  });

  it('are filled step by step to the end, and what is lost or stays behind fails the command', async () => {
    const asked: unknown[] = [];
    const begun = { generation: '2', services: 3, undelivered: 0, events_lost: 0, people_lost: 0, chains_closed: 64 };
    answerTo = (_verb, body) => {
      asked.push(body);
      if (body['stage'] === 'begin') return begun;
      return body['stage'] === 'directory' && body['after'] === undefined
        ? { accounts: 500, left: 0, last: 'x' }
        : { accounts: 2, left: 0 };
    };
    const whole = await run('atoms', ['rebuild']);
    expect([whole.code, whole.err]).toEqual([0, '']);
    expect(asked).toEqual([
      { stage: 'begin' },
      { stage: 'directory' },
      { stage: 'directory', after: 'x' },
      { stage: 'accounts' },
    ]);
    answerTo = (_verb, { stage }) =>
      stage === 'begin' ? { ...begun, people_lost: 1, events_lost: 4 } : { accounts: 2, left: 1 };
    const lossy = await run('atoms', ['rebuild']);
    expect(lossy.code).toBe(1);
    for (const words of [/^1 accounts stay behind/m, /^1 people registered/m, /^4 security events/m])
      expect(lossy.err).toMatch(words);
  });
});

describe('suppliers list', () => {
  const last_day = { accepted: 41, delivered: 40, within_a_minute: 39, failed: 1 };
  const suppliers = [
    { supplier: 'govuk-notify', circuit: 'open', last_day },
    { supplier: 'voodoo-sms', circuit: 'closed', last_day },
    { supplier: 'amazon-sns', configured: false, circuit: 'closed', last_day },
  ];

  it('says of each whether it is called, and how it did', async () => {
    answer.body = JSON.stringify({ suppliers });
    const did = 'in the last day 41 messages, 40 delivered (39 within a minute), 1 failed';
    expect(await run('suppliers', ['list'])).toEqual({
      code: 0,
      out: `govuk-notify is passed over: ${did}\nvoodoo-sms is called: ${did}\namazon-sns has no account here: ${did}\n`,
      err: '',
    });
  });

  it('prints what it was told with --json', async () => {
    answer.body = JSON.stringify({ suppliers });
    expect(JSON.parse((await run('suppliers', ['list', '--json'])).out)).toEqual({ suppliers });
  });
});

describe('keys', () => {
  const kid = '-xN2Zq0bWb1tHkS1uE9fVtH1yQyqk1mYwq3wJzv0bQk';
  const ring = { issuer: 'nhs-login', use: 'id-token', kid };
  const key = {
    ...{ ...ring, algorithm: 'RS512', phase: 'active' },
    ...{ publish_from: 1_800_000_000, sign_from: 1_800_000_000, retire_from: 1_802_592_000, gone_from: 1_802_599_200 },
  };

  it('list prints each key with its phase and times, or JSON', async () => {
    answer = { status: 200, body: JSON.stringify({ keys: [key] }) };
    const { out } = await run('keys', ['list']);
    expect(out).toMatch(/nhs-login +id-token +active +-xN2Z\S+ +RS512 +2027-01-15 08:00 UTC/);
    expect(JSON.parse((await run('keys', ['list', '--json'])).out)).toEqual([key]);
    expect(received.map(({ path }) => path)).toEqual(['/operator/keys.list', '/operator/keys.list']);
  });

  it('rotate says from when each new key signs', async () => {
    const rings = [
      { ...ring, outcome: 'rotated', sign_from: 1_800_090_000 },
      { ...ring, use: 'access-token', outcome: 'waiting', sign_from: 1_800_000_060 },
    ];
    answer = { status: 200, body: JSON.stringify({ rings }) };
    const { code, out } = await run('keys', ['rotate']);
    expect(code).toBe(0);
    expect(out).toContain(`id-token: new key ${kid}, signs from 2027-01-16 09:00 UTC`);
    expect(out).toContain(`access-token: a new key waits already: ${kid}, signs from 2027-01-15 08:01 UTC`);
    expect(received[0]).toMatchObject({ path: '/operator/keys.rotate', body: '{}' });
  });

  it('rotate --emergency ends one key, also one whose kid begins with a hyphen', async () => {
    answer = { status: 200, body: JSON.stringify({ ...ring, outcome: 'revoked', signing: 'another' }) };
    const { code, out } = await run('keys', ['rotate', '--emergency', kid]);
    expect(code).toBe(0);
    expect(out).toContain(`${kid} is ended`);
    expect(out).toContain('Now signs another.');
    expect(received[0]?.path).toBe('/operator/keys.revoke');
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ kid });
  });

  it('rotate --emergency of a key that nobody has is a failure in one line', async () => {
    answer = { status: 404, body: '{"error":"not_found","error_description":"No signing key has this kid."}' };
    const { code, out, err } = await run('keys', ['rotate', '--emergency', kid]);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'No signing key has this kid.\n' });
  });
});
