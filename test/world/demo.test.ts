import { beforeAll, describe, expect, it } from 'vitest';
import { headingOf, type Page } from '../support/citizen.ts';
import { newPerson, type Person, registerLinkOf, registerUntilTerms } from '../support/person.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let person: Person;
/** The cookies of the demo; the person's own browser keeps those of the service. */
const jar = new Map<string, string>();

/** Asks the demo as a browser does, and follows it from page to page: to the service, and back. */
async function visit(url: string, init: RequestInit = {}): Promise<Page> {
  if (!url.startsWith(world.demo)) {
    const page = await person.browser.open(url);
    return page.html === '' ? visit(page.url) : page;
  }
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
    jar.set(name, value);
  }
  const location = answer.headers.get('location');
  if (location !== null) return visit(new URL(location, url).href);
  return { url, status: answer.status, headers: answer.headers, html: await answer.text() };
}

/** Presses the button with these words, in the form in which it stands. */
async function press(page: Page, words: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
  for (const [form, action = ''] of page.html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>.*?<\/form>/gs)) {
    for (const [button, attributes = '', label = ''] of form.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
      if (label.replace(/<[^>]+>/g, '') !== words) continue;
      const body = new URLSearchParams(fields);
      const [, name] = /\bname="([^"]*)"/.exec(attributes) ?? [];
      const [, value = ''] = /\bvalue="([^"]*)"/.exec(attributes) ?? [];
      if (name !== undefined) body.set(name, value);
      expect(button).toContain(words);
      return visit(new URL(action, world.demo).href, { method: 'POST', body, headers: { origin: world.demo } });
    }
  }
  throw new Error(`no button "${words}" on ${page.url}: ${headingOf(page)}`);
}
/** Goes on from a page of the service, back to the demo. */
const decide = async (page: Page, decision: string): Promise<Page> => {
  const next = await person.browser.submit(page, { decision });
  return next.html === '' ? visit(next.url) : next;
};

const textOf = (page: Page): string =>
  page.html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
const claimOn = (page: Page, name: string): string =>
  new RegExp(`"${name}": ("[^"]*"|[\\d.]+|true|false)`).exec(textOf(page))?.[1]?.replaceAll('"', '') ?? '';
/** What the last step sent and got, by title. */
const stepsOn = (page: Page): readonly string[] =>
  [
    ...page.html.matchAll(/<summary>([^<]*)(?: <span class="plain">(\d+)<\/span>)?<\/summary>\n<p class="address">/g),
  ].map(([, title = '', status]) => `${title}${status === undefined ? '' : ` ${status}`}`);

let home: Page;
beforeAll(async () => {
  person = newPerson(world);
  const start = await press(await visit(`${world.demo}/`), 'Continue with Gatehouse');
  const form = await person.browser.follow(start, registerLinkOf(start) ?? '');
  const consent = await decide(await registerUntilTerms(world, person, form), 'accept');
  home = await decide(consent, 'agree');
});

