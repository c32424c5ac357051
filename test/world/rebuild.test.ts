import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headingOf } from '../support/citizen.ts';
import { giveOn, registerByPasskey } from '../support/passkey-citizen.ts';
import {
  anotherBrowser,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  signIn,
  submitForCode,
} from '../support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import {
  addService,
  askAuthorize,
  authorizeUrl,
  operate,
  readCallback,
  redeem,
  refresh,
  requestParameters,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import type { SoftwarePasskey } from '../support/software-authenticator.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
const root = join(import.meta.dirname, '../..');
const subjectOf = (tokens: TokenResponse) => decodeJwt(textOf(tokens, 'id_token')).sub;

describe('the atoms, thrown away while the service runs and built again from Postgres', () => {
  let worker: ProductionWorker;
  let service: TestService;
  let paused: TestService;
  /** By password and code. */
  let known: Person;
  let knownTokens: TokenResponse;
  /** By passkey, without a password. */
  let holder: { readonly person: Person; readonly passkey: SoftwarePasskey; readonly subject: string | undefined };
  /** Whose password was guessed at too often. */
  let locked: Person;
  /** Who registered while Postgres could not be written. */
  let lost: Person;
  let built: Readonly<Record<string, unknown>>;

  const restart = async (changes: Readonly<Record<string, string>>) => {
    await worker.kill();
    await worker.restart(changes);
  };
  const drained = () =>
    until('everything to reach Postgres', async () => {
      const { undelivered } = JSON.parse(await (await operate(worker, 'atoms.status')).text());
      // What an account has decided may not have left it yet: of the one that was guessed at, its lock must have come too.
      const [row] = await worker.rows<{ accounts: string; locks: string }>(
        `select count(*) as accounts,
          count(*) filter (where (standing->'attempts'->'password'->>'lockedUntil')::bigint > 0) as locks
        from account where standing is not null`,
      );
      return undelivered === 0 && row?.accounts === '3' && row.locks === '1' ? row : undefined;
    });
  async function command(name: string, ...args: readonly string[]): Promise<string> {
    const env = { ...process.env, GATEHOUSE_ORIGIN: worker.issuer, GATEHOUSE_HOME: worker.home };
    const node = join(root, 'node_modules/.bin/node');
    const { stdout } = await promisify(execFile)(node, [join(root, `cli/${name}.ts`), ...args, '--json'], { env });
    return stdout;
  }
  const open = (person: Person, changes: Parameters<typeof authorizeUrl>[2] = {}) =>
    person.browser.open(authorizeUrl(worker, service, changes));

  beforeAll(async () => {
    worker = await startProductionWorker(world);
    [service, paused] = [await addService(worker), await addService(worker, { client_name: 'Paused' })];
    await operate(worker, 'services.disable', { client_id: paused.clientId });
    const registered = await register(worker, service);
    known = registered.person;
    knownTokens = await redeem(worker, service, registered.callback.code ?? '');
    const person = newPerson(worker);
    const { passkey, page } = await registerByPasskey(worker, person, service, { traits: { counts: true } });
    const asked = await giveOn(person, page, passkey);
    const end = await person.browser.submit(asked, { decision: 'agree' });
    const subject = subjectOf(await redeem(worker, service, readCallback(end.url).code ?? ''));
    holder = { person, passkey, subject };
    locked = (await register(worker, service)).person;
    const guesser = anotherBrowser(worker, locked);
    for (let guess = 0; guess < 6; guess += 1)
      await givePassword(guesser, await open(guesser), `a guess of ${guess} words`);
    await drained();
    await restart({ LEDGER_DATABASE_URL: 'postgres://gatehouse_nobody:x@localhost/nothing' });
    lost = (await register(worker, service)).person;
    await worker.kill();
    rmSync(worker.atoms, { recursive: true });
    mkdirSync(worker.atoms);
    await worker.restart({ GENERATION: '2' });
  });
  afterAll(() => worker?.stop());

  it('answer nothing until the directory is filled: no address is free, and no service unknown', async () => {
    const { status } = await askAuthorize(worker, requestParameters(service));
    expect(status).toBe(503);
    const begin = async () => (await operate(worker, 'atoms.rebuild', { stage: 'begin' })).ok || undefined;
    await until('the rebuild to begin', begin);
    const visitor = anotherBrowser(worker, known);
    const page = await givePassword(visitor, await open(visitor));
    const stranger = newPerson(worker);
    const start = await openRegistration(worker, stranger, service);
    const { page: code, code: digits } = await submitForCode(worker, stranger, {
      page: start,
      fields: { email: stranger.email },
      to: stranger.email,
    });
    const proved = await stranger.browser.submit(code, { code: digits });
    expect([page.status, proved.status]).toEqual([503, 503]);
  });

  it('are filled by one command, which names what it found and what it could not', async () => {
    built = JSON.parse(await command('atoms', 'rebuild'));
    expect(built).toEqual({
      generation: '2',
      services: 2,
      accounts: 3,
      left: 0,
      undelivered: 0,
      events_lost: 0,
      people_lost: 0,
      chains_closed: expect.any(Number),
    });
  });

  it('hold nobody’s session, and honour no token from before', async () => {
    const silent = await open(known, { prompt: 'none' });
    expect(readCallback(silent.url).error).toBe('sso_login_required');
    expect((await userinfo(worker, textOf(knownTokens, 'access_token'))).status).toBe(401);
    const spent = await refresh(worker, service, textOf(knownTokens, 'refresh_token'));
    expect([spent.status, spent.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('know a person by password and code, as the same subject, and ask for no consent again', async () => {
    const end = await signIn(worker, known, await open(known));
    const tokens = await redeem(worker, service, readCallback(end.url).code ?? '');
    expect([tokens.status, subjectOf(tokens)]).toEqual([200, subjectOf(knownTokens)]);
    const told = await userinfo(worker, textOf(tokens, 'access_token'));
    expect(told.body).toMatchObject({ email: known.email, phone_number: known.number });
  });

  it('know a person by their passkey, in another browser too', async () => {
    const visitor = anotherBrowser(worker, holder.person);
    const end = await giveOn(visitor, await open(visitor, { vtr: '["P0.Cm"]' }), holder.passkey);
    const tokens = await redeem(worker, service, readCallback(end.url).code ?? '');
    expect([tokens.status, subjectOf(tokens)]).toEqual([200, holder.subject]);
  });

  it('keep what was locked locked, and what was stopped stopped', async () => {
    const visitor = anotherBrowser(worker, locked);
    const page = await givePassword(visitor, await open(visitor));
    expect(headingOf(page)).toBe('Too many wrong passwords');
    expect((await askAuthorize(worker, requestParameters(paused))).status).toBe(400);
  });

  it('give no address to a second person, and a lost one back to who lost it', async () => {
    const again = async (person: Person) => {
      const visitor = anotherBrowser(worker, person);
      const page = await openRegistration(worker, visitor, service);
      const { page: code, code: digits } = await submitForCode(worker, visitor, {
        page,
        fields: { email: person.email },
        to: person.email,
      });
      return headingOf(await visitor.browser.submit(code, { code: digits }));
    };
    expect(await again(known)).toBe('You already have an account');
    expect(await again(lost)).toBe('Create a password');
  });

  it('give one damaged account back alone, its person signed out', async () => {
    expect((await open(known, { prompt: 'none' })).url).toContain('code=');
    await command('atoms', 'rebuild', '--subject', String(subjectOf(knownTokens)));
    expect(readCallback((await open(known, { prompt: 'none' })).url).error).toBe('sso_login_required');
    const end = await signIn(worker, known, await open(known));
    const tokens = await redeem(worker, service, readCallback(end.url).code ?? '');
    expect(subjectOf(tokens)).toBe(subjectOf(knownTokens));
  });

  it('leave whole audit chains behind, and begin new ones', async () => {
    const verified = JSON.parse(await command('audit', 'verify'));
    expect(verified).toMatchObject({ broken: [] });
    const chains = await worker.rows<{ chain: string }>('select distinct chain from audit_event');
    expect(new Set(chains.map(({ chain }) => chain.split('.')[0]))).toEqual(new Set(['g1', 'g2']));
  });
});
