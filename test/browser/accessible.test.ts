import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { drawnPages } from '../support/drawn-pages.ts';
import { openDrawn } from './support/drawn.ts';
import { faultsOf } from './support/faults.ts';
import { scene, world } from './support/scene.ts';
import { drawnOnly, headings } from './support/stops.ts';
import { tours } from './support/tour.ts';
import { headingOf } from './support/walk.ts';

const { visitor, service } = scene();
const longestName = `${'Birmingham and Solihull '.repeat(2)}Partnershipfoundationtrusthealthrecordsandappointments`;
const longestAddress = `${'wilhelmina.'.repeat(5)}fotheringham-featherstonehaugh@correspondence.example.org`;
const seen = new Set<string>();

describe('every page is for everybody', () => {
  it.each(Object.entries(tours))('%s', { timeout: 300_000 }, async (_, tour) => {
    const faults: string[] = [];
    const look = async (stop: string, page: Page): Promise<void> => {
      seen.add(stop);
      const [name, error] = stop.split('-error');
      const heading = headings[name ?? ''];
      if (heading instanceof RegExp) expect(await headingOf(page)).toMatch(heading);
      else expect(await headingOf(page)).toBe(heading);
      expect((await page.title()).startsWith('Error: ')).toBe(error !== undefined);
      faults.push(...(await faultsOf(page)).map((fault) => `${stop}: ${fault}`));
    };
    await tour({ world, visitor, service, look });
    expect(faults).toEqual([]);
  });

  it('the tours come by every page in every state', async () => {
    const wanted = [...Object.keys(headings), ...(await drawnPages()).map(({ name }) => name)];
    expect(wanted.filter((stop) => !seen.has(stop) && !(stop in drawnOnly))).toEqual([]);
  });

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
