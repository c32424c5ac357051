import { expect, it } from 'vitest';
import { ledgerShardOf, ledgerShards } from '../../src/domain/ledger-hand-over';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

it('every ledger has its ids, and every id its ledger', () => {
  const shards = [...alphabet].map((first) => ledgerShardOf(`${first}AAAAAAAAAAAAAAAAAAAAA`));
  expect(shards).toEqual(Array.from({ length: ledgerShards }, (_, shard) => shard));
});

it.each(['', '.', 'é', '=AAA'])('%j is no id of random bits', (id) => {
  expect(() => ledgerShardOf(id)).toThrow(RangeError);
});
