import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../support/audit-trail.ts';
import { headingOf, newCitizen, type Page } from '../support/citizen.ts';
import { subjectBehind } from '../support/household.ts';
import { type LosingProxy, startLosingProxy } from '../support/losing-proxy.ts';
import { makeFor, signFor } from '../support/passkey-citizen.ts';
import { authorizeSilently, freshCode, newPerson, type Person, register, registerLinkOf } from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  clientAssertion,
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
let network: LosingProxy;
beforeAll(async () => {
  network = await startLosingProxy(world.issuer);
  service = await addService(world);
});
afterAll(() => network.close());

/** The issuer, as it is reached through the network that loses answers. */
const far = () => ({ ...world, issuer: network.origin });

/** The same person behind that network, with the cookies they have. */
function behind(person: Person): Person {
  const browser = newCitizen(network.origin, person.address, world.issuer);
  for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value);
  return { ...person, browser };
}

/** A page as the passkey's browser sees it: at the issuer's own address. */
const seen = (page: Page): Page => ({ ...page, url: page.url.replace(network.origin, world.issuer) });

/** Does something whose answer is lost after it was done. @returns what nobody heard */
async function lose(work: () => Promise<unknown>): Promise<string> {
  const before = network.lost.length;
  network.loseNext();
  await expect(work()).rejects.toThrow();
  expect(network.lost).toHaveLength(before + 1);
  return network.lost.at(-1) ?? '';
}

/** Sends a form, of which nothing is heard, and sends it again. @returns where that leads */
async function twice({ browser }: Person, page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
  await lose(() => browser.submit(page, fields));
  return browser.submit(page, fields);
}

/** The events of a kind, when the book of record has heard of so many token answers. */
async function eventsOfKind(subject: string, kind: string, answers = 1): Promise<readonly string[]> {
  const of = (kinds: readonly string[], wanted: string) => kinds.filter((one) => one === wanted);
  const kinds = await until('the last event', async () => {
    const soFar = await eventsOf(world, subject);
    return of(soFar, 'token_issued').length >= answers ? soFar : undefined;
  });
  return of(kinds, kind);
}

describe('when the answer of the token endpoint is lost', () => {
  let person: Person;
  let code: string;
  beforeAll(async () => {
    ({ person } = await register(world, service));
  });
  beforeEach(async () => {
    code = await freshCode(world, person, service);
  });
  const signed = async () => ({ client_assertion: await clientAssertion(world, service) });
  const exchange = async (assertion?: { readonly client_assertion: string }) =>
    redeem(far(), service, code, assertion ?? (await signed()));
  const renew = async (token: string, assertion?: { readonly client_assertion: string }) =>
    refresh(far(), service, token, assertion ?? (await signed()));
  const statusOf = async (lost: string) => (await userinfo(world, JSON.parse(lost).access_token)).status;

  it('the same request for a code, byte for byte, is refused as a replay, and ends nothing', async () => {
    const same = await signed();
    const lost = await lose(() => exchange(same));
    expect((await exchange(same)).body['error']).toBe('invalid_client');
    expect(await statusOf(lost)).toBe(200);
  });

  it('the code with a new assertion is refused and ends what it gave; the person comes back without a page', async () => {
    const lost = await lose(() => exchange());
    expect((await exchange()).body['error']).toBe('invalid_grant');
    expect(await statusOf(lost)).toBe(401);
    const next = await authorizeSilently(world, person, service);
    expect((await redeem(world, service, next.code ?? '')).status).toBe(200);
  });

  it('a refresh with a new assertion gets the same successor, as often as it is lost, and the family lives on', async () => {
    const token = textOf(await redeem(world, service, code), 'refresh_token');
    const lost = JSON.parse(await lose(() => renew(token)));
    await lose(() => renew(token));
    const second = textOf(await renew(token), 'refresh_token');
    expect(second).toBe(lost.refresh_token);
    const third = await renew(second);
    expect((await userinfo(world, textOf(third, 'access_token'))).status).toBe(200);
  });

  it('the same refresh, byte for byte, is refused as a replay, and ends nothing', async () => {
    const token = textOf(await redeem(world, service, code), 'refresh_token');
    const same = await signed();
    const lost = await lose(() => renew(token, same));
    expect((await renew(token, same)).body['error']).toBe('invalid_client');
    expect(await statusOf(lost)).toBe(200);
    expect((await renew(token)).status).toBe(200);
  });
});

