import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sketches } from '../../dev/cast.ts';
import type { PersonNow } from '../../dev/console/json-routes.ts';
import type { Person as Cast } from '../../dev/people.ts';
import { headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  givePassword,
  newPerson,
  type Person,
  register,
  registerUntilConsent,
} from '../support/person.ts';
import { answerAs } from '../support/proving.ts';
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
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const scope = 'openid profile profile_extended email phone gp_registration_details';
const registration = { client_name: 'Riverside Records', scope, vectors: ['P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd'] };
let service: TestService;
let cast: ReadonlyMap<string, Cast>;
beforeAll(async () => {
  service = await addService(world, registration);
  const people: readonly Cast[] = await (
    await fetch(`${world.console}/people`, { headers: { accept: 'application/json' } })
  ).json();
  cast = new Map(people.map((one) => [one.id, one]));
});
afterEach(() => world.clearFaults());

const ask = (vtr: readonly string[], changes = {}) =>
  authorizeUrl(world, service, { scope, vtr: JSON.stringify(vtr), ...changes });
const member = (id: string): Cast => cast.get(id) ?? expect.fail(`nobody of the cast is ${id}`);

/** Somebody with a new account, asked to prove who they are. */
async function asked(vtr: readonly string[] = ['P5.Cp.Cd']): Promise<{ readonly person: Person; readonly page: Page }> {
  const { person } = await register(world, service, { scope: 'openid', vtr: '["P0.Cp.Cd"]' });
  return { person, page: await person.browser.open(ask(vtr)) };
}

/** Where those end who do not find a record that is theirs. */
const ends: Readonly<Record<string, string>> = {
  restricted: 'What is your postcode?',
  'very-restricted': 'What is your postcode?',
  invalidated: 'There is a problem with your NHS number',
  'died-informal': 'You cannot sign in to this account',
  'died-formal': 'You cannot sign in to this account',
  'year-only': 'What is your postcode?',
  'child-12': 'You must be 13 or over',
};

const withNumbers = sketches.filter(({ nhsNumber }) => nhsNumber !== null);

describe('each person of the cast', () => {
  let anybody: Person;
  beforeAll(async () => {
    anybody = (await asked()).person;
  });

  it.each(withNumbers.map(({ id }) => [id, ends[id] ?? 'Is this you?']))(
    '%s ends by NHS number at: %s',
    async (id, heading) => {
      // Who finds a record has failed at nothing: one account does for all of them, each on a journey of its own.
      const found = heading === 'Is this you?';
      const person = found ? anybody : (await asked()).person;
      const page = await person.browser.open(ask(['P5.Cp.Cd']));
      expect(headingOf(await answerAs(person, page, member(id), 'number'))).toBe(heading);
    },
  );

  it.each([
    ['sian', 'Is this you?'],
    ['mohammed-a', 'Is this you?'],
    ['mohammed-b', 'Is this you?'],
    ['apostrophe', 'Is this you?'],
    ['hyphen', 'Is this you?'],
    ['diacritics', 'Is this you?'],
    ['priya', 'What is your postcode?'],
    ['olena', 'What is your postcode?'],
    ['restricted', 'What is your postcode?'],
  ])('%s is found by name, or not: %s', async (id, heading) => {
    const { person, page } = await asked();
    expect(headingOf(await answerAs(person, page, member(id), 'name'))).toBe(heading);
  });
});

it('sian is found by the letters that every keyboard has', async () => {
  const { person, page } = await asked();
  const typed = { ...member('sian'), givenName: 'Sian', familyName: 'ONeill Llyr' };
  expect(headingOf(await answerAs(person, page, typed, 'name'))).toBe('Is this you?');
});

