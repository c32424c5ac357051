import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../dev/ports.ts';
import { oauthErrorStatus } from '../../src/protocol/oauth-error.ts';
import { newPerson, registerLinkOf, registerUntilTerms } from '../support/person.ts';
import { runNode } from '../support/running-world.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/connect.md'), 'utf8');

/** A block of the guide, without the indentation of the list it stands in. @throws Error when there is none of this name */
function blockOf(name: string): string {
  const block = new RegExp(`\`\`\`\\w+ ${name}\n(.*?)\`\`\``, 's').exec(guide)?.[1];
  if (block === undefined) throw new Error(`the guide has no block ${name}`);
  return block.replaceAll(/^ {3}/gm, '');
}

/** What is pasted at the end of the program. */
const additions = ['refresh', 'note', 'silent', 'hand-over'];

/** What the program shows of a person. */
interface Told {
  readonly idToken: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
}
const membersOf = ({ idToken, userinfo }: Told) => [Object.keys(idToken), Object.keys(userinfo)];

describe('whoever follows the guide, word by word,', () => {
  const world = sharedWorld();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-guide-'));
  const place = join(folder, 'my-service');
  let service: ChildProcess | undefined;
  let port = 0;

  beforeAll(async () => {
    // The library knows no other clock than the machine's.
    if ((await world.health()).clock.offsetSeconds !== 0) await world.reset();
    port = await findFreePort();
  });
  afterAll(() => {
    service?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const here = (text: string): string =>
    text.replaceAll('localhost:3000', `localhost:${port}`).replaceAll('listen(3000', `listen(${port}`);

  it('has a registered service that is told who came', async () => {
    const gatehouse = join(folder, 'gatehouse');
    mkdirSync(gatehouse);
    // What npm would fetch is here already.
    const commands = here(blockOf('keys')).replaceAll(/^npm .*\n/gm, '');
    execFileSync('sh', ['-e', '-c', commands], { cwd: gatehouse, stdio: 'pipe' });
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));

    expect(blockOf('register')).toBe('npm run service -- add ../my-service/my-service.json\n');
    const env = { GATEHOUSE_ORIGIN: world.issuer, GATEHOUSE_HOME: world.home };
    const adding = runNode(['cli/service.ts', 'add', join(place, 'my-service.json')], env);
    let printed = '';
    adding.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await once(adding, 'close');
    const { client_id: clientId }: { client_id: string } = JSON.parse(printed);

    const whole = ['service.mjs', ...additions].map(blockOf).join('\n');
    writeFileSync(join(place, 'service.mjs'), here(whole).replace('http://localhost:8787', world.issuer));
    expect(blockOf('run')).toBe('cd ../my-service && node service.mjs <client_id>\n');
    service = spawn(join(root, 'node_modules/.bin/node'), ['service.mjs', clientId], { cwd: place, stdio: 'ignore' });
    const visit = (path: string) => fetch(`http://localhost:${port}${path}`, { redirect: 'manual' });
    const begun = await until('the service to answer', () => visit('/').catch(() => undefined));

    const person = newPerson(world);
    const start = await person.browser.open(begun.headers.get('location') ?? '');
    const form = await person.browser.follow(start, registerLinkOf(start) ?? '');
    const consent = await person.browser.submit(await registerUntilTerms(world, person, form), { decision: 'accept' });
    const back = new URL((await person.browser.submit(consent, { decision: 'agree' })).url);
    const read = async (path: string): Promise<Told> => JSON.parse(await (await visit(path)).text());
    const told = await read(`${back.pathname}${back.search}`);
    expect(told).toMatchObject({
      idToken: { aud: clientId, iss: world.issuer, vot: 'P0.Cp.Cd', identity_proofing_level: 'P0' },
      userinfo: { email: person.email, email_verified: true, phone_number: person.number },
    });
    // The example in the guide has just these members.
    const example: Told = JSON.parse(blockOf('told'));
    expect(membersOf(told)).toEqual(membersOf(example));

    expect(await read('/refresh')).toMatchObject({ userinfo: { sub: told.idToken.sub } });
    expect(await read('/note')).toMatchObject({ client_user_metadata: 'prefers the morning' });
    // Neither needs a page; the login that is handed over counts in a browser that knows nobody, too.
    for (const [path, browser] of [
      ['/silent', person.browser],
      ['/hand-over', newPerson(world).browser],
    ] as const) {
      const sent = (await visit(path)).headers.get('location') ?? '';
      const answered = new URL((await browser.open(sent)).url);
      expect(await read(`${answered.pathname}${answered.search}`)).toMatchObject({
        idToken: { sub: told.idToken.sub },
      });
    }

    const again = await visit(`${back.pathname}${back.search}`);
    expect([again.status, await again.text()]).toEqual([
      500,
      'OAUTH_INVALID_RESPONSE: unexpected "state" response parameter value',
    ]);
    // What the library says is in the guide too.
    expect(guide).toContain('| unexpected "state" response parameter value |');
  });
});

