import { setTimeout as delay } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, eventsUntil } from '../support/audit-trail.ts';
import { headingOf, newCitizen, type Page } from '../support/citizen.ts';
import {
  authorizeSilently,
  freshCode,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilTerms,
  submitForCode,
} from '../support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import {
  addService,
  authorizeUrl,
  clientAssertion,
  operate,
  readCallback,
  redeem,
  refresh,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

let worker: ProductionWorker;
let service: TestService;

beforeAll(async () => {
  worker = await startProductionWorker(sharedWorld());
  service = await addService(worker);
});
afterAll(() => worker?.stop());

/** What came of a request that a power cut may have cut off. */
async function cutOff<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch(() => undefined);
}

/** Kills the service as soon as so many of these have been answered, and starts it again. */
async function killAfter<T>(answered: number, started: readonly Promise<T>[]): Promise<readonly (T | undefined)[]> {
  let count = 0;
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  for (const one of started) {
    void one.then(
      () => {
        count += 1;
        if (count >= answered) resolve();
      },
      () => undefined,
    );
  }
  await enough;
  await worker.kill();
  const outcomes = await Promise.all(started.map(cutOff));
  await worker.restart();
  return outcomes;
}

const isGiven = (answer: TokenResponse | undefined): answer is TokenResponse => answer?.status === 200;

describe('after kill -9', () => {
  it('a session, a consent, a grant and a service are there, and a redeemed code stays redeemed', async () => {
    const { person, callback } = await register(worker, service);
    const code = callback.code ?? '';
    const unspent = await freshCode(worker, person, service);
    const given = await redeem(worker, service, code);
    await worker.killAndRestart();
    expect((await userinfo(worker, textOf(given, 'access_token'))).body['email']).toBe(person.email);
    expect((await authorizeSilently(worker, person, service, { prompt: 'none' })).code).toBeDefined();
    expect((await redeem(worker, service, unspent)).status).toBe(200);
    expect((await redeem(worker, service, code)).body['error']).toBe('invalid_grant');
    // Shown again it ends what it gave, as it would have before.
    expect((await userinfo(worker, textOf(given, 'access_token'))).status).toBe(401);
  });

  it('an assertion that refreshed before does not refresh again', async () => {
    const { callback } = await register(worker, service);
    const token = textOf(await redeem(worker, service, callback.code ?? ''), 'refresh_token');
    const assertion = await clientAssertion(worker, service);
    const first = await refresh(worker, service, token, { client_assertion: assertion });
    expect(first.status).toBe(200);
    await worker.killAndRestart();
    const again = await refresh(worker, service, token, { client_assertion: assertion });
    expect(again.body['error']).toBe('invalid_client');
    const lost = await refresh(worker, service, token);
    expect(textOf(lost, 'refresh_token')).toBe(textOf(first, 'refresh_token'));
  });

  it.each([1, 2, 4])('in the middle of twelve redemptions, after answer %i, none is spent twice', async (answered) => {
    const { person } = await register(worker, service);
    const codes: string[] = [];
    for (let index = 0; index < 12; index += 1) codes.push(await freshCode(worker, person, service));
    const outcomes = await killAfter(
      answered,
      codes.map((code) => redeem(worker, service, code)),
    );
    const given = outcomes.filter(isGiven);
    expect(given.length).toBeGreaterThanOrEqual(answered);
    for (const answer of given) expect((await userinfo(worker, textOf(answer, 'access_token'))).status).toBe(200);
    for (const [index, code] of codes.entries()) {
      const again = await redeem(worker, service, code);
      // An answer that was lost may be asked for again only if nobody was told yes before.
      if (isGiven(outcomes[index])) expect(again.body['error']).toBe('invalid_grant');
      else expect([200, 400]).toContain(again.status);
      expect((await redeem(worker, service, code)).body['error']).toBe('invalid_grant');
    }
  });

  it.each([1, 2])(
    'in the middle of four registrations, after answer %i, none is lost or left half made',
    async (answered) => {
      const people: Person[] = [];
      const terms: Page[] = [];
      for (let index = 0; index < 4; index += 1) {
        const person = newPerson(worker);
        people.push(person);
        terms.push(await registerUntilTerms(worker, person, await openRegistration(worker, person, service)));
      }
      const accept = (person: Person, page: Page) => person.browser.submit(page, { decision: 'accept' });
      const outcomes = await killAfter(
        answered,
        people.map((person, index) => accept(person, terms[index] ?? neverOpened())),
      );
      expect(outcomes.filter((page) => page !== undefined).length).toBeGreaterThanOrEqual(answered);
      for (const [index, person] of people.entries()) {
        // Who was told that the account is there has a session; who was not presses again.
        const known = await authorizeSilently(worker, person, service, { prompt: 'none' });
        if (outcomes[index] !== undefined) expect(known.error).toBe('consent_required');
        const consent = outcomes[index] ?? (await accept(person, terms[index] ?? neverOpened()));
        expect(headingOf(consent)).toBe(`Share your information with ${service.name}?`);
        await person.browser.submit(consent, { decision: 'agree' });
        const { code } = await authorizeSilently(worker, person, service, { prompt: 'none' });
        expect((await redeem(worker, service, code ?? '')).status).toBe(200);
      }
    },
  );

  it('a link that chose a password stays used, what it ended stays ended, and who asked too often still waits', async () => {
    const { person } = await register(worker, service);
    const visitor = newCitizen(worker.issuer, person.address);
    const ask = async () => visitor.submit(await visitor.open(`${worker.issuer}/reset`), { email: person.email });
    expect(headingOf(await ask())).toBe('Check your email');
    const mails = await until('the link', async () => {
      const found = await worker.messages(person.email);
      return found[0]?.link == null ? undefined : found;
    });
    const link = mails[0]?.link ?? expect.fail('no link');
    const form = await visitor.open(link);
    const chosen = await visitor.submit(form, { password: 'seven quiet lanterns drift' });
    expect(headingOf(chosen)).toBe('You have a new password');
    for (let asked = 2; asked <= 5; asked += 1) await ask();
    await worker.killAndRestart();
    expect((await visitor.open(link)).html).toContain('CID2022');
    expect((await authorizeSilently(worker, person, service, { prompt: 'none' })).error).toBe('sso_login_required');
    expect((await ask()).status).toBe(429);
  });

  it.each([1, 3])('in the middle of six who use one link, after answer %i, one has chosen', async (answered) => {
    const { person } = await register(worker, service);
    const visitor = newCitizen(worker.issuer, person.address);
    await visitor.submit(await visitor.open(`${worker.issuer}/reset`), { email: person.email });
    const mails = await until('the link', async () => {
      const found = await worker.messages(person.email);
      return found[0]?.link == null ? undefined : found;
    });
    const form = await visitor.open(mails[0]?.link ?? '');
    const passwords = Array.from({ length: 6 }, (_, index) => `seven quiet lanterns ${index}`);
    // Not all of them are looked at at once: who is told to come back does.
    const choose = async (password: string): Promise<Page> => {
      const page = await newCitizen(worker.issuer, person.address).submit(form, { password });
      if (page.status !== 503) return page;
      await delay(200);
      return choose(password);
    };
    const outcomes = await killAfter(answered, passwords.map(choose));
    expect(
      outcomes.filter((page) => page !== undefined && headingOf(page) === 'You have a new password').length,
    ).toBeLessThan(2);
    expect((await visitor.submit(form, { password: 'eight quiet lanterns' })).html).toContain('CID2022');
  });

  it('what was decided before reaches Postgres, once, and the audit chains are whole', async () => {
    const { callback } = await register(worker, service);
    const { sub } = decodeJwt(textOf(await redeem(worker, service, callback.code ?? ''), 'id_token'));
    await worker.killAndRestart();
    const kinds = await eventsUntil(worker, String(sub), 'token_issued');
    for (const kind of ['user_created', 'session_created', 'consent_given', 'authz_grant', 'token_issued'])
      expect([kind, kinds.filter((one) => one === kind).length]).toEqual([kind, 1]);
    const accounts = await worker.rows('select id from account where subject = $1', [sub]);
    expect(accounts).toHaveLength(1);
    const verified = JSON.parse(await (await operate(worker, 'audit.verify')).text());
    expect([verified.broken, verified.events > 0]).toEqual([[], true]);
  });
});

