import { beforeAll, describe, expect, it } from 'vitest';
import { sendForm } from '../support/bare-request.ts';
import { errorOf, headingOf, type Page } from '../support/citizen.ts';
import { askCeremony, giveOn, idTokenOf, makeFor, passkeyPersonAt, signFor } from '../support/passkey-citizen.ts';
import { anotherBrowser, type Person, register, signIn } from '../support/person.ts';
import { masked } from '../support/same-answers.ts';
import { addService, authorizeUrl, readCallback, type TestService } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { createPasskey, type SoftwarePasskey } from '../support/software-authenticator.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;
beforeAll(async () => {
  if ((await world.health()).clock.offsetSeconds !== 0) await world.reset();
  service = await addService(world);
});

const passkeyOnly = { vtr: '["P0.Cm"]' };

/** The page on which somebody without a session gives an address or uses a passkey. */
const startOf = (person: Person, changes: Readonly<Record<string, string>> = passkeyOnly) =>
  person.browser.open(authorizeUrl(world, service, changes));

describe('a passkey', () => {
  it('NL-51 registers, signs in by its own endpoints, and is told to the service as Cm', async () => {
    const { person, passkey, claims } = await passkeyPersonAt(world, service);
    expect(claims).toMatchObject({ vot: 'P0.Cm' });
    const later = anotherBrowser(world, person);
    const back = await giveOn(later, await startOf(later), passkey);
    expect(await idTokenOf(world, service, back)).toMatchObject({ vot: 'P0.Cm', sub: claims.sub });
    // The handle that devices keep is no word of the person.
    const handle = Buffer.from(passkey.userHandle, 'base64url');
    expect(handle).toHaveLength(64);
    for (const word of [person.email, claims.sub ?? '', person.number])
      expect(handle.toString('latin1')).not.toContain(word);
  });

  it('is added by a person with a password where a service takes nothing else', async () => {
    const { person } = await register(world, service);
    const later = anotherBrowser(world, person);
    const page = await signIn(world, later, await startOf(later));
    expect(headingOf(page)).toBe('Add a passkey');
    const { passkey, field } = await makeFor(later, page);
    const use = await later.browser.submit(page, { passkey: field });
    expect(headingOf(use)).toBe('Use your passkey');
    expect(await idTokenOf(world, service, await giveOn(later, use, passkey))).toMatchObject({ vot: 'P0.Cm' });
  });

  it('is added by nobody with the id of another person’s, and its owner goes on signing in', async () => {
    const { person, passkey } = await passkeyPersonAt(world, service);
    const thief = (await register(world, service)).person;
    const browser = anotherBrowser(world, thief);
    const page = await signIn(world, browser, await startOf(browser));
    const credentialId = new Uint8Array(Buffer.from(passkey.credentialId, 'base64url'));
    const { field } = await makeFor(browser, page, { credentialId });
    const refused = await browser.browser.submit(page, { passkey: field });
    expect([refused.status, headingOf(refused)]).toEqual([400, 'Add a passkey']);
    const later = anotherBrowser(world, person);
    expect(readCallback((await giveOn(later, await startOf(later), passkey)).url).code).toBeDefined();
  });

  it('reaches the book of record, sealed, beside its account', async () => {
    const { person } = await passkeyPersonAt(world, service);
    const rows = await until('the passkey in Postgres', async () => {
      const found = await world.rows<{ sealed: string; has_password: boolean }>(
        'select passkey.sealed, account.has_password from passkey join account on account.id = passkey.account order by account.created_at desc',
      );
      return found.length > 0 ? found : undefined;
    });
    expect(rows[0]?.sealed).not.toContain(person.email);
    expect(rows.some((row) => !row.has_password)).toBe(true);
  });
});