describe('the demo', () => {
  it('shows who came, and everything that was sent and answered', () => {
    expect(headingOf(home)).toBe('Welcome to Riverside Clinic');
    expect(claimOn(home, 'email')).toBe(person.email);
    expect(stepsOn(home)).toEqual([
      'Authorization: please sign this person in',
      'Discovery: where is everything? 200',
      'Token: the code for tokens 200',
      'Keys: what are tokens signed with? 200',
      'Userinfo: who is this? 200',
    ]);
  });

  it('asks silently, afresh, and for each vector alone', async () => {
    expect(headingOf(await press(home, 'Ask silently (prompt=none)'))).toBe('Welcome to Riverside Clinic');
    expect(headingOf(await press(home, 'Ask for a fresh sign-in (prompt=login)'))).toBe('Sign in with Gatehouse');
    const byPassword = await press(home, 'P0.Cp');
    expect(claimOn(byPassword, 'vot')).toBe('P0.Cp');
    expect(headingOf(await press(home, 'P5.Cp.Cd'))).toBe('Do you know your NHS number?');
    expect(headingOf(await press(home, 'P5.Cm'))).toBe('Add a passkey');
    expect(headingOf(await press(home, 'P5 by any credential'))).toBe('Do you know your NHS number?');
    expect(claimOn(await press(home, 'P5, or P0 by code'), 'vot')).toBe('P0.Cp.Cd');
    for (const vector of ['P9.Cp.Cd', 'P9.Cm', 'no vtr']) {
      const page = await press(home, vector);
      expect([vector, headingOf(page)]).toEqual([vector, 'You cannot use Riverside Clinic with this account yet']);
    }
    const declined = await decide(await press(home, 'P9.Cp.Cd'), 'continue');
    expect(textOf(declined)).toContain('IdentityLevelUnavailable');
  });

  it('gets new tokens, for the same, for less, and not for more', async () => {
    home = await press(home, 'Sign in again');
    const before = claimOn(home, 'jti');
    const same = await press(home, 'Refresh');
    expect(same.url).toBe(`${world.demo}/#wire`);
    expect(stepsOn(same)).toEqual([
      'Discovery: where is everything? 200',
      'Token: the refresh token for new tokens 200',
      'Userinfo: who is this? 200',
    ]);
    expect(before).not.toBe('');
    const less = await press(same, 'Refresh for less (openid email)');
    expect(claimOn(less, 'scope')).toBe('openid email');
    expect(claimOn(less, 'phone_number')).toBe('');
    const more = await press(less, 'Ask for more than was agreed');
    expect(textOf(more)).toContain('error_description');
    expect(stepsOn(more).at(-1)).toBe('Token: the refresh token for new tokens 400');
    expect(headingOf(more)).toBe('Welcome to Riverside Clinic');
  });

  it('keeps a note, has one made that it alone can open, and takes it back', async () => {
    const consent = await press(home, 'Ask whether we may keep a note');
    expect(headingOf(consent)).toBe('Share more information with Riverside Clinic?');
    home = await decide(consent, 'agree');
    const kept = await press(home, 'Keep this note', { note: 'likes the window seat' });
    expect(stepsOn(kept)).toEqual([
      'Discovery: where is everything? 200',
      'Userinfo: keep this note 204',
      'Userinfo: who is this? 200',
    ]);
    expect(claimOn(kept, 'client_user_metadata')).toBe('likes the window seat');
    const made = await press(kept, 'Let Gatehouse make one (auto)');
    expect(textOf(made)).toMatch(/a number that only our key opens: \d{16,40} /);
    const long = await press(made, 'Keep this note', { note: 'x'.repeat(1025) });
    expect(stepsOn(long).at(-1)).toBe('Userinfo: keep this note 400');
    const gone = await press(long, 'Take the note back', { note: 'still in the field' });
    expect(claimOn(gone, 'client_user_metadata')).toBe('');
  });

  it('hands the login over to a second service, which needs no sign-in', async () => {
    const there = await press(home, 'Go to Hillview Pharmacy');
    expect(headingOf(there)).toBe('Share your information with Hillview Pharmacy?');
    const pharmacy = await decide(there, 'agree');
    expect(headingOf(pharmacy)).toBe('Welcome to Hillview Pharmacy');
    expect(claimOn(pharmacy, 'email')).toBe(person.email);
    expect(stepsOn(pharmacy)[0]).toBe('Hand-over: this login is known here, says the other service');

    // In a browser that has no session at the service, without any page.
    person.browser.cookies.clear();
    const silent = await press(home, 'Go there without any page');
    expect(headingOf(silent)).toBe('Welcome to Hillview Pharmacy');
    const alone = await press(silent, 'Ask silently (prompt=none)');
    expect(textOf(alone)).toContain('sso_login_required');
    expect(headingOf(await visit(`${world.demo}/`))).toBe('Welcome to Riverside Clinic');
  });

  it('is told when a hand-over was used before', async () => {
    const fetchPlain = await fetch(`${world.demo}/hand-over`, {
      method: 'POST',
      body: new URLSearchParams({ how: 'none' }),
      headers: { origin: world.demo, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    const address = fetchPlain.headers.get('location') ?? '';
    expect(address).toMatch(/\/hillview\/arrive\?prompt=none&assertedLoginIdentity=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(headingOf(await visit(address))).toBe('Welcome to Hillview Pharmacy');
    expect(textOf(await visit(address))).toContain('sso_login_required');
  });

  it('takes forms from its own pages and from programs, and from no other site', async () => {
    const send = async (headers: Readonly<Record<string, string>>) =>
      (await fetch(`${world.demo}/sign-in`, { method: 'POST', body: 'ask=start', headers, redirect: 'manual' })).status;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send({ ...form, origin: world.demo })).toBe(303);
    expect(await send(form)).toBe(303);
    for (const origin of ['https://evil.example', 'null']) expect(await send({ ...form, origin })).toBe(403);
  });

  it('has its papers twice, and nothing where nothing is', async () => {
    for (const [path, heading] of [
      ['/privacy', 'Privacy at Riverside Clinic'],
      ['/hillview/privacy', 'Privacy at Hillview Pharmacy'],
      ['/hillview/terms', 'Terms of Hillview Pharmacy'],
    ]) {
      expect(headingOf(await visit(`${world.demo}${path}`))).toBe(heading);
    }
    for (const path of ['/nothing', '/hillview/nothing']) {
      expect((await visit(`${world.demo}${path}`)).status).toBe(404);
    }
  });

  it('shows what was sent and answered also when nobody is signed in', async () => {
    jar.clear();
    const page = await press(await visit(`${world.demo}/`), 'Ask silently (prompt=none)');
    expect(headingOf(page)).toBe('Your clinic, by the river and online');
    expect(textOf(page)).toContain('sso_login_required');
    expect(stepsOn(page)[0]).toBe('Authorization: please sign this person in');
  });
});