describe('a disk that takes nothing', () => {
  it('ends no code, refresh token, session or registration: each is answered 503 and works once it writes again', async () => {
    const { person, callback } = await register(worker, service);
    const given = await redeem(worker, service, callback.code ?? '');
    const code = await freshCode(worker, person, service);
    const newcomer = newPerson(worker);
    const start = await openRegistration(worker, newcomer, service);
    const asked = await submitForCode(worker, newcomer, {
      page: start,
      fields: { email: newcomer.email },
      to: newcomer.email,
    });
    const askAll = async () => [
      await redeem(worker, service, code),
      await refresh(worker, service, textOf(given, 'refresh_token')),
      await person.browser.open(authorizeUrl(worker, service, { prompt: 'none' })),
      await newcomer.browser.submit(asked.page, { code: asked.code }),
    ];
    worker.letWrite(false);
    try {
      // Twice: what failed is not half done.
      for (const answer of [...(await askAll()), ...(await askAll())])
        expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true]);
      expect((await fetch(`${worker.address}/.well-known/jwks.json`)).status).toBe(200);
    } finally {
      worker.letWrite(true);
    }
    const [redeemed, refreshed, silent, proved] = await askAll();
    expect([redeemed?.status, refreshed?.status]).toEqual([200, 200]);
    expect(readCallback(silent && 'url' in silent ? silent.url : '').code).toBeDefined();
    expect(proved && 'html' in proved ? headingOf(proved) : '').toBe('Create a password');
    expect((await redeem(worker, service, code)).body['error']).toBe('invalid_grant');
  });

  it('and a power cut meanwhile lose nothing that was acknowledged', async () => {
    const { person, callback } = await register(worker, service);
    const given = await redeem(worker, service, callback.code ?? '');
    worker.letWrite(false);
    expect((await refresh(worker, service, textOf(given, 'refresh_token'))).status).toBe(503);
    await worker.killAndRestart();
    expect((await refresh(worker, service, textOf(given, 'refresh_token'))).status).toBe(200);
    expect((await authorizeSilently(worker, person, service, { prompt: 'none' })).code).toBeDefined();
    const { sub } = decodeJwt(textOf(given, 'id_token'));
    const times = (kinds: readonly string[], kind: string) => kinds.filter((one) => one === kind).length;
    const kinds = await until('both answers of the token endpoint', async () => {
      const found = await eventsOf(worker, String(sub));
      return times(found, 'token_issued') > 1 ? found : undefined;
    });
    expect(['user_created', 'consent_given', 'token_issued'].map((kind) => times(kinds, kind))).toEqual([1, 1, 2]);
  });
});

function neverOpened(): never {
  throw new Error('the page was never opened');
}
