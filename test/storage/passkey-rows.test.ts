import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlindIndex } from '../../src/domain/ledger-row';
import { applyBatch } from '../../src/storage/ledger';
import { type Book, openBook } from './support/book';
import { batch, created, passkeyAdded, passkeyNamed, passkeyRemoved, passwordSet } from './support/rows';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
beforeEach(() => book.empty());
afterAll(() => book.close());

const applied = { outcome: 'applied' };
const apply = (...changes: Parameters<typeof batch>[0]) => applyBatch(book.config, batch(changes));
const passkeys = () => book.ask('select account, value, seq, sealed from passkey order by account, value');
const ids = () =>
  book.ask(
    "select index_version, value, account from account_identifier where kind = 'passkey' order by account, value",
  );
const standing = async () => [await passkeys(), await ids(), await book.ask('select id, applied_seq from account')];

const index = (name: string, ...versions: number[]): readonly BlindIndex[] =>
  versions.map((version) => ({ version, value: `${name}-v${version}` }));
const blue = index('blue', 2, 1);
const red = index('red', 2, 1);

/** Every order in which two lists can arrive that each keep their own. */
function shuffles<Row>(one: readonly Row[], other: readonly Row[]): readonly (readonly Row[])[] {
  const [first, second] = [one[0], other[0]];
  if (first === undefined || second === undefined) return [[...one, ...other]];
  return [
    ...shuffles(one.slice(1), other).map((rest) => [first, ...rest]),
    ...shuffles(one, other.slice(1)).map((rest) => [second, ...rest]),
  ];
}