/** Where faults of services are put into words. */
const sources = [
  ...['authorization-request', 'token-request', 'client-assertion', 'scope', 'pkce', 'bearer', 'access-token'].map(
    (name) => `src/protocol/${name}.ts`,
  ),
  ...['parameters', 'user-metadata', 'authorization-response'].map((name) => `src/protocol/${name}.ts`),
  ...['issue-tokens', 'read-userinfo', 'update-user-metadata', 'start-authorization'].map(
    (name) => `src/flows/${name}.ts`,
  ),
  ...['src/domain/vector.ts', 'src/domain/journey.ts', 'src/http/body.ts', 'src/http/forms.ts', 'src/http/methods.ts'],
  ...['src/http/problem.tsx', 'routes/token.ts'],
];

describe('every error that a service can be told', () => {
  const texts = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');

  it('is explained in the guide, by its description', () => {
    const called = /(?:fault|pageFault|refused?)\((?:\s*'[a-z_]+',)?\s*(['`])((?:(?!\1).)+ (?:(?!\1).)+)\1/g;
    const named = /(?:description|error_description|why)(?::| =) (['`])((?:(?!\1).)+ (?:(?!\1).)+)\1/g;
    const found = [called, named].flatMap((pattern) => [...texts.matchAll(pattern)].map(([, , text = '']) => text));
    // Those that a person's choice gives are one word.
    const chosen = [...texts.matchAll(/'((?:[A-Z][a-z]+){2,})'/g)].map(([, word = '']) => word);
    expect(chosen).toContain('ConsentNotGiven');
    const descriptions = [...new Set([...found, ...chosen])].filter(
      (text) => text !== 'the form was not sent from our page',
    );
    expect(descriptions.length).toBeGreaterThanOrEqual(60);
    const unexplained = descriptions.filter((text) => {
      const words = text.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return !new RegExp(words.join('[\\w :/.-]+')).test(guide);
    });
    expect(unexplained).toEqual([]);
  });

  it('is explained in the guide, by its code', () => {
    const codes = Object.keys(oauthErrorStatus).filter((code) => texts.includes(`'${code}'`));
    expect(codes.length).toBeGreaterThanOrEqual(18);
    expect(codes.filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
  });

  it('is explained in the guide, by the reference that a page shows', () => {
    const pages = ['src/app.ts', 'src/http/problem.tsx', 'src/ui/pages/known-errors.tsx'];
    const shown = pages.flatMap((path) => readFileSync(join(root, path), 'utf8').match(/(?<=['"])CID\d{4}/g) ?? []);
    expect(new Set(shown).size).toBeGreaterThanOrEqual(2);
    expect(shown.filter((reference) => !guide.includes(reference))).toEqual([]);
  });
});

/** Where faults of a registration are put into words: each sentence says what to do. */
const registration = ['client-registration', 'registration-members', 'registration-file', 'registered-uri'];

describe('every reason to refuse a registration', () => {
  it('is in the guide, as it is said', () => {
    const texts = [...registration, 'service-key', 'key-rotation'].map((name) =>
      readFileSync(join(root, `src/domain/${name}.ts`), 'utf8'),
    );
    const found = texts.flatMap((text) =>
      [...text.matchAll(/(['`])([A-Z][^'`\n]* [^'`\n]*\.)\1/g)].map(([, , one = '']) => one),
    );
    expect(found.length).toBeGreaterThanOrEqual(60);
    const unexplained = found.filter((sentence) => !guide.includes(sentence.replaceAll(/\$\{[^}]*\}/g, '…')));
    expect(unexplained).toEqual([]);
  });
});
