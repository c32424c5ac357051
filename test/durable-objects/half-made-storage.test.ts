import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Account, Directory, Interaction } from './support/account-atoms';
import { seconds } from './support/clock';
import type { KeyRing, Ledger, RateLimit, Supplier } from './support/platform-atoms';
import { prepareInput } from './support/signing-in';

const at = <Atom extends Rpc.DurableObjectBranded>(namespace: unknown, name: string): DurableObjectStub<Atom> =>
  (namespace as DurableObjectNamespace<Atom>).getByName(name);

/** What an atom keeps, in the order in which it was made. */
const made = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_atom, { storage }) =>
    storage.sql
      .exec<{ type: string; name: string }>(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY rowid",
      )
      .toArray(),
  );

/** Leaves of a new atom what the first so many statements of its schema had made, and starts it again. */
async function cutAfter(stub: DurableObjectStub, kept: number): Promise<void> {
  const all = await made(stub);
  await runInDurableObject(stub, (_atom, { storage }) => {
    for (const { type, name } of all.slice(kept).toReversed()) storage.sql.exec(`DROP ${type} IF EXISTS ${name}`);
  });
  expect(await made(stub)).toEqual(all.slice(0, kept));
  await abortAllDurableObjects();
}

const event = { kind: 'audit', event: { id: 'e', kind: 'session_created', at: seconds() } } as const;
const key = { kid: 'a', publicJwk: { kty: 'RSA', kid: 'a' }, sealedPrivateJwk: 'sealed' };

/** Each atom that makes tables when it first wakes, and its first verb. */
const atoms: readonly (readonly [string, (name: string) => DurableObjectStub, (stub: never) => Promise<unknown>])[] = [
  [
    'account',
    (name) => at<Account>(env.ACCOUNT, name),
    (stub: DurableObjectStub<Account>) => stub.prepare(prepareInput()),
  ],
  [
    'interaction',
    (name) => at<Interaction>(env.INTERACTION, name),
    (stub: DurableObjectStub<Interaction>) => stub.begin({ id: 'i', secretHash: 'h', sealed: 's' }),
  ],
  [
    'ledger',
    (name) => at<Ledger>(env.LEDGER, name),
    (stub: DurableObjectStub<Ledger>) => stub.accept({ chain: 'g1.1', from: 's', rows: [{ position: 1, row: event }] }),
  ],
  [
    'supplier',
    (name) => at<Supplier>(env.SUPPLIER, name),
    (stub: DurableObjectStub<Supplier>) => stub.accepted({ reference: 'r' }),
  ],
  [
    'directory',
    (name) => at<Directory>(env.DIRECTORY, name),
    (stub: DurableObjectStub<Directory>) => stub.find({ indexes: [{ version: 1, value: 'v' }] }),
  ],
  [
    'rate-limit',
    (name) => at<RateLimit>(env.RATE_LIMIT, name),
    (stub: DurableObjectStub<RateLimit>) => stub.take({ window: 'sends-by-address', key: 'k', operation: 'o' }),
  ],
  ['key-ring', (name) => at<KeyRing>(env.KEY_RING, name), (stub: DurableObjectStub<KeyRing>) => stub.offer(key)],
];

describe('an atom that was killed while it made its tables', () => {
  it.each(atoms)('%s makes the others when it wakes, and works', async (name, find, firstVerb) => {
    const whole = find(`whole ${name}`);
    const tables = await made(whole);
    expect(tables.length).toBeGreaterThan(0);
    const wanted = await firstVerb(whole as never);
    for (let kept = 0; kept < tables.length; kept += 1) {
      const cut = find(`cut ${name} ${kept}`);
      await cutAfter(cut, kept);
      const again = find(`cut ${name} ${kept}`);
      expect([kept, await firstVerb(again as never)]).toEqual([kept, wanted]);
      expect([kept, (await made(again)).map((one) => one.name).toSorted()]).toEqual([
        kept,
        tables.map((one) => one.name).toSorted(),
      ]);
    }
  });
});
