import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { neon, neonConfig, Pool } from '@neondatabase/serverless';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Message } from '../../dev/inbox';
import type { Person } from '../../dev/people';
import type { RecordedRequest } from '../../dev/requests';
import { operate } from '../support/service';
import { startWorld, type TestWorld } from '../support/world';

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const emailTemplate = '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e01';
const smsTemplate = '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e02';

const secret = (name: string): string => JSON.parse(readFileSync(join(world.home, 'secrets.json'), 'utf8'))[name];
const ask = (path: string, init: RequestInit = {}) => fetch(`${world.console}${path}`, init);
/** What an answer says, taken at its word. */
const said = async <T>(answer: Response): Promise<T> => JSON.parse(await answer.text());
const read = async <T = unknown>(path: string): Promise<T> => said<T>(await ask(path));
const theMessages = (query = '') => read<readonly Message[]>(`/messages${query}`);
const theClock = () => read<Reading>('/clock');
const advance = async (advanceSeconds: number) => said<Reading>(await post('/clock', { advanceSeconds }));
const post = (path: string, body: unknown) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

interface Reading {
  readonly epochSeconds: number;
  readonly offsetSeconds: number;
  readonly alarmsFired: number;
}

interface Health {
  readonly postgres: { readonly port: number; readonly queriesByRole: Readonly<Record<string, number>> };
}

interface TokenOptions {
  readonly skewSeconds?: number;
  readonly key?: string;
  readonly issuer?: string;
}

async function notifyToken({ skewSeconds = 0, key, issuer }: TokenOptions = {}): Promise<string> {
  const apiKey = secret('NOTIFY_API_KEY');
  const { epochSeconds } = await theClock();
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer ?? apiKey.slice(-73, -37))
    .setIssuedAt(epochSeconds + skewSeconds)
    .sign(new TextEncoder().encode(key ?? apiKey.slice(-36)));
}

