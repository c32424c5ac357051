import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstSeqOf } from '../../src/storage/account-rebuild';
import { applyBatch } from '../../src/storage/ledger';
import { type Book, openBook } from './support/book';
import { batch, created, keysRenewed, passkeyAdded, passkeyRemoved, standingTold, terms } from './support/rows';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
beforeEach(() => book.empty());
afterAll(() => book.close());

const apply = (...changes: Parameters<typeof batch>[0]) => applyBatch(book.config, batch(changes));
const index = (name: string, ...versions: number[]) =>
  versions.map((version) => ({ version, value: `${name}-v${version}` }));
const email = index('mail-of-a', 3, 2, 1);
const standing = async () => [
  await book.ask('select wrapped_key, kek_version, applied_seq from account order by id'),
  await book.ask('select kind, index_version, value, account from account_identifier order by kind, value'),
  await book.ask('select value, sealed from passkey order by value'),
];

describe('an account that was renewed under newer keys', () => {
  it('has its data key under the new one, and is found by the values of every live version', async () => {
    await apply(created('a'), passkeyAdded('a', 2, index('blue', 2, 1)), passkeyAdded('a', 3, index('red', 2)));
    expect(await apply(keysRenewed('a', 4, email, index('blue', 3, 2, 1), index('red', 3, 2)))).toEqual({
      outcome: 'applied',
    });
    const owned = (kind: string, name: string, ...versions: number[]) =>
      versions.map((version) => ({ kind, index_version: version, value: `${name}-v${version}`, account: 'a' }));
    const stood = [
      [{ wrapped_key: 'wrapped 4', kek_version: 3, applied_seq: '4' }],
      [...owned('email', 'mail-of-a', 1, 2, 3), ...owned('passkey', 'blue', 1, 2, 3), ...owned('passkey', 'red', 2, 3)],
      [
        { value: 'blue-v3', sealed: 'sealed 2' },
        { value: 'red-v3', sealed: 'sealed 3' },
      ],
    ];
    expect(await standing()).toEqual(stood);
    // The same rows again, and an old one last, change nothing.
    await apply(keysRenewed('a', 4, email, index('blue', 3, 2, 1), index('red', 3, 2)));
    await apply(keysRenewed('a', 1, index('mail-of-a', 2), index('blue', 2, 1)));
    expect(await standing()).toEqual(stood);
    await apply(passkeyRemoved('a', 5, index('blue', 3, 2, 1)));
    expect(await book.ask('select value from passkey')).toEqual([{ value: 'red-v3' }]);
  });

  it('cannot take a value that is another account’s', async () => {
    await apply(created('a'), created('b'));
    expect(await apply(keysRenewed('a', 2, [...index('mail-of-a', 3), ...index('mail-of-b', 2)]))).toEqual({
      outcome: 'poisoned',
      index: 0,
      why: '23505 account_identifier_owner',
    });
    expect(await book.ask("select kek_version from account where id = 'a'")).toEqual([{ kek_version: 1 }]);
  });
});

describe('what an account stands on', () => {
  it('is kept as it was told last, once, and not by rows of atoms that others took the place of', async () => {
    const held = () => book.ask("select standing ->> 'sealedPassword' as password, applied_seq from account");
    await apply(created('a'), standingTold('a', 2, 'first'), standingTold('a', 3, 'second'));
    await apply(standingTold('a', 2, 'first'));
    expect(await held()).toEqual([{ password: 'second', applied_seq: '3' }]);
    const firstOfSecond = firstSeqOf('2') + 1;
    await apply(standingTold('a', firstOfSecond, 'of the second atoms'));
    await apply(standingTold('a', 4, 'late'), terms('a', 5));
    expect(await held()).toEqual([{ password: 'of the second atoms', applied_seq: String(firstOfSecond) }]);
    expect(await book.ask('select * from terms_acceptance')).toEqual([]);
  });
});
