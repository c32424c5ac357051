import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsUntil } from '../support/audit-trail.ts';
import {
  anotherBrowser,
  anotherCode,
  authorizeSilently,
  givePassword,
  newPerson,
  openRegistration,
  register,
  registerUntilConsent,
  registerUntilTerms,
  submitForCode,
} from '../support/person.ts';
import { runNode } from '../support/running-world.ts';
import {
  addService,
  authorizeUrl,
  operate,
  readCallback,
  redeem,
  refresh,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;

beforeAll(async () => {
  service = await addService(world);
});

/** How many events of each kind stand in the book. */
async function countsByKind(): Promise<ReadonlyMap<string, number>> {
  const rows = await world.rows<{ kind: string; count: string }>(
    'select kind, count(*) from audit_event group by kind',
  );
  return new Map(rows.map(({ kind, count }) => [kind, Number(count)]));
}

/** Waits until so many more events of these kinds stand in the book than before. */
async function untilCounted(
  before: ReadonlyMap<string, number>,
  more: Readonly<Record<string, number>>,
): Promise<void> {
  await until(`the events ${Object.keys(more).join(', ')}`, async () => {
    const now = await countsByKind();
    const arrived = Object.entries(more).every(
      ([kind, count]) => (now.get(kind) ?? 0) >= (before.get(kind) ?? 0) + count,
    );
    return arrived || undefined;
  });
}

describe('the audit trail', () => {
  it('has every step of a walk, in its order', async () => {
    const before = await countsByKind();
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    const asked = await submitForCode(world, person, { page: form, fields: { email: person.email }, to: person.email });
    await person.browser.submit(asked.page, { code: anotherCode(asked.code) });
    const proved = await person.browser.submit(asked.page, { code: asked.code });
    const chosen = await person.browser.submit(proved, { password: person.password });
    const texted = await submitForCode(world, person, {
      page: chosen,
      fields: { phone: person.phone },
      to: person.number,
    });
    const terms = await person.browser.submit(texted.page, { code: texted.code });
    const consent = await person.browser.submit(terms, { decision: 'accept' });
    const { code } = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
    const given = await redeem(world, service, code ?? '');
    const subject = String(decodeJwt(textOf(given, 'id_token')).sub);
    await redeem(world, service, code ?? '');

    const visitor = anotherBrowser(world, person);
    const start = await visitor.browser.open(authorizeUrl(world, service));
    await givePassword(visitor, start, 'not the right password');
    const seen = (await world.messages(person.number)).length;
    const page = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const sent = await codeSentTo(world, person.number, seen);
    await visitor.browser.submit(page, { code: anotherCode(sent) });
    await visitor.browser.submit(page, { code: sent, remember: 'yes' });
    await visitor.browser.submit(await visitor.browser.open(`${world.issuer}/sign-out`), {});
    await person.browser.submit(await person.browser.open(`${world.issuer}/sign-out`), { decision: 'everywhere' });

    expect(await eventsUntil(world, subject, 'sessions_all_ended')).toEqual([
      'user_created',
      'session_created',
      'consent_given',
      'authz_grant',
      'token_issued',
      'token_refused',
      'code_reused',
      'authn_login_fail',
      'authn_passcode_sent',
      'authn_passcode_fail',
      'authn_passcode_success',
      'authn_login_success',
      'session_created',
      'authn_device_remembered',
      'authz_grant',
      'session_ended',
      'sessions_all_ended',
    ]);
    // Before there is an account nobody is named.
    await untilCounted(before, {
      authn_passcode_sent: 3,
      authn_passcode_fail: 2,
      user_email_verified: 1,
      user_phone_verified: 1,
      token_refused: 1,
    });
  });

  it('has what was declined and refused, and what operators did', async () => {
    // An hour later: what one network is refused more often is recorded by number.
    await world.advance(3601);
    const before = await countsByKind();
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    const sure = await person.browser.submit(consent, { decision: 'decline' });
    await person.browser.submit(sure, { decision: 'continue' });
    const shy = newPerson(world);
    const terms = await registerUntilTerms(world, shy, await openRegistration(world, shy, service));
    await shy.browser.submit(terms, { decision: 'decline' });
    await authorizeSilently(world, person, service, { response_type: 'token' });
    await redeem(world, service, 'code', { client_assertion: 'a.b.c' });
    const added = await addService(world);
    await operate(world, 'services.disable', { client_id: added.clientId });
    await operate(world, 'services.enable', { client_id: added.clientId });
    await operate({ ...world, now: async () => 1 }, 'services.list');
    await untilCounted(before, {
      consent_declined: 1,
      terms_declined: 1,
      authz_refused: 1,
      client_authn_fail: 1,
      client_added: 1,
      client_disabled: 1,
      client_enabled: 1,
      operator_refused: 1,
    });
  });
});

interface Link extends Record<string, unknown> {
  readonly chain: string;
  readonly seq: string;
}

const verify = async () => JSON.parse(await (await operate(world, 'audit.verify')).text());

/** Runs `npm run audit -- …`. */
async function auditCommand(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = runNode(['cli/audit.ts', ...args], { GATEHOUSE_ORIGIN: world.issuer, GATEHOUSE_HOME: world.home });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  await once(child, 'close');
  return { code: child.exitCode, said };
}

describe('the heads of the chains', () => {
  it('are signed each hour and stored in Postgres and outside it, and what goes on from them is whole', async () => {
    await world.advance(3600);
    const signed = await world.rows<{ chain: string; signature: string }>('select chain, signature from audit_head');
    expect(signed.length).toBeGreaterThan(0);
    expect(signed.every(({ signature }) => /^1\.[\w-]{86}$/.test(signature))).toBe(true);
    const listed = JSON.parse(await (await operate(world, 'audit.chains')).text());
    expect(listed.chains).toEqual(expect.arrayContaining(signed.map(({ chain }) => chain)));
    expect(Math.abs(listed.signed_at - (await world.now()))).toBeLessThan(60);
    expect(await verify()).toMatchObject({ broken: [] });
  });

  it('are ours: one that somebody else has put beside them is told', async () => {
    const [head] = await world.rows<Link & { hash: string }>(
      'select chain, seq, hash from audit_head order by chain, seq desc limit 1',
    );
    if (head === undefined) throw new Error('no head');
    const at = [head.chain, Number(head.seq) + 1] as const;
    await world.rows(`insert into audit_head values ($1, $2, 'x', 1, '1.x')`, [...at]);
    expect((await verify()).broken).toEqual([{ chain: at[0], seq: at[1], why: 'head_not_signed_by_us' }]);
    await world.rows('delete from audit_head where chain = $1 and seq = $2', [...at]);
    expect(await verify()).toMatchObject({ broken: [] });
  });
});

describe('a row that was changed by hand', () => {
  let link: Link;
  let row: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const { person, callback } = await register(world, service);
    const { sub } = decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token'));
    await person.browser.submit(await person.browser.open(`${world.issuer}/sign-out`), {});
    await eventsUntil(world, String(sub), 'session_ended');
    const [found] = await world.rows<Link>(
      `select * from audit_event where kind = 'consent_given' and account = (select id from account where subject = $1)`,
      [sub],
    );
    if (found === undefined) throw new Error('no row to change');
    link = found;
    row = found;
  });

  // What is broken here must not be found broken by the next test.
  afterEach(async () => {
    const names = Object.keys(row);
    await world.rows('delete from audit_event where chain = $1 and seq = $2', [link.chain, link.seq]);
    await world.rows(
      `insert into audit_event (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
    expect(await verify()).toMatchObject({ broken: [] });
  });

  const changes: readonly (readonly [string, string])[] = [
    ['its kind', `update audit_event set kind = 'consent_declined'`],
    ['its time', 'update audit_event set at = at - 1'],
    ['its person', `update audit_event set account = 'AAAAAAAAAAAAAAAAAAAAAA'`],
    ['its service', `update audit_event set client = 'AAAAAAAAAAAAAAAAAAAAAA'`],
    ['its sealed part', `update audit_event set sealed = reverse(sealed)`],
    ['its hash', `update audit_event set hash = reverse(hash)`],
  ];

  it.each(changes)('in %s is named by chain and number', async (_what, statement) => {
    await world.rows(`${statement} where chain = $1 and seq = $2`, [link.chain, link.seq]);
    const { broken } = await verify();
    expect(broken).toEqual([{ chain: link.chain, seq: Number(link.seq), why: expect.stringMatching(/\w/) }]);
  });

  it('or deleted leaves a gap that is named', async () => {
    await world.rows('delete from audit_event where chain = $1 and seq = $2', [link.chain, link.seq]);
    const { broken } = await verify();
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatchObject({ chain: link.chain });
    expect([Number(link.seq), Number(link.seq) + 1]).toContain(broken[0].seq);
  });

  it('makes the command fail, and name it; without it the command succeeds', async () => {
    expect(await auditCommand('verify')).toEqual({
      code: 0,
      said: expect.stringMatching(
        /^\d+ events in \d+ chains: whole\.\nHeads last signed and stored outside Postgres at /,
      ),
    });
    await world.rows(`update audit_event set kind = 'consent_declined' where chain = $1 and seq = $2`, [
      link.chain,
      link.seq,
    ]);
    const { code, said } = await auditCommand('verify');
    expect([code, said]).toEqual([1, expect.stringContaining(`Chain ${link.chain} is broken at row ${link.seq}: `)]);
  });
});

describe('the events of one person', () => {
  it('are opened by two operators for one case, and that stands among them', async () => {
    const { callback } = await register(world, service);
    const { sub } = decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token'));
    await eventsUntil(world, String(sub), 'token_issued');
    const about = ['--case', 'CASE-7', '--subject', String(sub)];
    const approval = (await auditCommand('approve', ...about)).said.trim();
    const { code, said } = await auditCommand('export', ...about, '--approval', approval);
    expect(code).toBe(0);
    const { events }: { events: readonly { kind: string; address?: string; seq: number }[] } = JSON.parse(said);
    expect(events.map(({ kind }) => kind)).toContain('consent_given');
    expect(events.every(({ address, seq }) => address !== undefined && seq > 0)).toBe(true);
    expect((await eventsUntil(world, String(sub), 'audit_exported')).at(-1)).toBe('audit_exported');
    const again = await auditCommand('export', ...about, '--approval', approval);
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('was used before')]);
  });
});

describe('the roles of the product', () => {
  /** Runs a statement as a role. @returns what PostgreSQL objected to */
  async function objection(role: string, statement: string): Promise<string> {
    const { port } = (await world.health()).postgres;
    const client = new pg.Client({ connectionString: `postgres://${role}:trusted@127.0.0.1:${port}/gatehouse` });
    await client.connect();
    try {
      await client.query('begin');
      return await client.query(statement).then(
        () => 'allowed',
        (thrown: Error) => thrown.message,
      );
    } finally {
      await client.end();
    }
  }

  it('can add to the chains and their heads and read them, and change or remove nothing', async () => {
    for (const role of ['gatehouse_app', 'gatehouse_ledger']) {
      for (const [table, column] of [
        ['audit_event', 'kind'],
        ['audit_head', 'hash'],
      ]) {
        for (const statement of [
          `update ${table} set ${column} = 'x'`,
          `delete from ${table}`,
          `truncate ${table}`,
          `drop table ${table}`,
          `alter table ${table} drop column hash`,
        ])
          expect([role, statement, await objection(role, statement)]).toEqual([
            role,
            statement,
            expect.stringMatching(`^(permission denied for|must be owner of) table ${table}$`),
          ]);
        expect(await objection(role, `select count(*) from ${table}`)).toBe('allowed');
      }
    }
    const head = `insert into audit_head values ('x', 1, 'x', 1, 'x')`;
    expect(await objection('gatehouse_ledger', head)).toBe('allowed');
    expect(await objection('gatehouse_app', head)).toMatch(/^permission denied/);
    expect(await objection('gatehouse_app', `update account set level = 'P9'`)).toMatch(/^permission denied/);
  });
});

describe('what names a person or lets somebody in', () => {
  afterEach(() => world.clearFaults());

  it('stands in clear in no table, in no command to Redis, in no file of the atoms and in no log', async () => {
    const { person, callback } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    const seen = (await world.messages(person.number)).length;
    const page = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const sms = await codeSentTo(world, person.number, seen);
    const second = readCallback((await visitor.browser.submit(page, { code: sms, remember: 'yes' })).url);
    const answer = await redeem(world, service, callback.code ?? '');
    const renewed = await refresh(world, service, textOf(answer, 'refresh_token'));
    expect((await userinfo(world, textOf(renewed, 'access_token'))).body['email']).toBe(person.email);
    await redeem(world, service, second.code ?? '', { redirect_uri: 'https://elsewhere.example/' });
    const { sub } = decodeJwt(textOf(answer, 'id_token'));
    await visitor.browser.submit(await visitor.browser.open(`${world.issuer}/sign-out`), {});
    await eventsUntil(world, String(sub), 'session_ended');

    const [emailCode] = await world.messages(person.email);
    const secretPart = (token: string) => token.slice(token.lastIndexOf('.') + 1);
    const canaries = {
      email: person.email,
      'local part': person.email.split('@')[0] ?? '',
      phone: person.number,
      'national phone': person.number.replace('+44', '0'),
      password: person.password,
      address: person.address,
      'authorization code': secretPart(callback.code ?? ''),
      'refused code': secretPart(second.code ?? ''),
      'access token': secretPart(textOf(answer, 'access_token')),
      'ID token': secretPart(textOf(answer, 'id_token')),
      'refresh token': secretPart(textOf(answer, 'refresh_token')),
      'its successor': secretPart(textOf(renewed, 'refresh_token')),
      ...Object.fromEntries(
        [...person.browser.cookies, ...visitor.browser.cookies].map(([name, value]) => [name, secretPart(value)]),
      ),
      'e-mailed code': `"${emailCode?.code}"`,
      'texted code': `"${sms}"`,
    };
    const places = {
      postgres: await everyTable(),
      redis: JSON.stringify((await world.requests('redis')).map(({ path, body }) => [path, body])),
      atoms: filesBelow(join(world.home, 'worker')),
      log: await logWithFault(),
    };
    for (const [place, content] of Object.entries(places)) {
      expect([place, content.length > 100]).toEqual([place, true]);
      const found = Object.entries(canaries).filter(([, canary]) => canary.length < 5 || content.includes(canary));
      expect([place, found]).toEqual([place, []]);
    }
    // The search can see: what is no secret is found.
    expect(places.postgres).toContain(String(sub));
    expect(places.postgres).toContain(service.clientId);
    expect(places.atoms).toContain(String(sub));
  });
});

/** Every row of every table of the product, as text. */
async function everyTable(): Promise<string> {
  const tables = await world.rows<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  expect(tables.length).toBeGreaterThanOrEqual(7);
  const dumps = await Promise.all(tables.map(({ name }) => world.rows(`select * from ${name}`)));
  return JSON.stringify(dumps);
}

/** Every file below a folder, byte by byte; atoms come and go meanwhile, and their files with them. */
function filesBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => (existsSync(path) && !path.endsWith('-shm') ? readFileSync(path, 'latin1') : ''))
    .join('\n');
}

/** The log of the service, after a fault that it must tell: so that an empty log proves nothing by accident. */
async function logWithFault(): Promise<string> {
  await world.setFault('postgres', 'down');
  const answer = await operate(world, 'services.list');
  const id = answer.headers.get('x-request-id') ?? '';
  expect([answer.status, id.length > 20]).toEqual([503, true]);
  return until('the fault in the log', async () => {
    const log = readFileSync(join(world.home, 'service.log'), 'utf8');
    return log.includes(id) ? log : undefined;
  });
}
