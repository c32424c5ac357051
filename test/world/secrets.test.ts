import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sketches } from '../../dev/cast.ts';
import { type Canary, type CanarySearch, searchFor } from '../support/canaries.ts';
import type { Citizen } from '../support/citizen.ts';
import { giveOn, registerByPasskey } from '../support/passkey-citizen.ts';
import { anotherBrowser, newPerson, type Person, registerUntilConsent, signIn } from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  operate,
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
const scope = 'openid email phone client_metadata';
const crowd = 100;
const atOnce = 6;
const canaries: Canary[] = [];
const redis = new Map<string, string>();
let service: TestService;
let search: CanarySearch;

const secretPart = (token: string): string => token.slice(token.lastIndexOf('.') + 1);

/** Remembers something of a person, under a name that tells what it was. */
function remember(who: number, what: string, value: string | undefined, isCode = false): void {
  if (value !== undefined) canaries.push({ label: `${what} of ${who}`, value, isCode });
}

function rememberCookies(who: number, { cookies }: Citizen): void {
  for (const [name, value] of cookies) remember(who, `cookie ${name}`, secretPart(value));
}

/** What Redis was told: the emulator keeps the newest commands only, so they are gathered on the way. */
async function gatherRedis(): Promise<void> {
  for (const { id, path, body } of await world.requests('redis')) redis.set(id, `${path} ${body}`);
}

async function forgetPassword(person: Person): Promise<void> {
  const { browser } = person;
  const page = await browser.submit(await browser.open(authorizeUrl(world, service)), { email: person.email });
  const forgot = await browser.follow(page, /href="(\/reset[^"]*)"/.exec(page.html)?.[1] ?? 'no link');
  await browser.submit(forgot, { email: person.email });
  const link = await until(
    `the link for ${person.email}`,
    async () =>
      (await world.messages(person.email)).find((one) => /new .* password/.test(one.subject ?? ''))?.link ?? undefined,
  );
  await browser.submit(await browser.open(link), { password: `${person.password} anew` });
}

/** Ten people whose record agrees with what they say. */
const patients = sketches
  .filter(({ nhsNumber, record }) => nhsNumber !== null && record !== null && Object.keys(record).length <= 3)
  .filter(({ birthDate, id }) => birthDate < '2010' && !/restricted|invalid|died|year|priya/.test(id))
  .slice(0, 10);

/** Proves who they are, by name or by number, and is told of. */
async function prove(who: number, { browser }: Person): Promise<void> {
  const patient = patients[Math.floor(who / 10)] ?? expect.fail('there are too few patients');
  const { nhsNumber, givenName, familyName, birthDate, postalCode } = patient;
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const asked = await browser.open(authorizeUrl(world, service, { scope: 'openid profile', vtr: '["P5.Cp.Cd"]' }));
  const byName = who % 20 === 4;
  const first = await browser.submit(asked, {
    knows: byName ? 'no' : 'yes',
    'nhs-number': byName ? '' : (nhsNumber ?? ''),
  });
  const born = byName ? await browser.submit(first, { 'first-name': givenName, 'last-name': familyName }) : first;
  const home = await browser.submit(born, { day, month, year });
  const confirm = await browser.submit(home, { postcode: postalCode });
  const consent = await browser.submit(confirm, { decision: 'mine' });
  const { code = '' } = readCallback((await browser.submit(consent, { decision: 'agree' })).url);
  const tokens = await redeem(world, service, code);
  expect(decodeJwt(textOf(tokens, 'id_token'))).toMatchObject({ nhs_number: nhsNumber });
  remember(who, 'NHS number', nhsNumber ?? undefined);
  remember(who, 'last name', familyName.length > 5 ? familyName : undefined);
  remember(who, 'date of birth', birthDate);
  remember(who, 'postcode', postalCode);
}

/** Takes one person through the journeys there are; half of them by password, half by passkey. */
async function live(who: number): Promise<void> {
  const person = newPerson(world);
  const byPasskey = who % 10 >= 5;
  let consent = byPasskey ? undefined : await registerUntilConsent(world, person, service, { scope });
  if (consent === undefined) {
    const { passkey, page } = await registerByPasskey(world, person, service);
    consent = await giveOn(person, page, passkey);
  }
  rememberCookies(who, person.browser);
  const { code = '' } = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
  remember(who, 'authorization code', secretPart(code));
  const tokens = await redeem(world, service, code);
  for (const name of ['access_token', 'id_token', 'refresh_token'])
    remember(who, name, secretPart(textOf(tokens, name)));
  if (who % 10 === 0 || who % 10 === 3) {
    const note = `note of citizen ${who}: prefers letters`;
    const token = textOf(tokens, 'access_token');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ client_user_metadata: note });
    expect((await userinfo(world, token, { method: 'PATCH', headers, body })).status).toBeLessThan(300);
    remember(who, 'note', note);
    const next = await refresh(world, service, textOf(tokens, 'refresh_token'));
    remember(who, 'next refresh token', secretPart(textOf(next, 'refresh_token')));
  }
  const visitor = anotherBrowser(world, person);
  if (who % 10 === 1) {
    await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)), { remember: 'yes' });
    rememberCookies(who, visitor.browser);
  }
  if (who % 10 === 2) await forgetPassword(visitor);
  if (who % 10 === 4) await prove(who, person);
  remember(who, 'e-mail', person.email);
  remember(who, 'phone', person.number);
  remember(who, 'phone as typed at home', person.number.replace('+44', '0'));
  remember(who, 'password', person.password);
  for (const message of [...(await world.messages(person.email)), ...(await world.messages(person.number))]) {
    remember(who, 'code', message.code ?? undefined, true);
    if (message.link !== null && message.link !== undefined) remember(who, 'link', secretPart(message.link));
  }
  if (who % atOnce === 0) await gatherRedis();
}

