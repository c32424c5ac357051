import { randomUUID } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { headingOf, newCitizen } from '../support/citizen.ts';
import {
  anotherBrowser,
  freshCode,
  givePassword,
  type Person,
  register,
  signIn,
  submitForCode,
} from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  type Callback,
  newServiceKey,
  operate,
  readCallback,
  redeem,
  serviceFile,
  type TestService,
  textOf,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let clinic: TestService;
let pharmacy: TestService;
let person: Person;
let subject: string;

/** Two services of which the first may assert a login to the second, and a person who uses both. */
beforeAll(async () => {
  clinic = await addService(world);
  pharmacy = await addService(world, {
    client_name: 'Hillview Pharmacy',
    redirect_uris: ['https://hillview.example/callback'],
    sso_from: [clinic.clientId, 'self'],
  });
  ({ person } = await register(world, clinic));
  const consent = await person.browser.open(authorizeUrl(world, pharmacy));
  await person.browser.submit(consent, { decision: 'agree' });
  subject = String((await idTokenOf(clinic)).sub);
});

/** The ID token of a fresh sign-in with the person's session. */
async function idTokenOf(service: TestService, of = person) {
  return decodeJwt(textOf(await redeem(world, service, await freshCode(world, of, service)), 'id_token'));
}

interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** What the clinic hands to the pharmacy: it speaks of the ID token with this jti. */
async function assertion(jti: string | undefined, { claims = {}, header = {}, key }: Changes = {}): Promise<string> {
  const now = await world.now();
  const payload: JWTPayload = {
    iss: clinic.clientId,
    code: jti,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS512', ...header }).sign(key ?? clinic.privateKey);
}

type Parameters_ = Readonly<Record<string, string | undefined>>;
/** A browser that knows nobody, sent to the pharmacy with an assertion. */
const arrive = (jwt: string, changes: Parameters_ = {}, browser = newCitizen(world.issuer, person.address)) =>
  browser.open(authorizeUrl(world, pharmacy, { asserted_login_identity: jwt, ...changes }));
const arriveSilently = async (jwt: string, changes: Parameters_ = {}): Promise<Callback> =>
  readCallback((await arrive(jwt, { prompt: 'none', ...changes })).url);
const claimsBehind = async ({ code, error }: Callback, service = pharmacy) => {
  if (code === undefined) throw new Error(`no code but ${error}`);
  return decodeJwt(textOf(await redeem(world, service, code), 'id_token'));
};

describe('NL-36 a login asserted to another service', () => {
  it('NL-36 gets that service its code without a page, and states the original sign-in', async () => {
    const before = await idTokenOf(clinic);
    await world.advance(300);
    const page = await arrive(await assertion(before.jti));
    expect(page.html).toBe('');
    expect(await claimsBehind(readCallback(page.url))).toMatchObject({
      sub: subject,
      aud: pharmacy.clientId,
      auth_time: before['auth_time'],
      vot: 'P0.Cp.Cd',
    });
  });

  it('NL-36 also with prompt=none, also on POST, and no session is left in that browser', async () => {
    const { jti } = await idTokenOf(clinic);
    expect(await claimsBehind(await arriveSilently(await assertion(jti)))).toMatchObject({ sub: subject });
    const browser = newCitizen(world.issuer, person.address);
    const url = new URL(authorizeUrl(world, pharmacy, { asserted_login_identity: await assertion(jti) }));
    const answer = await fetch(`${world.issuer}/authorize`, {
      method: 'POST',
      body: url.searchParams,
      headers: { accept: 'text/html', origin: 'https://hillview.example' },
      redirect: 'manual',
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    browser.cookies.set(name, value);
    const page = await browser.open(`${world.issuer}${answer.headers.get('location')}`);
    expect(await claimsBehind(readCallback(page.url))).toMatchObject({ sub: subject });
    const later = await browser.open(authorizeUrl(world, pharmacy, { prompt: 'none' }));
    expect(readCallback(later.url).error).toBe('sso_login_required');
  });

  it('NL-36 by a service to itself, where that pair is registered', async () => {
    const { jti } = await idTokenOf(pharmacy);
    const jwt = await assertion(jti, { claims: { iss: pharmacy.clientId }, key: pharmacy.privateKey });
    expect(await claimsBehind(await arriveSilently(jwt))).toMatchObject({ sub: subject });
  });

  it('asks for consent where it was not given, and for the credential that is missing', async () => {
    const unknown = await addService(world, { client_name: 'Meadow Dental', sso_from: [clinic.clientId] });
    const { jti } = await idTokenOf(clinic);
    const at = async (service: TestService, changes: Parameters_ = {}) =>
      newCitizen(world.issuer, person.address).open(
        authorizeUrl(world, service, { asserted_login_identity: await assertion(jti), ...changes }),
      );
    const consent = await at(unknown);
    expect(headingOf(consent)).toBe('Share your information with Meadow Dental?');
    expect([consent.html.includes(person.email), consent.html.includes('c•••@example.com')]).toEqual([false, true]);
    expect(readCallback((await at(unknown, { prompt: 'none' })).url).error).toBe('consent_required');

    const weak = anotherBrowser(world, person);
    const byPassword = await givePassword(
      weak,
      await weak.browser.open(authorizeUrl(world, clinic, { vtr: '["P0.Cp"]' })),
    );
    const { jti: weakJti, auth_time: authTime } = await claimsBehind(readCallback(byPassword.url), clinic);
    expect((await arriveSilently(await assertion(weakJti))).error).toBe('sso_login_required');
    const browser = newCitizen(world.issuer, person.address);
    const offer = await arrive(await assertion(weakJti), {}, browser);
    expect(headingOf(offer)).toBe('Check that it is you');
    const visitor = { ...person, browser };
    const { page: asked, code } = await submitForCode(world, visitor, {
      page: offer,
      fields: { decision: 'resend' },
      to: person.number,
    });
    const stepped = await claimsBehind(readCallback((await browser.submit(asked, { code })).url));
    expect(stepped).toMatchObject({ sub: subject, vot: 'P0.Cp.Cd' });
    expect(Number(stepped['auth_time'])).toBeGreaterThanOrEqual(Number(authTime));
  });

  it('makes no passkey for whoever brings it: all that the person holds is shown anew', async () => {
    await signIn(world, person, await person.browser.open(authorizeUrl(world, clinic, { prompt: 'login' })));
    const jwt = await assertion((await idTokenOf(clinic)).jti);
    const page = await arrive(jwt, { vtr: '["P0.Cm"]' });
    expect(headingOf(page)).toBe('Enter your password again');
    expect(page.html).not.toContain(person.email);
  });

  it('counts as long as the ID token it names, an hour', async () => {
    const { jti } = await idTokenOf(clinic);
    await world.advance(3590);
    expect((await arriveSilently(await assertion(jti))).code).toBeDefined();
    await world.advance(11);
    expect((await arriveSilently(await assertion(jti))).error).toBe('sso_login_required');
    await signIn(world, person, await person.browser.open(authorizeUrl(world, clinic, { prompt: 'login' })));
  });

  it('with prompt=login is not looked at, and not spent', async () => {
    const jwt = await assertion((await idTokenOf(clinic)).jti);
    expect(headingOf(await arrive(jwt, { prompt: 'login' }))).toBe('Sign in with Gatehouse');
    expect((await arriveSilently(jwt)).code).toBeDefined();
  });

  it('NL-37 works once, for whichever of fifty comes first', async () => {
    const jwt = await assertion((await idTokenOf(clinic)).jti);
    const answers = await Promise.all(Array.from({ length: 50 }, () => arriveSilently(jwt)));
    expect(answers.filter(({ code }) => code !== undefined)).toHaveLength(1);
    expect(answers.filter(({ error }) => error === 'sso_login_required')).toHaveLength(49);
    expect(headingOf(await arrive(jwt))).toBe('Sign in with Gatehouse');
  });
});

describe('NL-42 an asserted login that does not hold', () => {
  let jti: string | undefined;
  beforeAll(async () => {
    ({ jti } = await idTokenOf(clinic));
  });
  const cases: readonly (readonly [string, () => Promise<string>])[] = [
    ['NL-38 expired', async () => forged({ iat: (await world.now()) - 61, exp: (await world.now()) - 1 })],
    ['NL-38 longer than 60 seconds', async () => forged({ exp: (await world.now()) + 120 })],
    ['NL-38 without jti', () => forged({ jti: undefined })],
    ['NL-38 without iat', () => forged({ iat: undefined })],
    ['NL-38 without exp', () => forged({ exp: undefined })],
    ['NL-39 signed by the receiving service', () => forged({}, { key: pharmacy.privateKey })],
    ['NL-39 signed by nobody’s key', async () => forged({}, { key: (await newServiceKey()).privateKey })],
    ['NL-39 signed RS256', () => forged({}, { header: { alg: 'RS256' } })],
    ['NL-39 signed PS512', () => forged({}, { header: { alg: 'PS512' } })],
    [
      'NL-39 signed HS512 with the public key',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(clinic.publicJwk));
        return forged({}, { header: { alg: 'HS512' }, key: secret });
      },
    ],
    [
      'NL-39 not signed',
      async () => {
        const [, payload] = (await forged({})).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
    ['NL-40 of an ID token of another service', async () => assertion((await idTokenOf(pharmacy)).jti)],
    [
      'NL-40 of an access token',
      async () => {
        const tokens = await redeem(world, clinic, await freshCode(world, person, clinic));
        return assertion(decodeJwt(textOf(tokens, 'access_token')).jti);
      },
    ],
    ['NL-40 of nothing that was issued', () => assertion(randomUUID())],
    [
      'NL-41 from a service that may not assert to this one',
      async () => {
        const stranger = await addService(world, { client_name: 'Stranger' });
        return forged({ iss: stranger.clientId }, { key: stranger.privateKey });
      },
    ],
    ['that is no JWT', async () => 'x'],
  ];
  async function forged(claims: Readonly<Record<string, unknown>>, changes: Omit<Changes, 'claims'> = {}) {
    return assertion(jti, { claims, ...changes });
  }

  it.each(cases)('%s: sso_login_required when silent, the sign-in page otherwise', async (_what, make) => {
    const silent = await arriveSilently(await make());
    expect(silent.parameters).toEqual([
      ['error', 'sso_login_required'],
      ['state', 'state-of-the-test'],
    ]);
    const page = await arrive(await make());
    expect([page.status, headingOf(page)]).toEqual([200, 'Sign in with Gatehouse']);
  });

  it('NL-41 from a service to itself, where that pair is not registered', async () => {
    const jwt = await assertion(jti);
    const at = (changes: Parameters_) =>
      newCitizen(world.issuer, person.address).open(
        authorizeUrl(world, clinic, { asserted_login_identity: jwt, ...changes }),
      );
    expect(readCallback((await at({ prompt: 'none' })).url).error).toBe('sso_login_required');
    expect(headingOf(await at({}))).toBe('Sign in with Gatehouse');
  });

  it('NL-41 of a disabled service, and of a pair that was taken back', async () => {
    await operate(world, 'services.disable', { client_id: clinic.clientId });
    expect((await arriveSilently(await assertion(jti))).error).toBe('sso_login_required');
    await operate(world, 'services.enable', { client_id: clinic.clientId });
    expect((await arriveSilently(await assertion(jti))).code).toBeDefined();
    const file = (ssoFrom: readonly string[]) =>
      serviceFile(pharmacy, { client_name: pharmacy.name, redirect_uris: [pharmacy.redirectUri], sso_from: ssoFrom });
    const update = (ssoFrom: readonly string[]) =>
      operate(world, 'services.update', { client_id: pharmacy.clientId, file: file(ssoFrom) });
    expect((await update(['self'])).status).toBe(200);
    expect((await arriveSilently(await assertion(jti))).error).toBe('sso_login_required');
    await update([clinic.clientId, 'self']);
    expect((await arriveSilently(await assertion(jti))).code).toBeDefined();
  });
});

describe('the person of this browser', () => {
  it('is never replaced by an asserted login: they are asked, and their session stays', async () => {
    const { person: guest } = await register(world, pharmacy);
    const guestSubject = (await idTokenOf(pharmacy, guest)).sub;
    const { jti } = await idTokenOf(clinic);
    const silent = await guest.browser.open(
      authorizeUrl(world, pharmacy, { prompt: 'none', asserted_login_identity: await assertion(jti) }),
    );
    expect(readCallback(silent.url).error).toBe('account_selection_required');

    const asked = await arrive(await assertion(jti), {}, guest.browser);
    expect(asked.url).toMatch(/\/choose-account$/);
    expect(asked.html).not.toContain(person.email);
    expect(asked.html).not.toContain(guest.email);
    // Both addresses look the same when they are masked.
    expect(asked.html).toContain(`ending in ${person.number.slice(-3)}`);
    expect(asked.html).toContain(`ending in ${guest.number.slice(-3)}`);
    const chosen = await guest.browser.submit(asked, { decision: 'asserted' });
    expect((await claimsBehind(readCallback(chosen.url))).sub).toBe(subject);
    expect((await idTokenOf(pharmacy, guest)).sub).toBe(guestSubject);

    const again = await arrive(await assertion(jti), {}, guest.browser);
    const kept = await guest.browser.submit(again, { decision: 'session' });
    expect((await claimsBehind(readCallback(kept.url))).sub).toBe(guestSubject);
  });

  it('NL-42 stays signed in when the assertion does not hold', async () => {
    const page = await arrive('x', {}, person.browser);
    expect((await claimsBehind(readCallback(page.url))).sub).toBe(subject);
  });
});

describe('single sign-on', () => {
  it('needs no Postgres', async () => {
    const jwt = await assertion((await idTokenOf(clinic)).jti);
    await world.setFault('postgres', 'down');
    try {
      expect((await claimsBehind(await arriveSilently(jwt))).sub).toBe(subject);
    } finally {
      await world.clearFaults();
    }
  });
});
