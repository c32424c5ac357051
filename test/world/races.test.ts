import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsUntil } from '../support/audit-trail.ts';
import { getBare, sendForm } from '../support/bare-request.ts';
import { headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  freshCode,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilTerms,
} from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  clientAssertion,
  readCallback,
  redeem,
  refresh,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;
let other: TestService;
let person: Person;
let subject: string;

beforeAll(async () => {
  service = await addService(world);
  other = await addService(world, {
    client_name: 'Hillside Clinic',
    redirect_uris: ['https://clinic.example/callback'],
  });
  const registered = await register(world, service);
  person = registered.person;
  subject = String(decodeJwt(textOf(await redeem(world, service, registered.callback.code ?? ''), 'id_token')).sub);
});

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const errorsOf = (answers: readonly TokenResponse[]) => answers.map(({ status, body }) => `${status} ${body['error']}`);

describe('a code', () => {
  it('is redeemed once, even by fifty simultaneous requests, and what it gave is refused afterwards', async () => {
    const code = await freshCode(world, person, service);
    // Signed beforehand, so that the requests meet each other and not the signing.
    const assertions = await Promise.all(times(50, () => clientAssertion(world, service)));
    const answers = await Promise.all(
      assertions.map((assertion) => redeem(world, service, code, { client_assertion: assertion })),
    );
    const given = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(given).toHaveLength(1);
    expect(new Set(errorsOf(refused))).toEqual(new Set(['400 invalid_grant']));
    for (const answer of given) {
      expect((await userinfo(world, textOf(answer, 'access_token'))).status).toBe(401);
      const again = await refresh(world, service, textOf(answer, 'refresh_token'));
      expect(errorsOf([again])).toEqual(['400 invalid_grant']);
    }
  });

  it('shown again later by its own service ends what it gave; used once, all of it works', async () => {
    const code = await freshCode(world, person, service);
    const first = await redeem(world, service, code);
    const accessToken = textOf(first, 'access_token');
    expect((await userinfo(world, accessToken)).status).toBe(200);
    expect(errorsOf([await redeem(world, service, code)])).toEqual(['400 invalid_grant']);
    expect((await userinfo(world, accessToken)).status).toBe(401);
    expect(errorsOf([await refresh(world, service, textOf(first, 'refresh_token'))])).toEqual(['400 invalid_grant']);
  });

  it('is nothing to another service, which neither spends nor ends it', async () => {
    const code = await freshCode(world, person, service);
    const strangers = [
      await redeem(world, other, code),
      await redeem(world, other, code, { redirect_uri: service.redirectUri }),
    ];
    expect(errorsOf(strangers)).toEqual(['400 invalid_grant', '400 invalid_grant']);
    const own = await redeem(world, service, code);
    expect(own.status).toBe(200);
    expect(errorsOf([await redeem(world, other, code)])).toEqual(['400 invalid_grant']);
    expect((await userinfo(world, textOf(own, 'access_token'))).status).toBe(200);
  });

  it('is not touched by a request whose authentication fails, before and after it was spent', async () => {
    const code = await freshCode(world, person, service);
    const forged = await clientAssertion(world, service, { key: other.privateKey });
    const attempt = () => redeem(world, service, code, { client_assertion: forged });
    expect(errorsOf([await attempt()])).toEqual(['400 invalid_client']);
    const own = await redeem(world, service, code);
    expect(own.status).toBe(200);
    expect(errorsOf([await attempt()])).toEqual(['400 invalid_client']);
    expect((await userinfo(world, textOf(own, 'access_token'))).status).toBe(200);
  });

  it('with a guessed secret behind its true routing part is refused, and stays good', async () => {
    const code = await freshCode(world, person, service);
    const [version, routing, secret = ''] = code.split('.');
    const guessed = [version, routing, `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`].join('.');
    expect(errorsOf([await redeem(world, service, guessed)])).toEqual(['400 invalid_grant']);
    expect((await redeem(world, service, code)).status).toBe(200);
  });

  it('needs the verifier of its challenge; a wrong one does not spend it', async () => {
    // RFC 7636 appendix B.
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    const code = await freshCode(world, person, service, challenge);
    const wrong = [
      await redeem(world, service, code, { code_verifier: verifier.replace('d', 'e') }),
      await redeem(world, service, code),
    ];
    expect(errorsOf(wrong)).toEqual(['400 invalid_grant', '400 invalid_grant']);
    expect((await redeem(world, service, code, { code_verifier: verifier })).status).toBe(200);
  });
});

