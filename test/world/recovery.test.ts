import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, headingOf, newCitizen, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  authorizeSilently,
  givePassword,
  newPerson,
  type Person,
  register,
  signIn,
} from '../support/person.ts';
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
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;

beforeAll(async () => {
  service = await addService(world);
});

const fresh = 'seven quiet lanterns drift';

/** The link of the newest mail with this subject, when there are more mails than were seen. */
async function linkMailed(person: Person, subject: RegExp, seen = 0): Promise<string> {
  const mail = await until(`a mail to ${person.email}`, async () => {
    const mails = (await world.messages(person.email)).filter((one) => subject.test(one.subject ?? ''));
    return mails.length > seen ? mails[0] : undefined;
  });
  return mail.link ?? expect.fail('the mail has no link');
}
const resetMail = /new .* password/;
const changedMail = /password was changed/;

/** Goes from the page that asks for the password to the page that says "check your email". */
async function forget(person: Person, start: Page): Promise<Page> {
  const { browser } = person;
  const credential = await browser.submit(start, { email: person.email });
  const forgot = await browser.follow(credential, /href="(\/reset[^"]*)"/.exec(credential.html)?.[1] ?? 'no link');
  expect([headingOf(forgot), forgot.html.includes(`value="${person.email}"`)]).toEqual(['Get a new password', true]);
  return browser.submit(forgot, { email: person.email });
}

describe('a person who forgot their password', () => {
  it('gets a link, chooses another, is led back to sign in, and still has to show a code', async () => {
    const { person } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    const sent = await forget(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect([sent.status, headingOf(sent)]).toEqual([200, 'Check your email']);
    expect(sent.url).not.toContain(person.email);
    const form = await visitor.browser.open(await linkMailed(person, resetMail));
    expect(headingOf(form)).toBe('Choose a new password');
    const short = await visitor.browser.submit(form, { password: 'too short' });
    expect([short.status, errorOf(short)]).toEqual([400, 'Password must be 12 characters or more']);
    const back = await visitor.browser.submit(short, { password: fresh });
    expect([headingOf(back), back.html.includes(person.email)]).toEqual(['Enter your password', true]);
    expect(back.html).toContain('You have a new password. Enter it to sign in.');
    expect(errorOf(await visitor.browser.submit(back, { password: person.password }))).toContain('is not right');
    const asked = await visitor.browser.submit(back, { password: fresh });
    expect(headingOf(asked)).toBe('Enter the security code');
    expect(await linkMailed(person, changedMail)).toContain('/not-me/');
  });

  it('in another browser than the one that asked, is told to go back to the service', async () => {
    const { person } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    await forget(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const phone = newCitizen(world.issuer, person.address);
    const form = await phone.open(await linkMailed(person, resetMail));
    const done = await phone.submit(form, { password: fresh });
    expect([done.status, headingOf(done)]).toEqual([200, 'You have a new password']);
    // Signed in nowhere: what it holds counts its wrong passwords apart from those of others, and no more.
    expect([...phone.cookies.keys()].map((name) => name.replace(/-\d+$/, ''))).toEqual(['gatehouse-device']);
    expect(headingOf(await phone.open(`${world.issuer}/account`))).not.toBe('Your account');
  });

  it('ends every session, remembered device and refresh token of before', async () => {
    const { person, callback } = await register(world, service);
    const tokens = await redeem(world, service, callback.code ?? '');
    const visitor = anotherBrowser(world, person);
    await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)), { remember: 'yes' });
    await chooseAnew(person);
    for (const { browser } of [person, visitor])
      expect((await authorizeSilently(world, { ...person, browser }, service, { prompt: 'none' })).error).toBe(
        'sso_login_required',
      );
    const again = { ...visitor, password: fresh };
    const page = await givePassword(again, await visitor.browser.open(authorizeUrl(world, service)));
    expect(headingOf(page)).toBe('Enter the security code');
    expect((await userinfo(world, textOf(tokens, 'access_token'))).status).toBe(401);
    expect((await refresh(world, service, textOf(tokens, 'refresh_token'))).status).toBe(400);
  });

  it('is told what is wrong with a link that was used, is too old or not complete', async () => {
    const { person } = await register(world, service);
    const { browser } = person;
    const used = await chooseAnew(person);
    const old = await askForLink(person, 1);
    for (const [link, reference] of [
      [used, 'CID2022'],
      [`${old.slice(0, -1)}`, 'CID2023'],
      [`${old.slice(0, -1)}${old.endsWith('A') ? 'E' : 'A'}`, 'CID2023'],
    ] as const) {
      const page = await browser.open(link);
      expect([page.status, page.html.includes(reference)]).toEqual([400, true]);
    }
    const form = await browser.open(old);
    await world.advance(3600);
    for (const page of [await browser.open(old), await browser.submit(form, { password: fresh })])
      expect([page.status, page.html.includes('CID2021')]).toEqual([400, true]);
  });

  it('changes nothing by a link that is only looked at, fetched ahead or asked for by HEAD', async () => {
    const { person } = await register(world, service);
    const link = await askForLink(person);
    const looks = [{ method: 'HEAD' }, { headers: { 'sec-purpose': 'prefetch' } }, {}, {}] as const;
    const statuses: number[] = [];
    for (const init of looks) statuses.push((await fetch(link, init)).status);
    expect(statuses).toEqual([405, 503, 200, 200]);
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBeUndefined();
    const foreign = {
      method: 'POST',
      body: new URLSearchParams({ password: fresh }),
      headers: { origin: 'https://evil.example' },
    };
    expect((await fetch(link, foreign)).status).toBe(403);
    const form = await person.browser.open(link);
    const cookies = () => [...person.browser.cookies.keys()].filter((name) => name.includes('gatehouse-device'));
    expect(cookies()).toEqual([]);
    expect(headingOf(await person.browser.submit(form, { password: fresh }))).toBe('You have a new password');
    // By which wrong passwords from elsewhere do not shut this browser out.
    expect(cookies()).toHaveLength(1);
  });

  it('has no account, and is sent nothing', async () => {
    const stranger = newPerson(world);
    const form = await stranger.browser.open(`${world.issuer}/reset`);
    expect(headingOf(await stranger.browser.submit(form, { email: stranger.email }))).toBe('Check your email');
    await world.advance(60);
    expect(await world.messages(stranger.email)).toEqual([]);
  });
});

