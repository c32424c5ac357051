import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { headingOf } from '../support/citizen.ts';
import {
  anotherBrowser,
  anotherCode,
  authorizeSilently,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  signIn,
  submitForCode,
} from '../support/person.ts';
import {
  addService,
  askAuthorize,
  authorizeUrl,
  type Callback,
  readCallback,
  redeem,
  requestParameters,
  type TestService,
  textOf,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;
let levels: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world);
  levels = await addService(world, {
    client_name: 'Riverbank Records',
    redirect_uris: ['https://records.example/callback'],
    vectors: ['P0.Cp', 'P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'],
  });
  ({ person } = await register(world, service));
  const consent = await person.browser.open(authorizeUrl(world, levels));
  await person.browser.submit(consent, { decision: 'agree' });
});

/** What the ID token says that a code is good for. */
async function claimsBehind({ code, error }: Callback, of = service) {
  if (code === undefined) throw new Error(`no code but ${error}`);
  return decodeJwt(textOf(await redeem(world, of, code), 'id_token'));
}

/** Opens a request in a browser that is taken to a page. */
const openPage = (visitor: Person, changes: Readonly<Record<string, string | undefined>> = {}, of = service) =>
  visitor.browser.open(authorizeUrl(world, of, changes));

describe('prompt=none', () => {
  it('NL-31 without a session is sso_login_required, with the state and nothing else', async () => {
    const { callback } = await askAuthorize(world, requestParameters(service, { prompt: 'none' }));
    expect(callback?.parameters).toEqual([
      ['error', 'sso_login_required'],
      ['state', 'state-of-the-test'],
    ]);
  });

  it('NL-32 with a session and consent gives a code, and no page', async () => {
    const silent = await authorizeSilently(world, person, service, { prompt: 'none' });
    expect(silent.parameters.map(([name]) => name)).toEqual(['code', 'state']);
    expect(await claimsBehind(silent)).toMatchObject({ vot: 'P0.Cp.Cd' });
  });

  it('NL-33 where consent is missing is consent_required, and no page', async () => {
    const unknown = await addService(world);
    const { error, state, code } = await authorizeSilently(world, person, unknown, { prompt: 'none' });
    expect([error, state, code]).toEqual(['consent_required', 'state-of-the-test', undefined]);
    const more = await authorizeSilently(world, person, service, { prompt: 'none', scope: 'openid' });
    expect(more.code).toBeDefined();
  });

  it('gives a code when any of several vectors is met, and says which is missing otherwise', async () => {
    const any = await authorizeSilently(world, person, levels, { prompt: 'none', vtr: '["P9.Cp.Cd","P0.Cp.Cd"]' });
    expect(await claimsBehind(any, levels)).toMatchObject({ vot: 'P0.Cp.Cd' });
    const high = await authorizeSilently(world, person, levels, { prompt: 'none', vtr: '["P9.Cp.Cd"]' });
    expect([high.error, high.code]).toEqual(['interaction_required', undefined]);
  });

  it('is the only value beside login and none at all; others and lists are invalid_request', async () => {
    for (const prompt of ['consent', 'select_account', 'none login', 'login none', 'NONE', 'create']) {
      const { callback } = await askAuthorize(world, requestParameters(service, { prompt }));
      expect([prompt, callback?.error]).toEqual([prompt, 'invalid_request']);
    }
    expect((await authorizeSilently(world, person, service, { prompt: '' })).code).toBeDefined();
  });
});

describe('prompt=login', () => {
  it('NL-34 shows the sign-in page in spite of a session, which lives on until the new sign-in', async () => {
    const page = await openPage(person, { prompt: 'login' });
    expect([page.status, headingOf(page)]).toEqual([200, 'Sign in with Gatehouse']);
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).code).toBeDefined();
    const before = await claimsBehind(await authorizeSilently(world, person, service));
    await world.advance(60);
    const after = await claimsBehind(readCallback((await signIn(world, person, page)).url));
    expect(after.sub).toBe(before.sub);
    expect(Number(after['auth_time'])).toBeGreaterThanOrEqual(Number(before['auth_time']) + 60);
  });

  it('lets another person take over the browser: from then on it is theirs', async () => {
    const { person: host } = await register(world, service);
    const { person: guest } = await register(world, service);
    const guestSubject = (await claimsBehind(await authorizeSilently(world, guest, service))).sub;
    const visiting = { ...guest, browser: host.browser };
    const page = await openPage(host, { prompt: 'login' });
    await signIn(world, visiting, page);
    expect((await claimsBehind(await authorizeSilently(world, visiting, service))).sub).toBe(guestSubject);
  });
});