describe('what was signed', () => {
  let person: Person;
  let passkey: SoftwarePasskey;
  beforeAll(async () => {
    ({ person, passkey } = await passkeyPersonAt(world, service));
  });
  const refusal = (page: Page) => [page.status, errorOf(page), page.headers.getSetCookie().length];

  it('serves once, in its own journey and its own browser', async () => {
    const [one, two] = [anotherBrowser(world, person), anotherBrowser(world, person)];
    const [first, second] = [await startOf(one), await startOf(two)];
    const field = await signFor(one, first, passkey);
    const otherJourney = await two.browser.submit(second, { passkey: field });
    expect(otherJourney.status).toBe(400);
    const fields = { passkey: field };
    const otherBrowser = await sendForm(one.browser, { page: first, fields, cookies: two.browser.cookies });
    expect([otherBrowser.status, otherBrowser.headers.getSetCookie()]).toEqual([400, []]);
    const away = await sendForm(one.browser, { page: first, fields });
    expect(away.status).toBe(303);
    const again = await sendForm(one.browser, { page: first, fields });
    expect([again.status, again.headers.getSetCookie()]).toEqual([400, []]);
  });

  it('with an unknown passkey and with a wrong signature are refused in the same words, with the same status', async () => {
    const [one, two] = [anotherBrowser(world, person), anotherBrowser(world, person)];
    const [first, second] = [await startOf(one), await startOf(two)];
    const stranger = await createPasskey({
      options: {
        rp: { id: 'localhost', name: '' },
        user: { id: passkey.userHandle, name: '', displayName: '' },
        challenge: 'AA',
        pubKeyCredParams: [],
      },
      origin: world.issuer,
    });
    const wrong = await giveOn(one, first, passkey, { signedBy: stranger.passkey.keys });
    const unknown = await giveOn(two, second, stranger.passkey);
    expect(refusal(wrong)).toEqual([400, expect.stringMatching(/passkey/i), 0]);
    expect(refusal(unknown)).toEqual(refusal(wrong));
    const bare = (page: Page) => masked(person, page.html).replace(/ data-unknown="[\w-]+"/, '');
    expect(bare(unknown)).toBe(bare(wrong));
  });

  it('without its person having been verified signs nobody in', async () => {
    const later = anotherBrowser(world, person);
    const page = await giveOn(later, await startOf(later), passkey, { flags: (honest) => honest & ~0x04 });
    expect(refusal(page)[0]).toBe(400);
    expect(refusal(page)[2]).toBe(0);
  });

  it('by two copies with one counter signs in once', async () => {
    const browsers = [1, 2, 3].map(() => anotherBrowser(world, person));
    const pages = await Promise.all(browsers.map((one) => startOf(one)));
    const counter = (passkey.counter ?? 0) + 1;
    const fields = await Promise.all(
      browsers.map((one, index) => signFor(one, pages[index] ?? expect.fail(), passkey, { counter })),
    );
    const answers = await Promise.all(
      browsers.map(({ browser }, index) =>
        sendForm(browser, { page: pages[index] ?? expect.fail(), fields: { passkey: fields[index] ?? '' } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 400, 400]);
    const cloned = await until('the copy in the audit trail', async () => {
      const found = await world.rows("select 1 from audit_event where kind = 'authn_passkey_cloned'");
      return found.length >= 2 ? found : undefined;
    });
    expect(cloned.length).toBeGreaterThanOrEqual(2);
  });

  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  it.each([
    ['no JSON', '{'],
    ['another type of JSON', '[]'],
    ['nothing in it', '{}'],
    ['members of wrong types', '{"id":1,"rawId":{},"type":"public-key","response":"x"}'],
    ['what is no base64url', '{"id":"*","rawId":"*","type":"public-key","response":{}}'],
    ['too much of it', `{"id":"${'A'.repeat(20_000)}"}`],
    ['arrays within arrays', deep],
    ['a null character', '{"id":"\u0000"}'],
  ])('is answered as a mistake when it has %s, and by no fault', async (_what, field) => {
    const later = anotherBrowser(world, person);
    const page = await startOf(later);
    await askCeremony(later, page, 'get');
    const answer = await later.browser.submit(page, { passkey: field });
    expect(refusal(answer)).toEqual([400, expect.any(String), 0]);
  });

  it.each([
    ['authenticatorData', 'AA'],
    ['signature', 'AA'],
    ['clientDataJSON', 'AA'],
    ['clientDataJSON', '_w'],
    ['userHandle', 'A'.repeat(200)],
  ])('is answered as a mistake when its %s is %s', async (member, value) => {
    const later = anotherBrowser(world, person);
    const answer = await giveOn(later, await startOf(later), passkey, { response: { [member]: value } });
    expect(refusal(answer)).toEqual([400, expect.any(String), 0]);
  });
});

describe('the making of a passkey', () => {
  it.each<[string, (field: string) => string]>([
    ['no JSON', () => '{'],
    ['nothing in it', () => '{}'],
    ['a statement that is cut off', (field) => field.replace(/("attestationObject":"[^"]{40})[^"]*/, '$1')],
    ['bytes before its statement', (field) => field.replace('"attestationObject":"', '"attestationObject":"AAAA')],
    ['an answer to another question', (field) => field.replace(/("clientDataJSON":")[^"]*/, '$1e30')],
  ])('is answered as a mistake when it has %s, and by no fault', async (_what, spoil) => {
    const { person } = await register(world, service);
    const later = anotherBrowser(world, person);
    const page = await signIn(world, later, await startOf(later));
    const answer = await later.browser.submit(page, { passkey: spoil((await makeFor(later, page)).field) });
    expect([answer.status, headingOf(answer)]).toEqual([400, 'Add a passkey']);
  });
});
