import { expect, it } from 'vitest';
import { judgePlantedBreaches } from '../scripts/check/imports.ts';

it('finds every planted breach of the import law, by the name of its rule', async () => {
  const { found, faults } = await judgePlantedBreaches();
  expect(faults).toEqual([]);
  expect(found).toBeGreaterThan(60);
}, 30_000);
