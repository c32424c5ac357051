import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/storage/ledger';
import { type Book, openBook } from './support/book';
import { batch, created, keysRenewed, proved, statusOf } from './support/rows';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
beforeEach(() => book.empty());
afterAll(() => book.close());

const applied = { outcome: 'applied' };
const apply = (...changes: Parameters<typeof batch>[0]) => applyBatch(book.config, batch(changes));
const index = (name: string, ...versions: number[]) =>
  versions.map((version) => ({ version, value: `${name}-v${version}` }));
const people = () => book.ask('select id, level, sealed_patient, proved_against from account order by id');
const numbers = () =>
  book.ask("select value, account from account_identifier where kind = 'nhs-number' order by account, value");

describe('the record of a person', () => {
  it('reaches the book sealed, with its level and the keyed values of its number', async () => {
    expect(await apply(created('a'), proved('a', 2, index('one', 2, 1)))).toEqual(applied);
    expect(await people()).toEqual([{ id: 'a', level: 'P5', sealed_patient: 'sealed 2', proved_against: 'claim' }]);
    expect(await numbers()).toEqual([
      { value: 'one-v1', account: 'a' },
      { value: 'one-v2', account: 'a' },
    ]);
  });

  it('is what it is when the same rows come again, alone or an old one last', async () => {
    const rows = [created('a'), proved('a', 2, index('one', 1)), proved('a', 3, index('two', 1))];
    await apply(...rows);
    const before = [await people(), await numbers()];
    for (const row of rows) expect(await apply(row)).toEqual(applied);
    expect([await people(), await numbers()]).toEqual(before);
    expect(before[1]).toEqual([{ value: 'two-v1', account: 'a' }]);
  });

  it('is not taken for a second account: that row waits for a person', async () => {
    await apply(created('a'), created('b'), proved('a', 2, index('one', 1)));
    expect(await apply(proved('b', 2, index('one', 1)))).toMatchObject({ outcome: 'poisoned', index: 0 });
    expect(await people()).toMatchObject([
      { id: 'a', level: 'P5' },
      { id: 'b', level: 'P0', sealed_patient: null },
    ]);
  });

  it('stays with an account that is disabled, which may be enabled again; an old row that comes late changes nothing', async () => {
    const status = () => book.ask('select status from account');
    await apply(created('a'), proved('a', 2, index('one', 1)));
    expect(await status()).toEqual([{ status: 'active' }]);
    await apply(statusOf('a', 3, 'disabled'));
    expect([await status(), await numbers()]).toEqual([[{ status: 'disabled' }], [{ value: 'one-v1', account: 'a' }]]);
    await apply(statusOf('a', 4, 'active'), statusOf('a', 3, 'disabled'));
    expect(await status()).toEqual([{ status: 'active' }]);
  });

  it('is found under newer index keys as well', async () => {
    await apply(created('a'), proved('a', 2, index('one', 1)));
    const renewed = keysRenewed('a', 3, index('mail-of-a', 2, 1));
    if (renewed.kind !== 'account') return expect.fail(renewed.kind);
    const change = { ...renewed.change, nhsNumberIndex: index('one', 2, 1) } as typeof renewed.change;
    expect(await apply({ ...renewed, change })).toEqual(applied);
    expect(await numbers()).toHaveLength(2);
  });
});
