import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultMode } from '../../dev/faults.ts';
import { headingOf } from '../support/citizen.ts';
import {
  anotherBrowser,
  authorizeSilently,
  freshCode,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilConsent,
  signIn,
} from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  operate,
  readCallback,
  redeem,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
/** Longer than the worker's lease on a message; the alarm sends it then. */
const leaseSeconds = 31;
let service: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world);
  ({ person } = await register(world, service));
});
afterEach(() => world.clearFaults());

const breakStores = (mode: FaultMode) => Promise.all([world.setFault('postgres', mode), world.setFault('redis', mode)]);

/** Exchanges a code and reads userinfo. @returns the subject, as both of them told it */
async function subjectBehind(code: string | undefined): Promise<string> {
  const answer = await redeem(world, service, code ?? '');
  const { sub } = decodeJwt(textOf(answer, 'id_token'));
  const told = await userinfo(world, textOf(answer, 'access_token'));
  expect([told.status, told.body['sub']]).toEqual([200, sub]);
  return String(sub);
}

describe('while Postgres and Redis are down', () => {
  beforeEach(() => breakStores('down'));

  it('a citizen registers, agrees, is let in, comes back silently, and signs in elsewhere', async () => {
    const registered = await register(world, service);
    const subject = await subjectBehind(registered.callback.code);
    const silent = await authorizeSilently(world, registered.person, service, { prompt: 'none' });
    expect(await subjectBehind(silent.code)).toBe(subject);
    const visitor = anotherBrowser(world, registered.person);
    const page = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect(await subjectBehind(readCallback(page.url).code)).toBe(subject);
  });

  it('nobody is signed out, and nobody is locked out', async () => {
    expect(headingOf(await person.browser.open(`${world.issuer}/account`))).toBe('Your account');
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBeUndefined();
  });
});

describe('while GOV.UK Notify is down', () => {
  it('nobody waits in front of an error: the page asks for the code, which comes when Notify is back', async () => {
    await Promise.all([breakStores('down'), world.setFault('govuk-notify', 'down')]);
    const stranger = newPerson(world);
    const form = await openRegistration(world, stranger, service);
    const asked = await stranger.browser.submit(form, { email: stranger.email });
    expect([asked.status, headingOf(asked)]).toEqual([200, 'Check your email']);
    const visitor = anotherBrowser(world, person);
    const seen = (await world.messages(person.number)).length;
    const texted = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect([texted.status, headingOf(texted)]).toEqual([200, 'Enter the security code']);
    await triedInVain();

    await world.setFault('govuk-notify', 'up');
    await world.advance(leaseSeconds);
    const emailed = await codeSentTo(world, stranger.email, 0);
    expect(headingOf(await stranger.browser.submit(asked, { code: emailed }))).toBe('Create a password');
    const signedIn = await visitor.browser.submit(texted, { code: await codeSentTo(world, person.number, seen) });
    expect(await subjectBehind(readCallback(signedIn.url).code)).toBeDefined();
  });
});

/** Waits until Notify was asked, and hung up: otherwise the code would only be late, not lost. */
async function triedInVain(): Promise<void> {
  await until('two messages that were not taken', async () => {
    const unanswered = (await world.requests('govuk-notify')).filter(({ answer }) => answer === null);
    return unanswered.length >= 2 || undefined;
  });
}

describe('while Redis is slow', () => {
  beforeEach(() => world.setFault('redis', 'slow'));

  it('a sign-in does not notice: it asks Redis nothing', async () => {
    const [before] = await world.requests('redis');
    const visitor = anotherBrowser(world, person);
    const page = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    await subjectBehind(readCallback(page.url).code);
    const [after] = await world.requests('redis');
    expect(after?.id).toBe(before?.id);
  });

  it('a registration, which asks it, goes on all the same', async () => {
    const consent = await registerUntilConsent(world, newPerson(world), service);
    expect(consent.status).toBe(200);
    expect((await world.requests('redis')).length).toBeGreaterThan(0);
  });
});

describe('while Postgres is down', () => {
  beforeEach(() => world.setFault('postgres', 'down'));

  it('what only it knows is answered 503 with the time to come back; afterwards it is answered', async () => {
    const answer = await operate(world, 'services.list');
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true]);
    await answer.text();
    await world.clearFaults();
    expect((await operate(world, 'services.list')).status).toBe(200);
  });

  it('a service can be registered, is let in at once, and can be disabled', async () => {
    const added = await addService(world, { client_name: 'Added in the dark' });
    const page = await person.browser.open(authorizeUrl(world, added));
    expect(headingOf(page)).toBe('Share your information with Added in the dark?');
    expect((await operate(world, 'services.disable', { client_id: added.clientId })).status).toBe(200);
    const refused = await until('the refusal', async () => {
      const answer = await person.browser.open(authorizeUrl(world, added));
      return answer.status === 400 ? answer : undefined;
    });
    expect(refused.html).toContain('CID1004');
    expect((await redeem(world, added, await freshCode(world, person, service))).body['error']).toBe('invalid_client');
  });
});