describe('a session', () => {
  it('NL-35 is used silently when it is enough; below the vector only what is missing is asked', async () => {
    const visitor = anotherBrowser(world, person);
    const first = await givePassword(visitor, await openPage(visitor, { vtr: '["P0.Cp"]' }));
    const byPassword = await claimsBehind(readCallback(first.url));
    expect(byPassword).toMatchObject({ vot: 'P0.Cp' });

    const silent = await authorizeSilently(world, visitor, service, { prompt: 'none' });
    expect(silent.error).toBe('sso_login_required');
    await world.advance(5);
    const seen = (await world.messages(person.number)).length;
    const step = await openPage(visitor);
    // A page sends nothing, and says so.
    expect([headingOf(step), step.html.includes('have sent')]).toEqual(['Check that it is you', false]);
    expect(await world.messages(person.number)).toHaveLength(seen);
    const { page, code } = await submitForCode(world, visitor, {
      page: step,
      fields: { decision: 'resend' },
      to: person.number,
    });
    expect(page.html).toContain(`phone number ending in <strong>${person.number.slice(-3)}</strong>`);
    const mistaken = await visitor.browser.submit(page, { code: anotherCode(code) });
    expect([mistaken.status, headingOf(mistaken)]).toEqual([400, 'Enter the security code']);
    const stepped = await claimsBehind(readCallback((await visitor.browser.submit(page, { code })).url));
    expect(stepped).toMatchObject({ vot: 'P0.Cp.Cd', sub: byPassword.sub });
    // When the newest credential stated was shown: the code now, the password before.
    expect(Number(stepped['auth_time'])).toBeGreaterThanOrEqual(Number(byPassword['auth_time']) + 5);
    const again = await claimsBehind(await authorizeSilently(world, visitor, service, { vtr: '["P0.Cp"]' }));
    expect(again).toMatchObject({ vot: 'P0.Cp', auth_time: byPassword['auth_time'] });
  });

  it('NL-50 P0.Cp asks no code, P0.Cp.Cd does', async () => {
    const visitor = anotherBrowser(world, person);
    const page = await givePassword(visitor, await openPage(visitor, { vtr: '["P0.Cp"]' }));
    expect(readCallback(page.url).code).toBeDefined();
    const other = anotherBrowser(world, person);
    const asked = await givePassword(other, await openPage(other));
    expect(headingOf(asked)).toBe('Enter the security code');
  });

  it('NL-50 a password under 15 characters never signs in alone', async () => {
    const short = { ...newPerson(world), password: 'twelve chars' };
    const form = await openRegistration(world, short, service);
    const asked = await submitForCode(world, short, { page: form, fields: { email: short.email }, to: short.email });
    const chosen = await short.browser.submit(await short.browser.submit(asked.page, { code: asked.code }), {
      password: short.password,
    });
    const texted = await submitForCode(world, short, {
      page: chosen,
      fields: { phone: short.phone },
      to: short.number,
    });
    const terms = await short.browser.submit(texted.page, { code: texted.code });
    const consent = await short.browser.submit(terms, { decision: 'accept' });
    await short.browser.submit(consent, { decision: 'agree' });
    const visitor = anotherBrowser(world, short);
    const page = await signIn(world, visitor, await openPage(visitor, { vtr: '["P0.Cp"]' }));
    expect(await claimsBehind(readCallback(page.url))).toMatchObject({ vot: 'P0.Cp' });
  });

  it('NL-109 NL-50 a remembered device spares the code, for this person only, until they sign out', async () => {
    const visitor = anotherBrowser(world, person);
    const { browser } = visitor;
    await signIn(world, visitor, await openPage(visitor), { remember: 'yes' });
    const remembered = await givePassword(visitor, await openPage(visitor, { prompt: 'login' }));
    expect(await claimsBehind(readCallback(remembered.url))).toMatchObject({ vot: 'P0.Cp.Cd' });
    const { person: guest } = await register(world, service);
    const visiting = await givePassword({ ...guest, browser }, await openPage(visitor, { prompt: 'login' }));
    expect(headingOf(visiting)).toBe('Enter the security code');
    await browser.submit(await browser.open(`${world.issuer}/sign-out`), {});
    expect(headingOf(await givePassword(visitor, await openPage(visitor)))).toBe('Enter the security code');
  });

  it('NL-109 a browser is on no journey after signing out: nobody goes on with one, or reads an address on it', async () => {
    const visitor = anotherBrowser(world, person);
    const { browser } = visitor;
    const signOutHere = async () => browser.submit(await browser.open(`${world.issuer}/sign-out`), {});
    const begin = async () => browser.submit(await openPage(visitor, { prompt: 'login' }), { email: person.email });
    const readsAddress = async (url: string) => {
      const reset = `${world.issuer}/reset?journey=${url.split('/')[4]}`;
      return [await browser.open(url), await browser.open(reset)].map(({ html }) => html.includes(person.email));
    };
    await signIn(world, visitor, await openPage(visitor));
    const begun = await begin();
    expect(await readsAddress(begun.url)).toEqual([true, true]);
    expect(headingOf(await signOutHere())).toBe('You have signed out');
    expect(await readsAddress(begun.url)).toEqual([false, false]);
    expect(headingOf(await browser.open(begun.url))).toBe('You need to start again');

    // Also without a session: a service may have brought somebody here by a login from elsewhere.
    const another = await begin();
    expect(headingOf(await signOutHere())).toBe('You have signed out');
    expect(headingOf(await browser.open(another.url))).toBe('You need to start again');
  });

  it('NL-109 a browser remembers several people, and one who signs out is the only one it forgets', async () => {
    const visitor = anotherBrowser(world, person);
    const { browser } = visitor;
    const guest = { ...(await register(world, service)).person, browser };
    for (const one of [visitor, guest])
      await signIn(world, one, await openPage(visitor, { prompt: 'login' }), { remember: 'yes' });
    for (const one of [visitor, guest, visitor]) {
      const back = await givePassword(one, await openPage(visitor, { prompt: 'login' }));
      expect(await claimsBehind(readCallback(back.url))).toMatchObject({ vot: 'P0.Cp.Cd' });
    }
    await browser.submit(await browser.open(`${world.issuer}/sign-out`), {});
    expect(headingOf(await givePassword(visitor, await openPage(visitor)))).toBe('Enter the security code');
    const back = await givePassword(guest, await openPage(guest, { prompt: 'login' }));
    expect(await claimsBehind(readCallback(back.url))).toMatchObject({ vot: 'P0.Cp.Cd' });
  });
});