async function notify(channel: 'email' | 'sms', body: object, token?: string): Promise<Response> {
  return ask(`/emulators/govuk-notify/v2/notifications/${channel}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? (await notifyToken())}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const emailTo = (address: string, code = '123456') =>
  notify('email', { email_address: address, template_id: emailTemplate, personalisation: { code, life: '1 hour' } });
const smsTo = (number: string, code = '654321') =>
  notify('sms', {
    phone_number: number,
    template_id: smsTemplate,
    personalisation: { code, minutes: 15, domain: 'localhost' },
  });

const redis = (command: readonly unknown[], token = secret('REDIS_TOKEN')) =>
  ask('/emulators/redis', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(command),
  });
const redisResult = async (...command: readonly unknown[]) =>
  (await said<{ readonly result: unknown }>(await redis(command))).result;

describe('the inbox', () => {
  afterEach(() => ask('/messages', { method: 'DELETE' }));

  it('shows what a person would pick out of a message, the newest first', async () => {
    await emailTo('ada@example.com', '111222');
    await smsTo('07700 900123', '333444');
    const [newest, oldest] = await theMessages();
    expect(newest).toMatchObject({ channel: 'sms', to: '07700 900123', code: '333444', provider: 'govuk-notify' });
    expect(oldest).toMatchObject({ channel: 'email', to: 'ada@example.com', code: '111222', link: null });
    expect(oldest?.subject).toBe('Your Gatehouse security code');
    expect(oldest?.body).toContain('111222');
    expect(newest?.at && oldest?.at && newest.at >= oldest.at).toBe(true);
  });

  it('finds an address however it is written', async () => {
    await emailTo('Ada.Okafor@Example.com');
    await smsTo('07700900124');
    expect(await read('/messages?to=ada.okafor@example.COM')).toHaveLength(1);
    for (const spelling of ['+447700900124', '07700 900124', '00447700900124', '+44 (0)7700 900124']) {
      expect(await read(`/messages?to=${encodeURIComponent(spelling)}`)).toHaveLength(1);
    }
    expect(await read('/messages?to=somebody@example.com')).toEqual([]);
  });

  it('tells only what is newer than a message', async () => {
    await emailTo('ada@example.com');
    const [message] = await theMessages();
    const since = `?since=${message?.id}`;
    expect(await theMessages(since)).toEqual([]);
    await emailTo('ada@example.com', '999000');
    expect(await theMessages(since)).toMatchObject([{ code: '999000' }]);
  });

  it('is emptied on demand', async () => {
    await emailTo('ada@example.com');
    expect((await ask('/messages', { method: 'DELETE' })).status).toBe(204);
    expect(await read('/messages')).toEqual([]);
  });
});

describe('GOV.UK Notify', () => {
  const authError = (message: string) => ({ status_code: 403, errors: [{ error: 'AuthError', message }] });
  const anEmail = {
    email_address: 'a@example.com',
    template_id: emailTemplate,
    personalisation: { code: 1, life: '1 minute' },
  };

  it('answers an accepted message as the real one does', async () => {
    const answer = await notify('email', { ...anEmail, reference: 'r-1' });
    expect(answer.status).toBe(201);
    const body = await said<{ readonly id: string; readonly uri: string }>(answer);
    expect(body).toMatchObject({ reference: 'r-1', template: { id: emailTemplate, version: 1 } });
    expect(body.uri).toContain(body.id);
    const shown = await fetch(body.uri, { headers: { authorization: `Bearer ${await notifyToken()}` } });
    expect(await shown.json()).toMatchObject({ id: body.id, status: 'delivered', email_address: 'a@example.com' });
  });

  it('refuses a token made with another secret, or for another service', async () => {
    const wrongKey = await notifyToken({ key: '00000000-0000-4000-8000-000000000000' });
    const wrongKeyAnswer = await notify('email', anEmail, wrongKey);
    expect(wrongKeyAnswer.status).toBe(403);
    expect(await wrongKeyAnswer.json()).toEqual(authError('Invalid token: API key not found'));
    const wrongService = await notifyToken({ issuer: '00000000-0000-4000-8000-000000000000' });
    expect(await (await notify('email', anEmail, wrongService)).json()).toEqual(
      authError('Invalid token: service not found'),
    );
  });

  it.each([-29, 29])('accepts a clock that is %i seconds off', async (skewSeconds) => {
    expect((await notify('email', anEmail, await notifyToken({ skewSeconds }))).status).toBe(201);
  });

  it.each([-32, 32])('refuses a clock that is %i seconds off', async (skewSeconds) => {
    const answer = await notify('email', anEmail, await notifyToken({ skewSeconds }));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual(authError('Error: Your system clock must be accurate to within 30 seconds'));
  });

  it.each([
    [{ template_id: smsTemplate }, 'ValidationError', 'phone_number is a required property'],
    [{ phone_number: '07700900123' }, 'ValidationError', 'template_id is a required property'],
    [{ phone_number: '07700900123', template_id: 'x' }, 'ValidationError', 'template_id is not a valid UUID'],
    [{ phone_number: '077009001', template_id: smsTemplate }, 'ValidationError', 'phone_number Not enough digits'],
    [{ phone_number: '077009001234', template_id: smsTemplate }, 'ValidationError', 'phone_number Too many digits'],
    [
      { phone_number: '01632960001', template_id: smsTemplate },
      'ValidationError',
      'phone_number Not a UK mobile number',
    ],
    [
      { phone_number: 'ring', template_id: smsTemplate },
      'ValidationError',
      'phone_number Must not contain letters or symbols',
    ],
    [
      { phone_number: '07700900123', template_id: smsTemplate },
      'BadRequestError',
      'Missing personalisation: code, minutes, domain',
    ],
    [
      { phone_number: '07700900123', template_id: smsTemplate, colour: 'red' },
      'ValidationError',
      'Additional properties are not allowed (colour was unexpected)',
    ],
    [
      { phone_number: '07700900123', template_id: emailTemplate, personalisation: { code: 1, life: '1 minute' } },
      'BadRequestError',
      'email template is not suitable for sms notification',
    ],
  ])('refuses %j', async (body, error, message) => {
    const answer = await notify('sms', body);
    expect(answer.status).toBe(400);
    expect((await said<{ readonly errors: unknown }>(answer)).errors).toContainEqual({ error, message });
  });

  it('lives by the console clock: a token from before the clock was moved is too old', async () => {
    const token = await notifyToken();
    await post('/clock', { advanceSeconds: 60 });
    expect((await notify('email', anEmail, token)).status).toBe(403);
    expect((await notify('email', anEmail)).status).toBe(201);
  });
});

describe('the clock', () => {
  it('moves forward by what is asked, for the console and for the service', async () => {
    const before = await theClock();
    const moved = await advance(3600);
    expect(moved.offsetSeconds).toBe(before.offsetSeconds + 3600);
    expect(moved.epochSeconds).toBeGreaterThanOrEqual(before.epochSeconds + 3600);
    expect(await read('/clock')).toMatchObject({ offsetSeconds: moved.offsetSeconds });
  });

  it('fires the alarms that fall due, before it answers', async () => {
    const alarms = async () => {
      const headers = { 'x-dev-secret': secret('DEV_SECRET') };
      return said<readonly { readonly due: number }[]>(await fetch(`${world.issuer}/__dev/alarms`, { headers }));
    };
    const [next] = await alarms();
    const { epochSeconds } = await theClock();
    const wait = Math.ceil((next?.due ?? 0) / 1000) - epochSeconds;
    expect((await advance(Math.max(0, wait - 60))).alarmsFired).toBe(0);
    expect((await advance(120)).alarmsFired).toBeGreaterThanOrEqual(1);
    expect(await alarms()).not.toContainEqual(next);
  });

  it.each([-1, 1.5, '60', null, 1e12])('is not moved by %j', async (advanceSeconds) => {
    const before = await theClock();
    expect((await post('/clock', { advanceSeconds })).status).toBe(400);
    expect(await read('/clock')).toMatchObject({ offsetSeconds: before.offsetSeconds });
  });

  it('is moved by the console only: the service has no such path without the secret', async () => {
    const answer = await fetch(`${world.issuer}/__dev/clock`, { method: 'POST', body: '{"offsetSeconds":0}' });
    expect(answer.status).toBe(404);
  });
});

describe('a fault', () => {
  afterEach(() => ask('/faults', { method: 'DELETE' }));

  it('makes a system hang up, for as many requests as was said', async () => {
    expect((await post('/faults', { system: 'redis', mode: 'down', times: 2 })).status).toBe(200);
    await expect(redis(['PING'])).rejects.toThrow();
    expect(await read('/faults')).toContainEqual({ system: 'redis', mode: 'down', times: 1 });
    await expect(redis(['PING'])).rejects.toThrow();
    expect(await redisResult('PING')).toBe('PONG');
  });

  it('makes a system answer late', async () => {
    await post('/faults', { system: 'redis', mode: 'slow', times: 1 });
    const before = performance.now();
    expect(await redisResult('PING')).toBe('PONG');
    expect(performance.now() - before).toBeGreaterThan(1900);
  });

  it('makes a system answer what nobody can read', async () => {
    await post('/faults', { system: 'govuk-notify', mode: 'garbage' });
    await expect((await emailTo('ada@example.com')).json()).rejects.toThrow();
    await post('/faults', { system: 'govuk-notify', mode: 'up' });
    expect((await emailTo('ada@example.com')).status).toBe(201);
  });

  it('makes a system do what it was asked, and hang up before it has said so', async () => {
    await post('/faults', { system: 'redis', mode: 'dropped', times: 1 });
    await expect(redis(['SET', 'dropped', 'kept'])).rejects.toThrow();
    expect(await redisResult('GET', 'dropped')).toBe('kept');
  });

  it('is lifted from every system at once', async () => {
    await post('/faults', { system: 'redis', mode: 'down' });
    await post('/faults', { system: 'pds', mode: 'down' });
    expect((await ask('/faults', { method: 'DELETE' })).status).toBe(204);
    expect(await redisResult('PING')).toBe('PONG');
    expect(await read('/faults')).toContainEqual({ system: 'pds', mode: 'up' });
  });

  it.each([
    { system: 'moon', mode: 'down' },
    { system: 'redis', mode: 'sideways' },
    { system: 'redis', mode: 'down', times: 0 },
  ])('that makes no sense is refused: %j', async (fault) => {
    expect((await post('/faults', fault)).status).toBe(400);
  });
});

describe('the cache', () => {
  it('asks for its token', async () => {
    expect((await redis(['PING'], 'wrong')).status).toBe(401);
  });

  it('forgets a value when the world says that its time is over', async () => {
    expect(await redisResult('SET', 'k', 'v', 'NX', 'EX', 600)).toBe('OK');
    expect(await redisResult('SET', 'k', 'w', 'NX', 'EX', 600)).toBeNull();
    expect(await redisResult('GET', 'k')).toBe('v');
    await post('/clock', { advanceSeconds: 601 });
    expect(await redisResult('GET', 'k')).toBeNull();
  });
});

describe('PostgreSQL through the Neon driver', () => {
  const databaseUrl = async (role: string) => {
    const { postgres } = await read<Health>('/health');
    return `postgres://${role}:${secret('DATABASE_PASSWORD')}@127.0.0.1:${postgres.port}/gatehouse`;
  };
  const countOf = async (role: string): Promise<number> =>
    (await read<Health>('/health')).postgres.queriesByRole[role] ?? Number.NaN;

  it('answers over HTTP, and counts each statement for its role', async () => {
    neonConfig.fetchEndpoint = `${world.console}/emulators/postgres/sql`;
    const sql = neon(await databaseUrl('gatehouse_app'));
    const before = await countOf('gatehouse_app');
    expect(await sql`select ${41}::int + 1 as answer, now() as at`).toMatchObject([
      { answer: 42, at: expect.any(Date) },
    ]);
    await sql.transaction([sql`select 1`, sql`select 2`]);
    expect(await countOf('gatehouse_app')).toBe(before + 3);
  });

  it('tells an error with the words of PostgreSQL', async () => {
    neonConfig.fetchEndpoint = `${world.console}/emulators/postgres/sql`;
    const sql = neon(await databaseUrl('gatehouse_app'));
    await expect(sql`select 1/0`).rejects.toMatchObject({ code: '22012', message: 'division by zero' });
  });

  it('answers over a WebSocket, and counts there too', async () => {
    neonConfig.webSocketConstructor = WebSocket;
    neonConfig.wsProxy = () => `${new URL(world.console).host}/emulators/postgres/v2`;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineTLS = false;
    neonConfig.pipelineConnect = false;
    const pool = new Pool({ connectionString: await databaseUrl('gatehouse_app') });
    const before = await countOf('gatehouse_app');
    const client = await pool.connect();
    await client.query('begin');
    expect((await client.query('select current_user as role')).rows).toEqual([{ role: 'gatehouse_app' }]);
    await client.query('commit');
    client.release();
    await pool.end();
    expect(await countOf('gatehouse_app')).toBe(before + 3);
  });

  it.each(['http', 'websocket'])('has done by %s what its dropped answer does not say', async (way) => {
    const connectionString = await databaseUrl('gatehouse_owner');
    const statement = `create table done_by_${way} ()`;
    const pool = new Pool({ connectionString });
    pool.on('error', () => undefined);
    await post('/faults', { system: 'postgres', mode: 'dropped' });
    await expect(way === 'http' ? neon(connectionString).query(statement) : pool.query(statement)).rejects.toThrow();
    await ask('/faults', { method: 'DELETE' });
    const held = neon(connectionString);
    expect(await held.query('select to_regclass($1) is not null as done', [`done_by_${way}`])).toEqual([
      { done: true },
    ]);
    await held.query(`drop table done_by_${way}`);
  });
});

