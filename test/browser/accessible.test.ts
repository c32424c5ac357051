import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { scene, world } from './support/scene.ts';
import { headings } from './support/stops.ts';
import { tours } from './support/tour.ts';
import { headingOf } from './support/walk.ts';

const { visitor, service } = scene();
const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

/** A phone turned to 320 px, or a desk's screen zoomed to 400 %. @see WCAG 2.2 §1.4.10 */
const narrowest = { width: 320, height: 640 };
const desk = { width: 1280, height: 800 };

/** What is wrong with a page for people who see it otherwise, or not at all. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const violations: readonly string[] = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
  await page.setViewportSize(narrowest);
  const wider: readonly string[] = await page.evaluate(`
    document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways at 320 px: ' + widest()] : [];
    function widest() {
      return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
        .map((one) => one.outerHTML.slice(0, 80)).join(' ');
    }`);
  await page.setViewportSize(desk);
  return [...violations, ...wider];
}

describe('every page is for everybody', () => {
  it.each(Object.entries(tours))('%s', async (_, tour) => {
    const faults: string[] = [];
    const look = async (stop: string, page: Page): Promise<void> => {
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
});
