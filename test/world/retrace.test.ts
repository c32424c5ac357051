import { once } from 'node:events';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../dev/people.ts';
import { errorOf, headingOf, type Page } from '../support/citizen.ts';
import { anotherBrowser, givePassword, type Person, register, signIn } from '../support/person.ts';
import { answerAs } from '../support/proving.ts';
import { runNode } from '../support/running-world.ts';
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
import { until } from '../support/until.ts';

const world = sharedWorld();
const scope = 'openid profile profile_extended phone gp_registration_details';
let service: TestService;

const member = (id: string) => people.find((one) => one.id === id) ?? expect.fail(`nobody of the cast is ${id}`);
const ask = (level: 'P0' | 'P5') => ({ scope, vtr: `["${level}.Cp.Cd"]` });

/** One of the cast with an account, who proved who they are, and what the service holds of them. */
async function proved(id: string) {
  const { person } = await register(world, service, { scope: 'openid', vtr: '["P0.Cp.Cd"]' });
  const confirm = await answerAs(
    person,
    await person.browser.open(authorizeUrl(world, service, ask('P5'))),
    member(id),
  );
  const consent = await person.browser.submit(confirm, { decision: 'mine' });
  const { code } = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
  return { id, person, tokens: await redeem(world, service, code ?? expect.fail(headingOf(consent))) };
}
type Proved = Awaited<ReturnType<typeof proved>>;

/** Signs in anew, in a browser that knows nobody. */
async function back({ person }: Proved, level: 'P0' | 'P5' = 'P0'): Promise<{ at: Person; page: Page }> {
  const at = anotherBrowser(world, person);
  return { at, page: await signIn(world, at, await at.browser.open(authorizeUrl(world, service, ask(level)))) };
}

/** What the service is told by its refresh token; the newest one is kept. */
async function told(of: Proved): Promise<Readonly<Record<string, unknown>>> {
  const next = await refresh(world, service, textOf(of.tokens, 'refresh_token'));
  if (next.status !== 200) return { error: next.body['error'] };
  of.tokens = next;
  return (await userinfo(world, textOf(next, 'access_token'))).body;
}
const toldUntil = (of: Proved, wanted: (claims: Readonly<Record<string, unknown>>) => boolean) =>
  until(`news of ${of.id}`, async () => {
    const claims = await told(of);
    return wanted(claims) ? claims : undefined;
  });

/** The page of somebody who gets everything right, once the record was looked at and all that they had has ended. */
async function turnedAway(of: Proved): Promise<{ at: Person; page: Page }> {
  await until(`the end of ${of.id}`, async () => ((await told(of))['error'] === 'invalid_grant' ? true : undefined));
  return back(of);
}

// Nobody has proved who they are: also when a test is looked at a second time.
beforeEach(async () => {
  await world.reset();
  service = await addService(world, { client_name: 'Riverside Records', scope, vectors: ['P0.Cp.Cd', 'P5.Cp.Cd'] });
});

