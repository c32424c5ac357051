import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  anotherCode,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  submitForCode,
} from '../support/person.ts';
import { addService, authorizeUrl, readCallback, type TestService } from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;

beforeAll(async () => {
  service = await addService(world);
});

const retried = (page: Page) => [page.status, errorOf(page)];
const isLocked = (page: Page) => {
  expect([page.status, page.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  const seconds = Number(page.headers.get('retry-after'));
  expect(seconds > 880 && seconds <= 900).toBe(true);
};

describe('an e-mail address', () => {
  it('NL-105 of six characters is refused, of seven accepted', async () => {
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    const short = await person.browser.submit(form, { email: 'a@b.uk' });
    expect(retried(short)).toEqual([400, 'Email address must be 7 characters or more']);
    const seven = await person.browser.submit(form, { email: 'ab@c.uk' });
    expect([seven.status, headingOf(seven)]).toEqual([200, 'Check your email']);
    for (const wrong of [
      '',
      'nobody',
      'a b@example.com',
      'a@example',
      '@example.com',
      'a..b@example.com',
      'é@example.com',
    ])
      expect([wrong, (await person.browser.submit(form, { email: wrong })).status]).toEqual([wrong, 400]);
  });
});

describe('an e-mail address at a blocked domain', () => {
  it.each([
    ['NL-105 there is refused', 'pat@blocked.example', 400],
    ['below it is refused', 'pat@mail.Blocked.example', 400],
    ['NL-105 at another that only ends alike is accepted', 'pat@unblocked.example', 200],
  ])('%s', async (_what, email, status) => {
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    expect((await person.browser.submit(form, { email })).status).toBe(status);
  });
});

describe('a password', () => {
  it('NL-106 has 12 to 128 characters of any kind, and is not one that everybody tries', async () => {
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    const asked = await submitForCode(world, person, { page: form, fields: { email: person.email }, to: person.email });
    const page = await person.browser.submit(asked.page, { code: asked.code });
    expect(headingOf(page)).toBe('Create a password');
    const refused: readonly (readonly [string, string])[] = [
      ['', 'Enter a password'],
      ['elevenchars', 'Password must be 12 characters or more'],
      ['😀'.repeat(11), 'Password must be 12 characters or more'],
      ['violet tractor '.repeat(9).slice(0, 129), 'Password must be 128 characters or fewer'],
      ['password1234', 'This password is easy to guess. Choose a different one'],
      ['aaaaaaaaaaaaaaaa', 'This password is easy to guess. Choose a different one'],
      ['my gatehouse account', 'Password must not contain your email address or the name of this service'],
      [
        `${person.email.split('@')[0]} and more`,
        'Password must not contain your email address or the name of this service',
      ],
    ];
    for (const [password, words] of refused)
      expect([password, ...retried(await person.browser.submit(page, { password }))]).toEqual([password, 400, words]);
    const accepted = ['seven socks', 'violet tractor '.repeat(9).slice(0, 128)].map((one) => one.padEnd(12, '!'));
    for (const password of accepted) {
      const visitor = newPerson(world);
      const start = await openRegistration(world, visitor, service);
      const code = await submitForCode(world, visitor, {
        page: start,
        fields: { email: visitor.email },
        to: visitor.email,
      });
      const choose = await visitor.browser.submit(code.page, { code: code.code });
      expect(headingOf(await visitor.browser.submit(choose, { password }))).toBe('What is your phone number?');
    }
  });

  it('NL-108 that is wrong six times in a row locks for 15 minutes; after five the right one still opens', async () => {
    const { person } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    const form = async () => {
      const start = await visitor.browser.open(authorizeUrl(world, service, { vtr: '["P0.Cp"]' }));
      return visitor.browser.submit(start, { email: person.email });
    };
    const enter = (page: Page, password: string) => visitor.browser.submit(page, { password });
    const first = await form();
    for (let wrong = 1; wrong <= 5; wrong += 1) expect((await enter(first, 'not the password')).status).toBe(400);
    expect(readCallback((await enter(first, person.password)).url).code).toBeDefined();
    await visitor.browser.submit(await visitor.browser.open(`${world.issuer}/sign-out`), {});
    const second = await form();
    for (let wrong = 1; wrong <= 5; wrong += 1) expect((await enter(second, 'not the password')).status).toBe(400);
    isLocked(await enter(second, 'not the password'));
    isLocked(await enter(second, person.password));
    await world.advance(890);
    expect((await enter(second, person.password)).status).toBe(429);
    await world.advance(11);
    expect(readCallback((await enter(second, person.password)).url).code).toBeDefined();
  });
});

describe('a security code', () => {
  let person: Person;
  let visitor: Person;
  let page: Page;
  let code: string;

  beforeEach(async () => {
    ({ person } = await register(world, service));
    visitor = anotherBrowser(world, person);
    const seen = (await world.messages(person.number)).length;
    page = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    code = await codeSentTo(world, person.number, seen);
  });

  const enter = (digits: string) => visitor.browser.submit(page, { code: digits });
  const resend = () => submitForCode(world, visitor, { page, fields: { decision: 'resend' }, to: person.number });

  it('NL-107 has six digits, may be typed with spaces, and works once', async () => {
    expect(code).toMatch(/^\d{6}$/);
    expect(retried(await enter(''))).toEqual([400, 'Enter the security code']);
    for (const malformed of ['12345', '1234567', 'abcdef', '１２３４５６'])
      expect(retried(await enter(malformed))).toEqual([400, 'The security code must be 6 numbers']);
    const typed = await enter(` ${code.slice(0, 3)} ${code.slice(3)} `);
    expect(readCallback(typed.url).code).toBeDefined();
    const next = anotherBrowser(world, person);
    const again = await givePassword(next, await next.browser.open(authorizeUrl(world, service)));
    const second = await codeSentTo(world, person.number, 2);
    if (second !== code) expect(retried(await next.browser.submit(again, { code }))[0]).toBe(400);
    expect(readCallback((await next.browser.submit(again, { code: second })).url).code).toBeDefined();
  });

  it('NL-107 dies when another is sent', async () => {
    const newer = await resend();
    if (newer.code !== code) expect((await enter(code)).status).toBe(400);
    expect(readCallback((await enter(newer.code)).url).code).toBeDefined();
  });

  it('NL-107 lives five minutes', async () => {
    await world.advance(290);
    expect((await enter(anotherCode(code))).status).toBe(400);
    const alive = await resend();
    await world.advance(290);
    expect(readCallback((await enter(alive.code)).url).code).toBeDefined();
  });

  it('NL-107 is dead after five minutes', async () => {
    await world.advance(301);
    expect(retried(await enter(code))).toEqual([400, 'This security code no longer works. Ask for a new one']);
    expect(readCallback((await enter((await resend()).code)).url).code).toBeDefined();
  });

  it('NL-108 entered wrong five times is dead, and locks for 15 minutes', async () => {
    for (let wrong = 1; wrong <= 4; wrong += 1) expect((await enter(anotherCode(code))).status).toBe(400);
    isLocked(await enter(anotherCode(code)));
    isLocked(await enter(code));
    await world.advance(890);
    const start = await visitor.browser.open(authorizeUrl(world, service));
    expect((await givePassword(visitor, start)).status).toBe(429);
    await world.advance(11);
    const seen = (await world.messages(person.number)).length;
    const form = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const fresh = await codeSentTo(world, person.number, seen);
    expect(readCallback((await visitor.browser.submit(form, { code: fresh })).url).code).toBeDefined();
  });

  it('NL-108 asked for a sixth time is not sent, and locks sending for 15 minutes', async () => {
    let newest = code;
    for (let sends = 2; sends <= 5; sends += 1) newest = (await resend()).code;
    const sent = (await world.messages(person.number)).length;
    const sixth = await visitor.browser.submit(page, { decision: 'resend' });
    isLocked(sixth);
    expect((await world.messages(person.number)).length).toBe(sent);
    // The last one that was sent still opens the door.
    expect(readCallback((await enter(newest)).url).code).toBeDefined();
  });
});

describe('the codes of a registration', () => {
  it('NL-108 lock too: the fifth wrong one, by e-mail and by text message', async () => {
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    const asked = await submitForCode(world, person, { page: form, fields: { email: person.email }, to: person.email });
    const wrong = anotherCode(asked.code);
    for (let tries = 1; tries <= 4; tries += 1)
      expect((await person.browser.submit(asked.page, { code: wrong })).status).toBe(400);
    isLocked(await person.browser.submit(asked.page, { code: wrong }));
    isLocked(await person.browser.submit(asked.page, { code: asked.code }));
  });
});
