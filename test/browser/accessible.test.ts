import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { drawnPages } from '../support/drawn-pages.ts';
import { faultsOf } from './support/faults.ts';
import { scene, world } from './support/scene.ts';
import { drawnOnly, headings } from './support/stops.ts';
import { tours } from './support/tour.ts';
import { headingOf } from './support/walk.ts';

const { visitor, service } = scene();
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
});