describe('a person who proves who they are', () => {
  const anew = async (): Promise<void> => {
    await world.reset();
    service = await addService(world, registration);
  };
  beforeAll(anew);
  // Each is about another of the cast. Nobody has proved who they are when a test is looked at a second time.
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) > 0) await anew();
  });

  it('NL-45 NL-78 NL-79 NL-86 NL-88 goes back to the service at P5, which is told who they are, by scope', async () => {
    const { person, page } = await asked();
    const ada = member('ada');
    const confirm = await answerAs(person, page, ada, 'number');
    expect(confirm.html).toContain('ends in 1005');
    for (const secret of [ada.nhsNumber ?? '', 'Okafor', 'Ada', 'Sample Street'])
      expect(confirm.html).not.toContain(secret);
    const consent = await person.browser.submit(confirm, { decision: 'mine' });
    expect(headingOf(consent)).toMatch(/^Share (more|your) information/);
    const mailed = async () => (await world.messages(person.email)).map(({ subject }) => subject);
    await expect.poll(mailed, { timeout: 20_000 }).toContain('You proved who you are with your Gatehouse account');
    const before = await world.health();
    const callback = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
    const tokens = await redeem(world, service, callback.code ?? '');
    const claims = decodeJwt(textOf(tokens, 'id_token'));
    const facts = { nhs_number: ada.nhsNumber, birthdate: ada.birthDate, identity_proofing_level: 'P5' };
    expect(claims).toMatchObject({ vot: 'P5.Cp.Cd', ...facts });
    expect(String(claims['family_name']).toLowerCase()).toBe('okafor');
    const told = await userinfo(world, textOf(tokens, 'access_token'));
    expect(told.body).toMatchObject({ ...facts, gp_registration_details: { gp_ods_code: 'A99901' } });
    expect(String(told.body['given_name']).toLowerCase()).toBe('ada');
    const again = await refresh(world, service, textOf(tokens, 'refresh_token'));
    expect(decodeJwt(textOf(again, 'access_token'))).toMatchObject({ vot: 'P5.Cp.Cd' });
    // None of it asks the book of record or the cache.
    const after = await world.health();
    expect(after.postgres.queriesByRole['gatehouse_app']).toBe(before.postgres.queriesByRole['gatehouse_app']);
    expect(after.redis.commands).toBe(before.redis.commands);
    expect((await person.browser.open(`${world.issuer}/account`)).html).toContain('NHS number ends in 1005');
  });

  it('NL-44 NL-48 is let in at once where P5 or less is enough, and is told of at P5 in a mixed request', async () => {
    const { person, page } = await asked();
    const confirm = await answerAs(person, page, member('george'), 'number');
    const consent = await person.browser.submit(confirm, { decision: 'mine' });
    await person.browser.submit(consent, { decision: 'agree' });
    const votOf = async (vtr: readonly string[]) => {
      const { code } = readCallback((await person.browser.open(ask(vtr))).url);
      return decodeJwt(textOf(await redeem(world, service, code ?? ''), 'id_token'));
    };
    expect(await votOf(['P0.Cp.Cd'])).toMatchObject({ vot: 'P0.Cp.Cd', identity_proofing_level: 'P5' });
    expect(await votOf(['P5.Cp.Cd', 'P9.Cp.Cd'])).toMatchObject({ vot: 'P5.Cp.Cd' });
    expect(headingOf(await person.browser.open(ask(['P9.Cp.Cd'])))).toMatch(/^You cannot use Riverside Records/);
  });

  it('is told of on a password alone only where the service is registered for that', async () => {
    const { person, page } = await asked();
    const confirm = await answerAs(person, page, member('twin-b'), 'number');
    await person.browser.submit(await person.browser.submit(confirm, { decision: 'mine' }), { decision: 'agree' });
    const vectors = ['P0.Cp', 'P0.Cp.Cd', 'P5.Cp.Cd'];
    const careful = await addService(world, { ...registration, vectors });
    const trusting = await addService(world, { ...registration, vectors: [...vectors, 'P5.Cp'] });
    const vague = await addService(world, { ...registration, vectors: ['P0.Cp'] });
    const toldAt = async (at: TestService, vtr: readonly string[], isNew = true) => {
      const { browser } = isNew ? anotherBrowser(world, person) : person;
      const first = await browser.open(authorizeUrl(world, at, { scope, vtr: JSON.stringify(vtr) }));
      const consent = isNew ? await givePassword({ ...person, browser }, first) : first;
      const { url } = consent.html === '' ? consent : await browser.submit(consent, { decision: 'agree' });
      const tokens = await redeem(world, at, readCallback(url).code ?? expect.fail(headingOf(consent)));
      const again = await refresh(world, at, textOf(tokens, 'refresh_token'));
      const access = [tokens, again].map((one) => decodeJwt(textOf(one, 'access_token')));
      const { body } = await userinfo(world, textOf(again, 'access_token'));
      return [decodeJwt(textOf(tokens, 'id_token')), body, ...access];
    };
    const numbers = async (...asking: Parameters<typeof toldAt>) =>
      (await toldAt(...asking)).map((claims) => claims['nhs_number']);
    const { nhsNumber } = member('twin-b');

    const [id, info] = await toldAt(careful, ['P0.Cp']);
    expect(id).toMatchObject({ vot: 'P0.Cp', identity_proofing_level: 'P5' });
    for (const name of ['nhs_number', 'family_name', 'birthdate', 'given_name', 'gp_registration_details'])
      for (const claims of [id, info]) expect(claims).not.toHaveProperty(name);
    expect(info).toMatchObject({ identity_proofing_level: 'P5', email: person.email });
    // As before where more was shown, but is not stated; and where no credential is named.
    for (const [at, vtr, isNew] of [
      [careful, ['P0.Cp'], true],
      [careful, ['P0.Cp'], false],
      [vague, ['P0'], true],
    ] as const)
      expect(await numbers(at, vtr, isNew)).toEqual([undefined, undefined, undefined, undefined]);
    // The twins that are let in.
    for (const [at, vtr, isNew] of [
      [trusting, ['P0.Cp'], true],
      [trusting, ['P5.Cp'], true],
      [careful, ['P0.Cp.Cd'], false],
      [careful, ['P5.Cp.Cd'], false],
    ] as const)
      expect(await numbers(at, vtr, isNew)).toEqual([nhsNumber, nhsNumber, nhsNumber, nhsNumber]);
  });

  it('NL-58 is not told of to a service that they knew before, until they agree to it there', async () => {
    const earlier = await addService(world, { ...registration, vectors: ['P0.Cp.Cd'] });
    const asksEarlier = authorizeUrl(world, earlier, { scope });
    const one = member('married');
    const person = { ...newPerson(world), phone: one.phone, number: one.phone };
    const first = await registerUntilConsent(world, person, earlier, { scope });
    const { code = '' } = readCallback((await person.browser.submit(first, { decision: 'agree' })).url);
    const before = await redeem(world, earlier, code);
    const confirm = await answerAs(person, await person.browser.open(ask(['P5.Cp.Cd'])), one, 'number');
    await person.browser.submit(await person.browser.submit(confirm, { decision: 'mine' }), { decision: 'agree' });

    const refreshed = await refresh(world, earlier, textOf(before, 'refresh_token'));
    const ofRecord = ['nhs_number', 'family_name', 'birthdate', 'given_name', 'gp_registration_details'];
    for (const tokens of [before, refreshed]) {
      const { body } = await userinfo(world, textOf(tokens, 'access_token'));
      expect(body).toMatchObject({
        identity_proofing_level: 'P5',
        email: person.email,
        phone_number_pds_matched: false,
      });
      for (const name of ofRecord) expect(body).not.toHaveProperty(name);
    }
    // Once they agree there, it is told by the same token.
    await person.browser.submit(await person.browser.open(asksEarlier), { decision: 'agree' });
    const { body } = await userinfo(world, textOf(refreshed, 'access_token'));
    expect(body).toMatchObject({ phone_number_pds_matched: true });
    for (const name of ofRecord) expect(body).toHaveProperty(name);
  });

  it('NL-112 cannot have a second account with the same record', async () => {
    const [first, second] = [await asked(), await asked()];
    const grace = member('grace');
    const found = await answerAs(first.person, first.page, grace, 'number');
    const consent = await first.person.browser.submit(found, { decision: 'mine' });
    expect(headingOf(consent)).toMatch(/^Share (more|your) information/);
    const confirm = await answerAs(second.person, second.page, grace, 'number');
    const stopped = await second.person.browser.submit(confirm, { decision: 'mine' });
    expect(headingOf(stopped)).toBe('Your NHS record is already used with another account');
    expect(stopped.html).toContain('CID1006');
  });

  it('is shown by the console: who has an account at their own address, and whose record is tied to one', async () => {
    const bram = member('no-practice');
    const read = async (accept: string) => (await fetch(`${world.console}/people`, { headers: { accept } })).text();
    const tiedIn = (page: string) => page.match(/tied to an account/g)?.length ?? 0;
    const before = tiedIn(await read('text/html'));
    const person = { ...newPerson(world), email: bram.email };
    await registerUntilConsent(world, person, service, { scope: 'openid', vtr: '["P0.Cp.Cd"]' });
    const page = await person.browser.open(ask(['P5.Cp.Cd']));
    await person.browser.submit(await answerAs(person, page, member('left-england'), 'number'), { decision: 'mine' });
    const people: readonly PersonNow[] = JSON.parse(await read('application/json'));
    const here = people.filter(({ id }) => ['no-practice', 'left-england', 'moved-practice'].includes(id));
    expect(here.map(({ id, accounts, nhsRecord }) => [id, accounts.map(({ email }) => email), nhsRecord])).toEqual(
      expect.arrayContaining([
        ['no-practice', [bram.email], 'free'],
        ['left-england', [], 'tied'],
        ['moved-practice', [], 'free'],
      ]),
    );
    expect(tiedIn(await read('text/html'))).toBe(before + 1);
  });

  it('who has another record by now is found under its number', async () => {
    const { person, page } = await asked();
    const former = { ...member('superseded'), nhsNumber: '9990424780' };
    const confirm = await answerAs(person, page, former, 'number');
    expect(confirm.html).toContain(`ends in ${member('superseded').nhsNumber?.slice(6)}`);
  });

  it('reaches the book of record sealed', async () => {
    const { person, page } = await asked();
    const maya = member('maya');
    const consent = await person.browser.submit(await answerAs(person, page, maya, 'number'), { decision: 'mine' });
    const { code } = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
    const { sub } = decodeJwt(textOf(await redeem(world, service, code ?? ''), 'id_token'));
    const stored = () => world.rows('select * from account where subject = $1 and sealed_patient is not null', [sub]);
    await expect.poll(async () => (await stored()).length, { timeout: 45_000 }).toBe(1);
    const text = JSON.stringify(await stored());
    for (const plain of [maya.nhsNumber ?? '', maya.birthDate, maya.postalCode, maya.familyName])
      expect(text).not.toContain(plain);
  });
});

describe('while the national record is', () => {
  it.each(['down', 'garbage'] as const)(
    '%s, a person is told so, loses nothing, and goes on afterwards',
    async (mode) => {
      const { person, page } = await asked();
      await world.setFault('pds', mode);
      const told = await answerAs(person, page, member('no-mobile'), 'number');
      expect([told.status, headingOf(told)]).toEqual([400, 'What is your postcode?']);
      expect(told.html).toContain('We cannot reach the records of the NHS at the moment');
      await world.clearFaults();
      // A circuit that opened meanwhile closes after a while.
      await world.advance(301);
      const found = await person.browser.submit(told, { postcode: member('no-mobile').postalCode });
      expect([found.html.includes('We cannot reach'), headingOf(found)]).toEqual([false, 'Is this you?']);
    },
  );

  it('slow, a person waits a moment', async () => {
    const { person, page } = await asked();
    await world.setFault('pds', 'slow');
    expect(headingOf(await answerAs(person, page, member('no-mobile'), 'number'))).toBe('Is this you?');
  });
});