beforeAll(async () => {
  service = await addService(world, { scope: `${scope} profile`, vectors: ['P0.Cp.Cd', 'P0.Cm', 'P5.Cp.Cd'] });
  const waiting = Array.from({ length: crowd }, (_, who) => who).values();
  const walk = async (): Promise<void> => {
    for (const who of waiting) await live(who);
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  await until('everybody in the book', async () => {
    const [row] = await world.rows<{ accounts: string }>('select count(*) as accounts from account');
    return Number(row?.accounts) >= crowd ? true : undefined;
  });
  await gatherRedis();
  // The service tells of a fault, so that an empty log proves nothing by accident.
  await world.setFault('postgres', 'down');
  await operate(world, 'services.list');
  await world.clearFaults();
  await until('the fault in the log', async () => (existsSync(join(world.home, 'service.log')) ? true : undefined));
  search = searchFor(canaries);
}, 400_000);

/** Every row of every table of the product, as text. */
async function everyTable(): Promise<Buffer> {
  const tables = await world.rows<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const dumps = await Promise.all(tables.map(({ name }) => world.rows(`select * from ${name}`)));
  return Buffer.from(JSON.stringify(dumps));
}

/** Every file of the atoms, with what waits in their write-ahead logs; atoms come and go meanwhile, and their files with them. */
function atomFiles(): Buffer {
  const entries = readdirSync(join(world.home, 'worker'), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Buffer.concat(
    paths.flatMap((path) => (existsSync(path) && !path.endsWith('-shm') ? [readFileSync(path)] : [])),
  );
}

const places: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
  'a dump of Postgres': everyTable,
  'the files of the atoms': atomFiles,
  'what Redis was told': () => Buffer.from([...redis.values()].join('\n')),
  'the log of the service': () => readFileSync(join(world.home, 'service.log')),
};

describe('of a hundred people', () => {
  it('there is much to look for, and much to look through', async () => {
    expect(canaries.filter(({ label }) => label.startsWith('code of')).length).toBeGreaterThanOrEqual(2 * crowd);
    for (const what of ['e-mail', 'phone', 'password', 'refresh_token', 'cookie', 'link', 'note', 'authorization code'])
      expect([what, canaries.filter(({ label }) => label.startsWith(what)).length]).not.toEqual([what, 0]);
    expect(search.needles).toBeGreaterThan(10_000);
    expect((await everyTable()).length).toBeGreaterThan(100_000);
    expect(atomFiles().length).toBeGreaterThan(5_000_000);
    expect(redis.size).toBeGreaterThan(crowd / 4);
  });

  it.each(Object.keys(places))(
    'nothing that names one or lets one in stands in %s, however it is written',
    async (place) => {
      expect(search.find((await places[place]?.()) ?? Buffer.alloc(0))).toEqual([]);
    },
  );

  it('it would be seen, in each place: a leak that was planted is', async () => {
    const find = async (place: string) => search.find((await places[place]?.()) ?? Buffer.alloc(0));
    const [email, password, code] = ['e-mail of 3', 'password of 4', 'code of 5'].map(
      (label) => canaries.find((one) => one.label === label)?.value ?? 'nothing',
    );
    const encoded = Buffer.from(`x${email}`).toString('base64');
    await world.rows('update client set name = $1 where id = $2', [encoded, service.clientId]);
    expect(await find('a dump of Postgres')).toContain('e-mail of 3 (base64, 1 bytes in)');
    await world.rows('update client set name = $1 where id = $2', [service.name, service.clientId]);

    const file = join(world.home, 'worker', 'planted-wal');
    writeFileSync(file, Buffer.from(`....${password}....`, 'utf16le'));
    expect(await find('the files of the atoms')).toContain('password of 4 (UTF-16LE)');
    rmSync(file);

    redis.set('planted', `["SET","x","{"code":${code}}"]`);
    expect(await find('what Redis was told')).toContain('code of 5 (plain)');
    redis.delete('planted');

    appendFileSync(join(world.home, 'service.log'), `${Buffer.from(email ?? '').toString('hex')}\n`);
    expect(await find('the log of the service')).toContain('e-mail of 3 (hex)');
  });
});
