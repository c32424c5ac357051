import { describe, expect, it } from 'vitest';
import { drawnPages } from '../support/drawn-pages.ts';
import { openDrawn } from './support/drawn.ts';
import { faultsOf } from './support/faults.ts';
import { scene, world } from './support/scene.ts';

const { visitor } = scene();
const longestName = `${'Birmingham and Solihull '.repeat(2)}Partnershipfoundationtrusthealthrecordsandappointments`;
const longestAddress = `${'wilhelmina.'.repeat(5)}fotheringham-featherstonehaugh@correspondence.example.org`;

describe('every page is for everybody', () => {
  it('drawn with longer words than English, and the longest names and addresses, each page in each state', {
    timeout: 300_000,
  }, async () => {
    const { page } = await visitor();
    const faults: string[] = [];
    for (const sample of await drawnPages('pseudo')) {
      const html = sample.html
        .replaceAll('Riverside Health Diary', longestName)
        .replaceAll(/[\w.]+@example\.com/g, longestAddress);
      await openDrawn(page, world, { ...sample, html });
      faults.push(...(await faultsOf(page)).map((fault) => `${sample.name}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});