describe('when the answer to each form of a registration is lost', () => {
  it('the form sent again leads on, and there is one account, one consent, and a code for the service', async () => {
    const person = behind(newPerson(world));
    const { browser, email, number } = person;
    const newest = async (to: string) => {
      await codeSentTo(world, to, 0);
      return (await world.messages(to))[0]?.code ?? expect.fail('no code');
    };
    const start = await browser.open(authorizeUrl(far(), service));
    const form = await browser.follow(start, registerLinkOf(start) ?? 'no link');
    const asked = await twice(person, form, { email });
    expect(headingOf(asked)).toBe('Check your email');
    expect(await world.messages(email)).toHaveLength(1);
    const proved = await twice(person, asked, { code: await newest(email) });
    expect(headingOf(proved)).toBe('Create a password');
    const chosen = await twice(person, proved, { password: person.password });
    expect(headingOf(chosen)).toBe('What is your phone number?');
    const texted = await twice(person, chosen, { phone: person.phone });
    expect(headingOf(texted)).toBe('Check your phone');
    expect(await world.messages(number)).toHaveLength(1);
    const terms = await twice(person, texted, { code: await newest(number) });
    expect(headingOf(terms)).toBe('Agree to our terms');
    // The account is there, and the session that was lost is nobody's: its person signs in.
    const signIn = await twice(person, terms, { decision: 'accept' });
    expect(headingOf(signIn)).toBe('Enter your password');
    const texts = (await world.messages(number)).length;
    const passcode = await browser.submit(signIn, { password: person.password });
    const consent = await browser.submit(passcode, { code: await codeSentTo(world, number, texts) });
    expect(headingOf(consent)).toBe(`Share your information with ${service.name}?`);
    const back = await twice(person, consent, { decision: 'agree' });
    const subject = await subjectBehind(world, service, readCallback(back.url).code);
    expect(await eventsOfKind(subject, 'user_created')).toHaveLength(1);
    expect(await eventsOfKind(subject, 'consent_given')).toHaveLength(1);
    expect(await world.rows('select from account where subject = $1', [subject])).toHaveLength(1);
  });

  it('a passkey made there is kept once, and opens the account', async () => {
    const person = behind(newPerson(world));
    const { browser, email, number } = person;
    const start = await browser.open(authorizeUrl(far(), service, { vtr: '["P0.Cm"]' }));
    const asked = await browser.submit(await browser.follow(start, registerLinkOf(start) ?? 'no link'), { email });
    const choice = await browser.submit(asked, { code: await codeSentTo(world, email, 0) });
    const { passkey, field } = await makeFor(person, seen(choice));
    const chosen = await twice(person, choice, { passkey: field });
    expect(headingOf(chosen)).toBe('What is your phone number?');
    const texted = await browser.submit(chosen, { phone: person.phone });
    const terms = await browser.submit(texted, { code: await codeSentTo(world, number, 0) });
    const use = await twice(person, terms, { decision: 'accept' });
    const used = await browser.submit(use, { passkey: await signFor(person, seen(use), passkey) });
    expect(headingOf(used)).toBe(`Share your information with ${service.name}?`);
    const back = await twice(person, used, { decision: 'agree' });
    const subject = await subjectBehind(world, service, readCallback(back.url).code);
    await eventsOfKind(subject, 'token_issued');
    const held = 'select from passkey where account = (select id from account where subject = $1)';
    expect(await world.rows(held, [subject])).toHaveLength(1);
  });
});

describe('when the answer to a form of somebody known is lost', () => {
  let person: Person;
  let subject: string;
  beforeEach(async () => {
    const registered = await register(world, service);
    person = registered.person;
    subject = String(decodeJwt(textOf(await redeem(world, service, registered.callback.code ?? ''), 'id_token')).sub);
  });

  it('a password sent again asks for the code; a code sent again asks to sign in once more, which works', async () => {
    const visitor = { ...behind(person), browser: newCitizen(network.origin, person.address, world.issuer) };
    const { browser, number } = visitor;
    const password = await browser.submit(await browser.open(authorizeUrl(far(), service)), { email: person.email });
    const asked = await twice(visitor, password, { password: person.password });
    expect(headingOf(asked)).toBe('Enter the security code');
    const [newest] = await world.messages(number);
    const start = await twice(visitor, asked, { code: newest?.code ?? '' });
    expect(headingOf(start)).toBe('Sign in with Gatehouse');
    const texts = (await world.messages(number)).length;
    const again = await browser.submit(start, { email: person.email });
    const passcode = await browser.submit(again, { password: person.password });
    const back = await browser.submit(passcode, { code: await codeSentTo(world, number, texts) });
    expect(await subjectBehind(world, service, readCallback(back.url).code)).toBe(subject);
  });

  it('the last answer, which bears the code: the request sent again gets another, and one consent is kept', async () => {
    const other = await addService(world, { client_name: 'Hillside Clinic' });
    const visitor = behind(person);
    const consent = await visitor.browser.open(authorizeUrl(far(), other));
    network.loseNext();
    await expect(visitor.browser.submit(consent, { decision: 'agree' })).rejects.toThrow();
    await lose(() => visitor.browser.open(consent.url.replace(/\/consent$/, '')));
    const back = await visitor.browser.open(authorizeUrl(far(), other));
    expect(await subjectBehind(world, other, readCallback(back.url).code)).toBe(subject);
    const given = () =>
      world.rows('select from consent where client = $1 and account = (select id from account where subject = $2)', [
        other.clientId,
        subject,
      ]);
    await until('the consent', async () => (await given()).length > 0 || undefined);
    expect(await given()).toHaveLength(1);
  });

  it('a passkey added is kept once, and signs in', async () => {
    const visitor = behind(person);
    const page = await visitor.browser.open(authorizeUrl(far(), service, { vtr: '["P0.Cm"]' }));
    expect(headingOf(page)).toBe('Add a passkey');
    const { passkey, field } = await makeFor(visitor, seen(page));
    const use = await twice(visitor, page, { passkey: field });
    expect(headingOf(use)).toBe('Use your passkey');
    const back = await visitor.browser.submit(use, { passkey: await signFor(visitor, seen(use), passkey) });
    expect(await subjectBehind(world, service, readCallback(back.url).code)).toBe(subject);
    expect(await eventsOfKind(subject, 'authn_passkey_added', 2)).toHaveLength(1);
  });
});