describe('the people', () => {
  it('have numbers of the range that is nobody’s, with the right check digit, and no two the same', async () => {
    const people = await read<readonly Person[]>('/people');
    expect(people.length).toBeGreaterThanOrEqual(10);
    const numbers = people.flatMap(({ nhsNumber }) => nhsNumber ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      expect(number).toMatch(/^999\d{7}$/);
      const sum = [...number.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
      expect((11 - (sum % 11)) % 11).toBe(Number(number[9]));
    }
    for (const { shows } of people) expect(shows).toMatch(/\.$/);
  });
});

describe('the national record', () => {
  const patient = '/emulators/pds/personal-demographics/FHIR/R4/Patient/9990421005';

  it('tells nobody anything who has no token, and names of practices to no strange key', async () => {
    const record = await ask(patient);
    expect([record.status, await record.text()]).toEqual([401, expect.stringContaining('ACCESS_DENIED')]);
    const path = '/emulators/ods/organisation-data-terminology-api/fhir/Organization/A99901';
    expect((await ask(path, { headers: { apikey: 'strange' } })).status).toBe(401);
    expect((await read<readonly { path: string }[]>('/requests?system=pds'))[0]?.path).toBe(
      patient.slice('/emulators/pds'.length),
    );
  });

  it('knows people by what each is there to show', async () => {
    const people = await read<readonly Person[]>('/people');
    const facts = people.flatMap(({ record }) =>
      record === null ? [] : [...Object.keys(record), ...Object.keys(record.later ?? {})],
    );
    for (const fact of [
      'confidentiality',
      'death',
      'formerNames',
      'formerNumber',
      'newNumber',
      'invalidated',
      'removed',
      'practiceUntil',
    ])
      expect(facts).toContain(fact);
    expect(people.some(({ record }) => record === null)).toBe(true);
  });
});

describe('the console', () => {
  const html = { accept: 'text/html,application/xhtml+xml' };

  it.each(['/', '/inbox', '/people', '/clock', '/faults', '/requests'])('has a page for people at %s', async (path) => {
    const answer = await ask(path, { headers: html });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/<script(?! type="module" src="\/\w+\.js">)/);
  });

  it.each(['/people', '/clock', '/faults', '/requests', '/messages', '/health'])('has JSON at %s', async (path) => {
    expect((await ask(path)).headers.get('content-type')).toContain('application/json');
    expect((await ask(`${path}.json`, { headers: html })).headers.get('content-type')).toContain('application/json');
  });

  it.each([
    ['application/json, text/html;q=0.5', 'application/json'],
    ['text/html, application/json;q=0.5', 'text/html'],
    ['text/html;q=0, */*', 'application/json'],
  ])('answers who accepts %s with %s', async (accept, type) => {
    expect((await ask('/people', { headers: { accept } })).headers.get('content-type')).toContain(type);
  });

  it.each(['/requests?system=pdss', '/requests?since=yesterday', '/messages?since=yesterday'])(
    'says that nothing can be found by %s',
    async (path) => {
      const answer = await ask(path);
      expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringMatching(/ must be .*\.$/) }]);
    },
  );

  it('shows what an emulator received, without secrets', async () => {
    await emailTo('ada@example.com', '246810');
    const [request] = await read<readonly RecordedRequest[]>('/requests?system=govuk-notify');
    expect(request).toMatchObject({ method: 'POST', path: '/v2/notifications/email', answer: { status: 201 } });
    expect(request?.body).toContain('246810');
    expect(request?.headers['authorization']).toBe('(not shown)');
    expect(await read(`/requests?system=govuk-notify&since=${request?.id}`)).toEqual([]);
  });

  it('escapes what was sent', async () => {
    const personalisation = { code: '<b>1</b>', life: '1 minute' };
    await notify('email', { email_address: 'a@example.com', template_id: emailTemplate, personalisation });
    expect(await (await ask('/inbox', { headers: html })).text()).toContain('&lt;b&gt;1&lt;/b&gt;');
  });

  it('moves for its own pages, and for no other site’s', async () => {
    const form = (origin: string) =>
      ask('/clock', {
        method: 'POST',
        headers: { ...html, origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'preset=60',
        redirect: 'manual',
      });
    expect((await form('https://evil.example')).status).toBe(403);
    expect((await form('null')).status).toBe(403);
    expect((await form(world.console)).status).toBe(303);
  });

  it('answers under its own names only', async () => {
    const { port } = new URL(world.console);
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    get({ host: '127.0.0.1', port, path: '/messages', headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    expect(await promise).toBe(403);
  });
});

describe('a reset', () => {
  it('leaves the world as after a fresh start', async () => {
    await emailTo('ada@example.com');
    await redis(['SET', 'k', 'v']);
    await post('/faults', { system: 'pds', mode: 'down' });
    await post('/clock', { advanceSeconds: 86_400 });
    expect((await ask('/reset', { method: 'POST' })).status).toBe(200);
    expect(await read('/messages')).toEqual([]);
    expect(await read('/requests?system=govuk-notify')).toEqual([]);
    expect(await read('/clock')).toMatchObject({ offsetSeconds: 0 });
    expect(await read('/faults')).toContainEqual({ system: 'pds', mode: 'up' });
    expect(await redisResult('GET', 'k')).toBeNull();
    expect(await read('/health')).toMatchObject({ ready: true, issuer: world.issuer, demo: world.demo });
  });

  it('leaves a service and a demo that work', async () => {
    const discovery = await fetch(`${world.issuer}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: world.issuer });
    expect((await fetch(world.demo)).status).toBe(200);
  });

  it('lets the hours after it be kept, however far time had been moved before', async () => {
    await advance(30 * 86_400);
    await ask('/reset', { method: 'POST' });
    const { epochSeconds } = await advance(2 * 3600);
    const now = async () => (await theClock()).epochSeconds;
    const listed = await operate({ ...world, now }, 'audit.chains');
    expect((await said<{ readonly signed_at: number }>(listed)).signed_at).toBeCloseTo(epochSeconds, -2);
  });

  it('asked for by several at once, ends for each of them with a world that works', async () => {
    const asked = [1, 2, 3].map(() => ask('/reset', { method: 'POST' }));
    await post('/clock', { advanceSeconds: 60 });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await read('/health')).toMatchObject({ ready: true });
    expect((await fetch(world.demo)).status).toBe(200);
  });
});