describe('when people sign in again, their record has', () => {
  it('NL-113 changed, and the account and what services are told have changed with it', async () => {
    const moved = await proved('ada');
    const merged = await proved('grace');
    const died = await proved('george');
    const invalid = await proved('no-mobile');
    const hidden = await proved('other-mobile');
    const second = await proved('hyphen');
    await world.changeRecord('ada', 'moved-practice');
    await world.changeRecord('grace', 'superseded', '9990000107');
    await world.changeRecord('george', 'died');
    await world.changeRecord('no-mobile', 'invalidated');
    await world.changeRecord('other-mobile', 'restricted');
    await world.changeRecord('hyphen', 'superseded', member('ada').nhsNumber ?? '');
    const before = await world.health();
    for (const one of [moved, merged, invalid, hidden]) {
      const { page } = await back(one);
      expect([errorOf(page), page.url]).toEqual([undefined, expect.stringContaining(`${service.redirectUri}?code=`)]);
    }

    // Whose account is to end may be let in, or not any more: the look is made at once.
    for (const one of [died, second]) {
      const { page } = await back(one);
      const ends = page.url.startsWith(service.redirectUri) ? 'let in' : headingOf(page);
      expect(['let in', 'You cannot sign in to this account']).toContain(ends);
    }

    // A new practice and a new number are told with the tokens that there were.
    const practice = { gp_registration_details: { gp_ods_code: 'A99902' } };
    expect(await toldUntil(moved, (claims) => JSON.stringify(claims).includes('A99902'))).toMatchObject(practice);
    const number = { nhs_number: '9990000107', identity_proofing_level: 'P5' };
    expect(await toldUntil(merged, (claims) => claims['nhs_number'] === '9990000107')).toMatchObject(number);
    expect(decodeJwt(textOf(merged.tokens, 'access_token'))).toMatchObject({ nhs_number: '9990000107' });

    // Who is not to be found is still who they are.
    const { familyName, nhsNumber } = member('other-mobile');
    const secret = await toldUntil(hidden, (claims) => claims['gp_registration_details'] === undefined);
    expect(secret).toMatchObject({ nhs_number: nhsNumber, identity_proofing_level: 'P5' });
    expect(String(secret['family_name']).toLowerCase()).toBe(familyName.toLowerCase());

    // An invalid number tells nothing more, and the person is asked to prove it again where that is wanted.
    await until('the level to fall', async () =>
      (await told(invalid))['error'] === 'invalid_grant' ? true : undefined,
    );
    const asked = await back(invalid, 'P5');
    expect(headingOf(asked.page)).toBe('There is a problem with your NHS number');
    expect(asked.page.html).toContain('CID2011');
    const anew = await asked.at.browser.submit(asked.page, { decision: 'again' });
    expect(headingOf(anew)).toBe('Do you know your NHS number?');

    // Who has died, or has the number of another account, has an account no more; the other one has.
    for (const ended of [died, second]) {
      const { at, page } = await turnedAway(ended);
      expect([page.status, headingOf(page)]).toEqual([403, 'You cannot sign in to this account']);
      expect(page.html).toContain('CID2012');
      expect(page.html.replaceAll(service.name, '')).not.toMatch(/died|death|deceased|another account has|record/i);
      // There is a way back to the service, which is told nothing but that nothing came of it.
      const left = readCallback((await at.browser.submit(page, { decision: 'leave' })).url);
      expect([left.error, left.description, left.code]).toEqual([
        'access_denied',
        'IdentityLevelUnavailable',
        undefined,
      ]);
      expect(headingOf(await at.browser.submit(page, { decision: 'leave' }))).toBe('You need to start again');
      // Who came for their own account has no service to go back to.
      const own = anotherBrowser(world, ended.person);
      const alone = await signIn(world, own, await own.browser.open(`${world.issuer}/account`));
      expect([alone.status, headingOf(alone)]).toEqual([403, 'You cannot sign in to this account']);
      expect(alone.html).not.toContain('value="leave"');
      expect(await told(ended)).toEqual({ error: 'invalid_grant' });
      const silent = await ended.person.browser.open(authorizeUrl(world, service, { ...ask('P0'), prompt: 'none' }));
      expect(readCallback(silent.url).error).toBe('sso_login_required');
      expect((await userinfo(world, textOf(ended.tokens, 'access_token'))).status).toBe(401);
      const stranger = anotherBrowser(world, ended.person);
      const start = await stranger.browser.open(authorizeUrl(world, service, ask('P0')));
      const wrong = await givePassword(stranger, start, 'not the password of it');
      expect(errorOf(wrong)).toBeDefined();
    }
    expect(await told(moved)).toMatchObject({ nhs_number: member('ada').nhsNumber });

    // None of it asked the book of record, which knows it all the same.
    const { queriesByRole } = (await world.health()).postgres;
    expect(queriesByRole['gatehouse_app']).toBe(before.postgres.queriesByRole['gatehouse_app']);
    const disabled = () => world.rows("select id from account where status = 'disabled'");
    await expect.poll(async () => (await disabled()).length, { timeout: 30_000 }).toBe(2);
  });

  it('NL-113 been out of reach: they get in as ever, and it is looked at when the record is back', async () => {
    const one = await proved('sian');
    await world.changeRecord('sian', 'renamed');
    await world.setFault('pds', 'down');
    expect((await back(one)).page.url).toContain(`${service.redirectUri}?code=`);
    expect(await told(one)).toMatchObject({ identity_proofing_level: 'P5', nhs_number: member('sian').nhsNumber });
    await world.clearFaults();
    // Nobody comes back: the account does it by itself, when the circuit has closed.
    await until('what was owed', async () => {
      await world.advance(400);
      return String((await told(one))['family_name']).toLowerCase() === 'newham' ? true : undefined;
    });
  });

  it('NL-113 told of a death by mistake: an operator lets them in again, as whom they were, once it is put right', async () => {
    const one = await proved('ada');
    const { sub } = decodeJwt(textOf(one.tokens, 'id_token'));
    const enable = async (subject = String(sub)) => {
      const args = ['cli/accounts.ts', 'enable', '--subject', subject, '--json'];
      const child = runNode(args, { GATEHOUSE_ORIGIN: world.issuer, GATEHOUSE_HOME: world.home });
      let out = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      await once(child, 'close');
      return { code: child.exitCode, out };
    };
    const statusInTheBook = async () => (await world.rows('select status from account where subject = $1', [sub]))[0];
    const bookSays = (status: string) => expect.poll(statusInTheBook, { timeout: 30_000 }).toEqual({ status });
    const ends = async () => {
      await back(one);
      await bookSays('disabled');
      expect((await back(one)).page.html).toContain('CID2012');
    };

    await world.changeRecord('ada', 'died');
    await ends();
    expect(await enable('nobody')).toMatchObject({ code: 1 });
    expect(await enable()).toEqual({ code: 0, out: expect.stringContaining('"enabled"') });
    expect(await enable()).toEqual({ code: 0, out: expect.stringContaining('"unchanged"') });

    // The record still says so: it is believed until it is put right.
    await bookSays('active');
    await ends();
    await world.changeRecord('ada', 'death-taken-back');
    expect(await enable()).toMatchObject({ code: 0 });
    const { page } = await back(one, 'P5');
    const { code } = readCallback(page.url);
    one.tokens = await redeem(world, service, code ?? expect.fail(headingOf(page)));
    expect(decodeJwt(textOf(one.tokens, 'id_token'))).toMatchObject({ sub, vot: 'P5.Cp.Cd' });
    expect(await told(one)).toMatchObject({ nhs_number: member('ada').nhsNumber, identity_proofing_level: 'P5' });
    await bookSays('active');
  });
});