describe('an assertion', () => {
  it('is accepted once, even in twenty simultaneous requests with twenty good codes', async () => {
    const codes: string[] = [];
    for (let index = 0; index < 20; index += 1) codes.push(await freshCode(world, person, service));
    const assertion = await clientAssertion(world, service);
    const answers = await Promise.all(
      codes.map((code) => redeem(world, service, code, { client_assertion: assertion })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = errorsOf(answers.filter(({ status }) => status !== 200));
    expect(new Set(refused)).toEqual(new Set(['400 invalid_client']));
  });
});

describe('an answer to the consent page', () => {
  const journeyOf = ({ url }: Page): string => url.slice(0, url.lastIndexOf('/'));

  it('sent fifty times at once is one agreement, and gives one code', async () => {
    const { person: one, callback } = await register(world, service);
    const { sub } = decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token'));
    const page = await one.browser.open(authorizeUrl(world, other));
    const { address } = one;
    const answers = await Promise.all(
      times(50, () => sendForm(one.browser, { page, fields: { decision: 'agree' }, address })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    const ends = await Promise.all(times(50, () => getBare(one.browser, journeyOf(page))));
    expect(ends.filter(({ status }) => status >= 500)).toEqual([]);
    const codes = new Set(ends.flatMap(({ headers }) => readCallback(headers.get('location') ?? '').code ?? []));
    expect(codes.size).toBe(1);
    for (const code of codes) expect((await redeem(world, other, code)).status).toBe(200);

    await one.browser.submit(await one.browser.open(`${world.issuer}/sign-out`), {});
    const kinds = await eventsUntil(world, String(sub), 'session_ended');
    // One for each service.
    expect(kinds.filter((kind) => kind === 'consent_given')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'authz_grant')).toHaveLength(2);
  });

  it('beside its refusal counts, or the refusal does, and never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const clinic = await addService(world, { client_name: `Clinic ${round}` });
      const page = await person.browser.open(authorizeUrl(world, clinic));
      const decisions = times(50, (index) => (index % 2 === round % 2 ? 'agree' : 'decline'));
      await Promise.all(
        decisions.map((decision) => sendForm(person.browser, { page, fields: { decision }, address: person.address })),
      );
      const silent = readCallback((await person.browser.open(authorizeUrl(world, clinic, { prompt: 'none' }))).url);
      const end = await person.browser.open(journeyOf(page));
      const isRefused = headingOf(end) === 'Are you sure you do not want to share?';
      expect([silent.error, readCallback(end.url).code === undefined]).toEqual(
        isRefused ? ['consent_required', true] : [undefined, false],
      );
    }
  });
});

describe('a right security code', () => {
  it('sent 64 times at once signs in once', async () => {
    const visitor = anotherBrowser(world, person);
    const seen = (await world.messages(person.number)).length;
    const page = await givePassword(visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const code = await codeSentTo(world, person.number, seen);
    const answers = await Promise.all(
      times(64, () => sendForm(visitor.browser, { page, fields: { code }, address: person.address })),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const given = answers.filter(({ headers }) =>
      headers.getSetCookie().some((cookie) => cookie.includes('-session-')),
    );
    expect(given).toHaveLength(1);

    // The event behind which no session of these can come any more.
    await person.browser.submit(await person.browser.open(`${world.issuer}/sign-out`), {});
    const kinds = await eventsUntil(world, subject, 'session_ended');
    expect(kinds.filter((kind) => kind === 'session_created')).toHaveLength(2);
  });
});

describe('one address', () => {
  it('proved by two people at once becomes one account; the other is told that there is one', async () => {
    const first = newPerson(world);
    const second = { ...newPerson(world), email: first.email };
    // Both proofs are made before either account: the directory decides, not an earlier look.
    const termsOf = async (one: Person) => registerUntilTerms(world, one, await openRegistration(world, one, service));
    const [termsOfFirst, termsOfSecond] = [await termsOf(first), await termsOf(second)];
    const pages = await Promise.all([
      first.browser.submit(termsOfFirst, { decision: 'accept' }),
      second.browser.submit(termsOfSecond, { decision: 'accept' }),
    ]);
    expect(pages.map(headingOf).toSorted()).toEqual([
      `Share your information with ${service.name}?`,
      'You already have an account',
    ]);
    const [winner, loser] = headingOf(pages[0]).startsWith('Share') ? [first, second] : [second, first];
    const lost = pages.find((page) => headingOf(page) === 'You already have an account');
    if (lost === undefined) throw new Error('nobody lost');
    const form = await loser.browser.submit(lost, {});
    const wrong = await loser.browser.submit(form, { password: loser.password });
    expect([wrong.status, headingOf(wrong)]).toEqual([400, 'Enter your password']);
    const right = await loser.browser.submit(form, { password: winner.password });
    expect([right.status, headingOf(right)]).toEqual([200, 'Enter the security code']);
  });
});
