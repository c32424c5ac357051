import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headingOf } from '../support/citizen.ts';
import { giveOn, idTokenOf, makeFor, passkeyPersonAt } from '../support/passkey-citizen.ts';
import {
  anotherBrowser,
  authorizeSilently,
  freshCode,
  givePassword,
  type Person,
  register,
  signIn,
} from '../support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import {
  addService,
  authorizeUrl,
  readCallback,
  redeem,
  refresh,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const passkeyOnly = { vtr: '["P0.Cm"]' };

describe('with every atom put out of memory before each request', () => {
  let worker: ProductionWorker;
  let service: TestService;
  let person: Person;
  let subject: string | undefined;

  beforeAll(async () => {
    worker = await startProductionWorker(sharedWorld(), { evicting: true });
    service = await addService(worker);
  });
  afterAll(() => worker?.stop());

  const open = (one: Person, changes: Readonly<Record<string, string>> = {}) =>
    one.browser.open(authorizeUrl(worker, service, changes));

  it('nothing is remembered but what was stored', async () => {
    for (let request = 0; request < 3; request += 1) {
      const answer = await fetch(`${worker.address}/robots.txt`);
      expect([await answer.text(), answer.headers.get('x-since-eviction')]).toEqual([expect.any(String), '1']);
    }
  });

  it('a person registers, agrees, and the service gets, refreshes and uses its tokens', async () => {
    const registered = await register(worker, service);
    person = registered.person;
    const first = await redeem(worker, service, registered.callback.code ?? '');
    subject = decodeJwt(textOf(first, 'id_token')).sub;
    const second = await refresh(worker, service, textOf(first, 'refresh_token'));
    expect(second.status).toBe(200);
    expect((await userinfo(worker, textOf(second, 'access_token'))).body).toMatchObject({
      sub: subject,
      email: person.email,
    });
    const reused = await redeem(worker, service, registered.callback.code ?? '');
    expect([reused.status, reused.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('signs in by password and code elsewhere, is remembered there, and comes back silently', async () => {
    const visitor = anotherBrowser(worker, person);
    const end = await signIn(worker, visitor, await open(visitor), { remember: 'yes' });
    expect((await idTokenOf(worker, service, end)).sub).toBe(subject);
    expect(await freshCode(worker, visitor, service, { prompt: 'none' })).toMatch(/./);
    await visitor.browser.submit(await visitor.browser.open(`${worker.issuer}/sign-out`), {});
    expect((await authorizeSilently(worker, visitor, service, { prompt: 'none' })).error).toBe('sso_login_required');
  });

  it('adds a passkey where a service takes nothing else, and signs in by it', async () => {
    const visitor = anotherBrowser(worker, person);
    const page = await signIn(worker, visitor, await open(visitor, passkeyOnly));
    const { passkey, field } = await makeFor(visitor, page);
    const use = await visitor.browser.submit(page, { passkey: field });
    expect((await idTokenOf(worker, service, await giveOn(visitor, use, passkey))).sub).toBe(subject);
    const later = anotherBrowser(worker, person);
    expect((await idTokenOf(worker, service, await giveOn(later, await open(later, passkeyOnly), passkey))).sub).toBe(
      subject,
    );
  });

  it('another registers by passkey alone', async () => {
    const { claims } = await passkeyPersonAt(worker, service);
    expect(claims).toMatchObject({ vot: 'P0.Cm' });
  });

  it('chooses a forgotten password anew by a link, and signs in with it', async () => {
    const asking = anotherBrowser(worker, person);
    await asking.browser.submit(await asking.browser.open(`${worker.issuer}/reset`), { email: person.email });
    const mail = await until('the link', async () =>
      (await worker.messages(person.email)).find(({ link }) => link?.includes('/reset/')),
    );
    const form = await asking.browser.open(mail.link ?? '');
    const password = 'seven quiet lanterns drift';
    expect((await asking.browser.submit(form, { password })).status).toBe(200);
    const visitor = { ...anotherBrowser(worker, person), password };
    expect((await idTokenOf(worker, service, await signIn(worker, visitor, await open(visitor)))).sub).toBe(subject);
    person = visitor;
  });

  it('guesses are counted on, and lock', async () => {
    const { person: guessed } = await register(worker, service);
    const guesser = anotherBrowser(worker, guessed);
    for (let guess = 0; guess < 6; guess += 1)
      await givePassword(guesser, await open(guesser), `a guess of ${guess} words`);
    expect(headingOf(await givePassword(guesser, await open(guesser)))).toBe('Too many wrong passwords');
  });

  it('signs out everywhere, and every token ends', async () => {
    const tokens = await redeem(worker, service, await freshCode(worker, person, service));
    const page = await person.browser.open(`${worker.issuer}/sign-out`);
    await person.browser.submit(page, { decision: 'everywhere' });
    expect((await userinfo(worker, textOf(tokens, 'access_token'))).status).toBe(401);
    expect(readCallback((await open(person, { prompt: 'none' })).url).error).toBe('sso_login_required');
  });
});
