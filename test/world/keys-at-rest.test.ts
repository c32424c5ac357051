import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherBrowser, freshCode, type Person, register, signIn } from '../support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import { addService, authorizeUrl, readCallback, redeem, type TestService } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
const root = join(import.meta.dirname, '../..');
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url');
const versions = (...numbers: readonly number[]) =>
  JSON.stringify(Object.fromEntries(numbers.map((number) => [number, key(number)])));
const keys = (...numbers: readonly number[]) => ({
  MASTER_KEYS: versions(...numbers),
  INDEX_KEYS: versions(...numbers),
});

interface Counted {
  readonly master_keys: readonly Readonly<Record<'version' | 'accounts' | 'signing_keys', number>>[];
  readonly index_keys: { readonly newest: number; readonly accounts_behind: number };
}

describe('the keys under which everything is stored', () => {
  let worker: ProductionWorker;
  let service: TestService;
  const people: Person[] = [];

  beforeAll(async () => {
    worker = await startProductionWorker(world, { variables: keys(1) });
    service = await addService(worker);
    for (let number = 0; number < 3; number += 1) people.push((await register(worker, service)).person);
  });
  afterAll(() => worker?.stop());

  async function command(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, GATEHOUSE_ORIGIN: worker.issuer, GATEHOUSE_HOME: worker.home };
    const node = join(root, 'node_modules/.bin/node');
    const { stdout } = await promisify(execFile)(node, [join(root, 'cli/keys.ts'), ...args, '--json'], { env });
    return stdout;
  }
  const count = async (): Promise<Counted> => JSON.parse(await command('versions'));
  const countUntil = (what: string, isThere: (counted: Counted) => boolean) =>
    until(what, async () => {
      const counted = await count();
      return isThere(counted) ? counted : undefined;
    });
  const restart = async (changes: ReturnType<typeof keys>) => {
    await worker.kill();
    await worker.restart(changes);
  };

  it('change without anybody being locked out: at sign-in, by a sweep, and when the old ones are gone', async () => {
    await countUntil('three accounts in the book', ({ master_keys: [only] }) => only?.accounts === 3);
    await restart(keys(1, 2));
    const [first, ...others] = people;
    const late = await register(worker, service);
    if (first === undefined) throw new Error('nobody');
    await freshCode(worker, first, service);
    const signedIn = await countUntil(
      'the account that signed in',
      (counted) => counted.master_keys[0]?.accounts === 2,
    );
    expect(signedIn.master_keys).toEqual([
      { version: 2, accounts: 2, signing_keys: 0 },
      { version: 1, accounts: 2, signing_keys: 2 },
    ]);
    expect(signedIn.index_keys).toEqual({ newest: 2, accounts_behind: 2 });

    expect(JSON.parse(await command('rewrap'))).toEqual({ renewed: 2 });
    const renewed = await countUntil('nothing under the old keys', (counted) => counted.master_keys[1]?.accounts === 0);
    expect(renewed.master_keys[1]).toEqual({ version: 1, accounts: 0, signing_keys: 0 });
    expect(renewed.index_keys).toEqual({ newest: 2, accounts_behind: 0 });

    await restart(keys(2));
    for (const person of [first, ...others, late.person]) {
      const visitor = anotherBrowser(worker, person);
      const end = await signIn(worker, visitor, await visitor.browser.open(authorizeUrl(worker, service)));
      expect((await redeem(worker, service, readCallback(end.url).code ?? '')).status).toBe(200);
    }
    expect((await count()).master_keys).toEqual([{ version: 2, accounts: 4, signing_keys: 2 }]);
  });
});