describe('a person who says that it was not them', () => {
  it('ends everything by a button, and gets in again by a new password', async () => {
    const { person } = await register(world, service);
    await chooseAnew(person);
    const again = { ...person, password: fresh };
    await signIn(world, again, await person.browser.open(authorizeUrl(world, service)));
    const page = await person.browser.open(await linkMailed(person, changedMail));
    expect(headingOf(page)).toBe('Was this not you?');
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBeUndefined();
    const done = await newCitizen(world.issuer, person.address).submit(page, {});
    expect([done.status, headingOf(done)]).toEqual([200, 'Your account is safe']);
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBe('sso_login_required');
    const off = await givePassword(again, await person.browser.open(authorizeUrl(world, service)));
    expect(errorOf(off)).toContain('is not right');
    expect(headingOf(await person.browser.open(page.url))).toBe('You have told us already');
    const form = await person.browser.open(await askForLink(person, 1));
    // What somebody else may know does not come back.
    const same = await person.browser.submit(form, { password: fresh });
    expect(errorOf(same)).toBe('This is the password that you want to replace. Choose a different one');
    const another = { ...person, password: 'eight quiet lanterns drift' };
    expect(headingOf(await person.browser.submit(same, { password: another.password }))).toBe(
      'You have a new password',
    );
    const back = await signIn(world, another, await person.browser.open(authorizeUrl(world, service)));
    expect(readCallback(back.url).code).toBeDefined();
  });
});

describe('a person who signs in', () => {
  const newSignIn = /new sign-in/;

  it('in a browser that nobody knows hears of it by e-mail, and can say that it was not them', async () => {
    const { person } = await register(world, service);
    const thief = anotherBrowser(world, person);
    await signIn(world, thief, await thief.browser.open(authorizeUrl(world, service)));
    const link = await linkMailed(person, newSignIn);
    const [mail] = await world.messages(person.email);
    expect(mail?.body).not.toContain(person.address);
    const done = await person.browser.submit(await person.browser.open(link), {});
    expect(headingOf(done)).toBe('Your account is safe');
    for (const { browser } of [person, thief])
      expect((await authorizeSilently(world, { ...person, browser }, service, { prompt: 'none' })).error).toBe(
        'sso_login_required',
      );
  });

  it('where they are remembered, or signed in already, hears nothing', async () => {
    const { person } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    const open = (changes = {}) => visitor.browser.open(authorizeUrl(world, service, changes));
    await signIn(world, visitor, await open(), { remember: 'yes' });
    await linkMailed(person, newSignIn);
    await givePassword(visitor, await open({ prompt: 'login' }));
    await signIn(world, person, await person.browser.open(authorizeUrl(world, service, { prompt: 'login' })));
    await world.advance(60);
    const mails = (await world.messages(person.email)).filter(({ subject }) => newSignIn.test(subject ?? ''));
    expect(mails).toHaveLength(1);
  });
});