describe('vectors', () => {
  it('NL-47 the vot is always one of those that were asked, the strongest of those that are met', async () => {
    const asked: readonly (readonly [readonly string[], string])[] = [
      [['P0.Cp'], 'P0.Cp'],
      [['P0.Cp', 'P0.Cp.Cd'], 'P0.Cp.Cd'],
      [['P0.Cp.Cd', 'P0.Cp'], 'P0.Cp.Cd'],
      [['P9.Cp.Cd', 'P0.Cp'], 'P0.Cp'],
      [[' Cd.P0.Cp '], 'P0.Cp.Cd'],
      [['P0'], 'P0'],
      [['Cp.Cd'], 'Cp.Cd'],
    ];
    for (const [vtr, vot] of asked) {
      const callback = await authorizeSilently(world, person, levels, { vtr: JSON.stringify(vtr) });
      const answer = await redeem(world, levels, callback.code ?? '');
      const vots = ['id_token', 'access_token'].map((name) => decodeJwt(textOf(answer, name))['vot']);
      expect([vtr, vots]).toEqual([vtr, [vot, vot]]);
    }
  });

  it('NL-43 without vtr the level asked is P9, which a person at P0 cannot have yet', async () => {
    const page = await openPage(person, { vtr: undefined }, levels);
    expect([page.status, headingOf(page)]).toEqual([200, `You cannot use ${levels.name} with this account yet`]);
    const told = readCallback((await person.browser.submit(page, { decision: 'continue' })).url);
    expect([told.error, told.description, told.state, told.code]).toEqual([
      'access_denied',
      'IdentityLevelUnavailable',
      'state-of-the-test',
      undefined,
    ]);
    const silent = await authorizeSilently(world, person, levels, { vtr: undefined, prompt: 'none' });
    expect(silent.error).toBe('interaction_required');
    const stranger = newPerson(world);
    expect(headingOf(await openPage(stranger, { vtr: undefined }, levels))).toBe('Sign in with Gatehouse');
  });

  it('NL-52 a request that only Ck could meet is access_denied before any page', async () => {
    const { callback } = await askAuthorize(world, requestParameters(levels, { vtr: '["P9.Cp.Ck"]' }));
    expect([callback?.error, callback?.state]).toEqual(['access_denied', 'state-of-the-test']);
    const mixed = await askAuthorize(world, requestParameters(levels, { vtr: '["P9.Cp.Ck","P0.Cp"]' }));
    expect([mixed.status, mixed.callback]).toEqual([303, undefined]);
  });
});

describe('a session that grows old', () => {
  it('ends after half an hour unused', async () => {
    const { person: idle } = await register(world, service);
    await world.advance(1790);
    expect((await authorizeSilently(world, idle, service, { prompt: 'none' })).code).toBeDefined();
    await world.advance(1790);
    expect((await authorizeSilently(world, idle, service, { prompt: 'none' })).code).toBeDefined();
    await world.advance(1801);
    expect((await authorizeSilently(world, idle, service, { prompt: 'none' })).error).toBe('sso_login_required');
    expect(headingOf(await openPage(idle))).toBe('Sign in with Gatehouse');
  });

  it('ends after twelve hours, however it is used', async () => {
    const { person: busy } = await register(world, service);
    const begun = await world.now();
    const silently = async () => (await authorizeSilently(world, busy, service, { prompt: 'none' })).error;
    while ((await world.now()) < begun + 43_200 - 1790) {
      await world.advance(1750);
      expect(await silently()).toBeUndefined();
    }
    await world.advance(1791);
    expect(await silently()).toBe('sso_login_required');
  });
});