describe('the passkeys of an account', () => {
  it('reach the book when they are added, named and removed', async () => {
    expect(await apply(created('a'), passkeyAdded('a', 2, blue), passkeyAdded('a', 3, red))).toEqual(applied);
    expect(await passkeys()).toEqual([
      { account: 'a', value: 'blue-v2', seq: '2', sealed: 'sealed 2' },
      { account: 'a', value: 'red-v2', seq: '3', sealed: 'sealed 3' },
    ]);
    expect(await ids()).toHaveLength(4);
    expect(await apply(passkeyNamed('a', 4, blue))).toEqual(applied);
    expect(await passkeys()).toMatchObject([{ value: 'blue-v2', sealed: 'sealed 4' }, { value: 'red-v2' }]);
    expect(await ids()).toHaveLength(4);
    expect(await apply(passkeyRemoved('a', 5, blue))).toEqual(applied);
    expect(await passkeys()).toMatchObject([{ value: 'red-v2' }]);
    expect((await ids()).map(({ value }) => value)).toEqual(['red-v1', 'red-v2']);
  });

  it('are what they are when the same rows come again, alone, together, or an old one last', async () => {
    const rows = [
      created('a'),
      passkeyAdded('a', 2, blue),
      passkeyNamed('a', 3, blue),
      passkeyAdded('a', 4, red),
      passkeyRemoved('a', 5, blue),
    ];
    await apply(...rows);
    const stood = await standing();
    expect(await apply(...rows)).toEqual(applied);
    for (const row of rows) expect(await apply(row)).toEqual(applied);
    for (const row of rows.toReversed()) expect(await apply(row)).toEqual(applied);
    expect(await standing()).toEqual(stood);
  });

  it('stay gone when the row that added one arrives after the one that removed it', async () => {
    await apply(created('a'), passkeyRemoved('a', 3, blue));
    expect(await apply(passkeyAdded('a', 2, blue))).toEqual(applied);
    expect([await passkeys(), await ids()]).toEqual([[], []]);
  });

  it('that go from one account to another and back are of whom the directory says, in whatever order the rows arrive', async () => {
    // Each order has two accounts and a passkey of its own, and all of them take a step at once.
    const orders = shuffles(
      [passkeyAdded, passkeyRemoved, passkeyAdded, passkeyRemoved].map((row, at) => ({ row, of: 'a', seq: at + 2 })),
      [passkeyAdded, passkeyRemoved, passkeyAdded].map((row, at) => ({ row, of: 'b', seq: at + 2 })),
    );
    expect(orders).toHaveLength(35);
    await apply(...orders.flatMap((_order, place) => [created(`a${place}`), created(`b${place}`)]));
    for (let step = 0; step < 7; step += 1) {
      const rows = orders.flatMap((order, place) => {
        const next = order[step];
        return next === undefined ? [] : [next.row(`${next.of}${place}`, next.seq, index(`key-${place}`, 1))];
      });
      expect(await apply(...rows)).toEqual(applied);
    }
    const owners = orders.map((_order, place) => ({ account: `b${place}`, value: `key-${place}-v1` }));
    const byAccount = (one: { readonly account: string }, other: { readonly account: string }) =>
      one.account < other.account ? -1 : 1;
    const held = (await ids()).map(({ account, value }) => ({ account: String(account), value }));
    expect(held.toSorted(byAccount)).toEqual(owners.toSorted(byAccount));
    expect(await passkeys()).toHaveLength(35);
  });

  it('are written for two accounts in one batch, of which neither row is refused', async () => {
    await apply(created('a'), created('b'), passkeyAdded('a', 2, blue));
    expect(await apply(passkeyAdded('b', 2, blue), passkeyRemoved('a', 3, blue))).toEqual(applied);
    expect((await ids()).map(({ account }) => account)).toEqual(['b', 'b']);
  });

  it('are as old as when they were added, whatever they are named, also under a newer index key', async () => {
    const ages = async () =>
      (await book.ask<{ at: string }>('select at from passkey order by value')).map(({ at }) => at);
    const named = (seq: number, of: readonly BlindIndex[]) => passkeyNamed('a', seq, of, 900);
    await apply(created('a'), passkeyAdded('a', 2, index('blue', 1)));
    const added = await ages();
    await apply(named(3, index('blue', 1)));
    expect(await ages()).toEqual(added);
    await apply(named(4, blue));
    expect(await ages()).toEqual(added);
    // Removed and added once more it is a new one.
    await apply(passkeyRemoved('a', 5, blue), passkeyAdded('a', 6, blue, 900));
    expect(await ages()).toEqual([String(Number(added[0]) + 900)]);
  });

  it('are removed from their own account only', async () => {
    await apply(created('a'), created('b'), passkeyAdded('a', 2, blue));
    expect(await apply(passkeyRemoved('b', 2, blue))).toEqual(applied);
    expect(await passkeys()).toMatchObject([{ account: 'a' }]);
    expect(await ids()).toHaveLength(2);
  });

  it('are known again when the index key has changed since: named once more, and removed for good', async () => {
    await apply(created('a'), passkeyAdded('a', 2, index('blue', 1)));
    expect(await apply(passkeyNamed('a', 3, blue))).toEqual(applied);
    expect(await passkeys()).toMatchObject([{ value: 'blue-v2', sealed: 'sealed 3' }]);
    expect((await ids()).map(({ value }) => value)).toEqual(['blue-v1', 'blue-v2']);

    await apply(passkeyAdded('a', 4, index('red', 1)));
    expect(await apply(passkeyRemoved('a', 5, red), passkeyRemoved('a', 6, blue))).toEqual(applied);
    expect([await passkeys(), await ids()]).toEqual([[], []]);
  });
});

describe('a password that is set', () => {
  const has = async () =>
    (await book.ask<{ has: boolean }>('select has_password as has from account')).map((row) => row.has);

  it('is known of its account, however often it is told', async () => {
    await apply(created('a', 'mail-of-a', false));
    expect(await has()).toEqual([false]);
    expect(await apply(passwordSet('a', 2))).toEqual(applied);
    expect(await apply(passwordSet('a', 2))).toEqual(applied);
    expect(await has()).toEqual([true]);
    expect(await book.ask('select applied_seq from account')).toEqual([{ applied_seq: '2' }]);
  });
});