describe('a person who looks after their account', () => {
  const security = `${world.issuer}/account/security`;
  const buttonsOf = (page: Page) =>
    [...page.html.matchAll(/name="decision"[^>]*value="([^"]+)"/g)].map(([, value]) => value);

  it('sees where they are signed in, and ends one or all others', async () => {
    const { person } = await register(world, service);
    const [one, two] = [anotherBrowser(world, person), anotherBrowser(world, person)];
    for (const each of [one, two])
      await signIn(world, each, await each.browser.open(authorizeUrl(world, service)), { remember: 'yes' });
    const shown = await person.browser.open(security);
    expect(headingOf(shown)).toBe('Sign-in and security');
    const sessions = buttonsOf(shown).filter((value) => value?.startsWith('session:'));
    expect(sessions).toHaveLength(2);
    const ended = await person.browser.submit(shown, { decision: sessions[0] ?? '' });
    expect(buttonsOf(ended).filter((value) => value?.startsWith('session:'))).toEqual([sessions[1]]);
    const alone = await one.browser.submit(await person.browser.open(security).then((page) => page), {});
    expect(alone.status).toBe(403);
    await person.browser.submit(ended, { decision: 'others' });
    for (const { browser } of [one, two])
      expect((await authorizeSilently(world, { ...person, browser }, service, { prompt: 'none' })).error).toBe(
        'sso_login_required',
      );
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).error).toBeUndefined();
    expect(headingOf(await givePassword(one, await one.browser.open(authorizeUrl(world, service))))).toBe(
      'Enter the security code',
    );
  });

  it('changes their password after a sign-in of minutes ago, which ends all other sessions', async () => {
    const { person } = await register(world, service);
    const other = anotherBrowser(world, person);
    await signIn(world, other, await other.browser.open(authorizeUrl(world, service)));
    const led = await fetch(`${world.issuer}/.well-known/change-password`, { redirect: 'manual' });
    expect([led.status, led.headers.get('location')]).toEqual([303, '/account/password']);
    await world.advance(301);
    const credential = await person.browser.open(`${world.issuer}/account/password`);
    const seen = (await world.messages(person.number)).length;
    const code = await person.browser.submit(credential, { password: person.password });
    const form = await person.browser.submit(code, { code: await codeSentTo(world, person.number, seen) });
    expect([headingOf(form), form.url]).toEqual(['Change your password', `${world.issuer}/account/password`]);
    const common = await person.browser.submit(form, { password: 'password1234' });
    expect([common.status, errorOf(common)]).toEqual([400, expect.stringContaining('easy to guess')]);
    const done = await person.browser.submit(common, { password: fresh });
    expect([headingOf(done), done.html.includes('You have a new password')]).toEqual(['Sign-in and security', true]);
    expect(await linkMailed(person, changedMail)).toContain('/not-me/');
    const silent = ({ browser }: Person) =>
      authorizeSilently(world, { ...person, browser }, service, { prompt: 'none' }).then(({ error }) => error);
    expect([await silent(person), await silent(other)]).toEqual([undefined, 'sso_login_required']);
    const again = await givePassword(
      { ...other, password: fresh },
      await other.browser.open(authorizeUrl(world, service)),
    );
    expect(headingOf(again)).toBe('Enter the security code');
  });

  it('cannot change it by a form that was open for too long, or without a session', async () => {
    const { person } = await register(world, service);
    const form = await person.browser.open(`${world.issuer}/account/password`);
    expect(headingOf(form)).toBe('Change your password');
    await world.advance(301);
    expect(headingOf(await person.browser.submit(form, { password: fresh }))).toBe('Enter your password');
    const stranger = newPerson(world);
    expect(headingOf(await stranger.browser.open(form.url))).toBe('Sign in with Gatehouse');
    expect(headingOf(await stranger.browser.submit(form, { password: fresh }))).toBe('Sign in with Gatehouse');
    const visitor = anotherBrowser(world, person);
    const back = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect(readCallback(back.url).code).toBeDefined();
  });

  it('reads what happened lately, in words', async () => {
    const { person } = await register(world, service);
    const stranger = { ...anotherBrowser(world, person), password: 'not the right password' };
    await givePassword(stranger, await stranger.browser.open(authorizeUrl(world, service)));
    const page = await person.browser.open(`${world.issuer}/account/activity`);
    expect(headingOf(page)).toBe('What happened lately');
    for (const words of ['You set up your account', 'A wrong password was entered']) expect(page.html).toContain(words);
    expect(page.html).not.toContain(person.address);
  });

  it('without a session sees nothing of it', async () => {
    for (const path of ['security', 'activity']) {
      const page = await newPerson(world).browser.open(`${world.issuer}/account/${path}`);
      expect(page.html).not.toMatch(/session:|happened lately/);
    }
  });
});

/** Asks for a link outside a journey. @param seen how many such links were mailed before */
async function askForLink(person: Person, seen = 0): Promise<string> {
  const visitor = newCitizen(world.issuer, person.address);
  await visitor.submit(await visitor.open(`${world.issuer}/reset`), { email: person.email });
  return linkMailed(person, resetMail, seen);
}

/** Chooses a new password in a browser that nobody knows. @returns the link, now used */
async function chooseAnew(person: Person, seen = 0): Promise<string> {
  const link = await askForLink(person, seen);
  const visitor = newCitizen(world.issuer, person.address);
  const done = await visitor.submit(await visitor.open(link), { password: fresh });
  expect(headingOf(done)).toBe('You have a new password');
  return link;
}
