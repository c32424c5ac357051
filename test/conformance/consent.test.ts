import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  authorizeSilently,
  newPerson,
  type Person,
  register,
  registerUntilConsent,
  signIn,
} from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  readCallback,
  redeem,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;

beforeAll(async () => {
  service = await addService(world, {
    policy_uri: 'https://pharmacy.example/privacy',
    tos_uri: 'https://pharmacy.example/terms',
  });
});

const firstConsent = () => `Share your information with ${service.name}?`;
const moreConsent = () => `Share more information with ${service.name}?`;
const labelsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<dt[^>]*>(.*?)<\/dt>/gs)].map(([, label = '']) => label.replace(/<[^>]+>/g, '').trim());
/** What the page lists before, and inside, the part on what is shared already. */
const listsOf = ({ html }: Page) => {
  const [fresh = '', shared = ''] = html.split('<details');
  return { fresh: labelsOf(fresh), shared: labelsOf(shared) };
};

/** What userinfo tells of a person who is let in silently. */
async function toldOf(person: Person, scope: string): Promise<readonly string[]> {
  const { code } = await authorizeSilently(world, person, service, { scope, prompt: 'none' });
  const answer = await redeem(world, service, code ?? '');
  const { body } = await userinfo(world, textOf(answer, 'access_token'));
  const inTokens = ['id_token', 'access_token'].flatMap((name) => Object.keys(decodeJwt(textOf(answer, name))));
  return [...new Set([...Object.keys(body), ...inTokens])].filter((name) => /^(email|phone)/.test(name)).toSorted();
}

describe('consent', () => {
  it('NL-53 is asked at the first sign-in to a service, and not again, wherever the person signs in', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    expect([consent.status, headingOf(consent)]).toEqual([200, firstConsent()]);
    expect(consent.html).toContain(`${person.email.slice(0, 1)}•••@`);
    expect(listsOf(consent).fresh).toEqual(['An ID for your account', 'Email address', 'Phone number']);
    expect(consent.html).toContain('href="https://pharmacy.example/privacy"');
    expect(consent.html).toContain('href="https://pharmacy.example/terms"');
    await person.browser.submit(consent, { decision: 'agree' });
    expect((await authorizeSilently(world, person, service)).code).toBeDefined();
    const visitor = anotherBrowser(world, person);
    const page = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect(readCallback(page.url).code).toBeDefined();
  });

  it('NL-53 is asked once for openid alone too, and a fresh page asks nothing by itself', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service, { scope: 'openid' });
    expect(listsOf(consent).fresh).toEqual(['An ID for your account']);
    const nothing = await person.browser.submit(consent, {});
    expect([nothing.status, headingOf(nothing)]).toEqual([400, firstConsent()]);
    await person.browser.submit(consent, { decision: 'agree' });
    expect((await authorizeSilently(world, person, service, { scope: 'openid' })).code).toBeDefined();
  });

  it('NL-54 for a further scope lists what is new as new, and what was agreed as agreed', async () => {
    const { person } = await register(world, service, { scope: 'openid email' });
    const more = await person.browser.open(authorizeUrl(world, service, { scope: 'openid email phone' }));
    expect(headingOf(more)).toBe(moreConsent());
    expect(listsOf(more)).toEqual({
      fresh: ['Phone number'],
      shared: ['An ID for your account', 'Email address'],
    });
    await person.browser.submit(more, { decision: 'agree' });
    for (const scope of ['openid email phone', 'openid phone', 'openid email'])
      expect((await authorizeSilently(world, person, service, { scope, prompt: 'none' })).code).toBeDefined();
  });

  it('NL-55 declined on both screens is access_denied and ConsentNotGiven, with the state and no code', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    const sure = await person.browser.submit(consent, { decision: 'decline' });
    expect(headingOf(sure)).toBe('Are you sure you do not want to share?');
    expect(readCallback((await person.browser.submit(sure, { decision: 'continue' })).url)).toEqual({
      address: service.redirectUri,
      code: undefined,
      error: 'access_denied',
      description: 'ConsentNotGiven',
      state: 'state-of-the-test',
      parameters: [
        ['error', 'access_denied'],
        ['error_description', 'ConsentNotGiven'],
        ['state', 'state-of-the-test'],
      ],
    });
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBe('consent_required');
  });

  it('NL-56 agreed after going back from the second screen gives a code', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    const sure = await person.browser.submit(consent, { decision: 'decline' });
    const back = await person.browser.submit(sure, { decision: 'back' });
    expect(headingOf(back)).toBe(firstConsent());
    const { code } = readCallback((await person.browser.submit(back, { decision: 'agree' })).url);
    expect((await redeem(world, service, code ?? '')).status).toBe(200);
  });

  it('NL-57 declined or given, Back and a second press lead to CID1004', async () => {
    for (const decision of ['agree', 'decline']) {
      const person = newPerson(world);
      const consent = await registerUntilConsent(world, person, service);
      const last = decision === 'agree' ? consent : await person.browser.submit(consent, { decision });
      await person.browser.submit(last, { decision: decision === 'agree' ? 'agree' : 'continue' });
      const pages = [
        await person.browser.open(consent.url),
        await person.browser.open(last.url),
        await person.browser.submit(last, { decision: 'agree' }),
      ];
      for (const page of pages) expect([page.status, page.html.includes('CID1004')]).toEqual([400, true]);
    }
  });

  it('NL-58 what was not agreed to is told nowhere, also when it was asked and declined', async () => {
    const { person } = await register(world, service, { scope: 'openid email' });
    expect(await toldOf(person, 'openid email')).toEqual(['email', 'email_verified']);
    const more = await person.browser.open(authorizeUrl(world, service, { scope: 'openid email phone' }));
    await person.browser.submit(await person.browser.submit(more, { decision: 'decline' }), { decision: 'continue' });
    expect(await toldOf(person, 'openid email')).toEqual(['email', 'email_verified']);
    expect(await toldOf(person, 'openid')).toEqual([]);
    const refused = await authorizeSilently(world, person, service, { scope: 'openid phone', prompt: 'none' });
    expect(refused.error).toBe('consent_required');
  });
});

describe('a page that one person was shown', () => {
  it('is answered for no other who signed in to the same browser since', async () => {
    const person = newPerson(world);
    const page = await registerUntilConsent(world, person, service);
    const other = newPerson(world);
    await registerUntilConsent(world, other, service);
    const { cookies } = person.browser;
    const name = [...cookies.keys()].find((one) => one.includes('-session-')) ?? expect.fail('no session');
    const [own = '', others = ''] = [cookies.get(name), other.browser.cookies.get(name)];
    cookies.set(name, others);
    const refused = await person.browser.submit(page, { decision: 'agree' });
    expect([refused.status, headingOf(refused)]).toEqual([403, 'This page was open for too long']);
    cookies.set(name, own);
    expect((await person.browser.submit(page, { decision: 'agree' })).url).toContain('code=');
  });
});
