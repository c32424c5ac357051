/**
 * Takes pictures of every page of the running service, of the console and of the demo, in each state that a person can bring
 * it to, at the width of a phone and of a desk, for people to look at: `node scripts/pictures.ts <folder> [part of a tour's name]`.
 * Starts a local world of its own; needs a Chromium (CHROMIUM_PATH, or /usr/bin/chromium).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { aService } from '../test/browser/support/connected-service.ts';
import { tours } from '../test/browser/support/tour.ts';
import { newVisitor, openBrowser } from '../test/browser/support/visitor.ts';
import { worldAt } from '../test/support/shared-world.ts';
import { startWorld } from '../test/support/world.ts';

const [folder = 'dist/pictures', part = ''] = process.argv.slice(2);
const screens = [
  { width: 375, height: 667 },
  { width: 1280, height: 800 },
] as const;

let taken = 0;
async function look(stop: string, page: Page): Promise<void> {
  for (const screen of screens) {
    await page.setViewportSize(screen);
    await page.screenshot({ path: join(folder, `${stop}-${screen.width}.png`), fullPage: true });
    taken += 1;
  }
}

mkdirSync(folder, { recursive: true });
const [running, browser] = await Promise.all([startWorld(), openBrowser()]);
const world = worldAt(running);
const complaints: string[] = [];
try {
  for (const [name, tour] of Object.entries(tours)) {
    if (!name.includes(part)) continue;
    const closing: (() => Promise<void>)[] = [];
    await tour({
      world,
      look,
      visitor: async () => {
        const visitor = await newVisitor(browser, world);
        closing.push(async () => {
          complaints.push(...visitor.complaints);
          await visitor.context.close();
        });
        return visitor;
      },
      service: async (options) => {
        const service = await aService(world, options);
        closing.push(() => service.close());
        return service;
      },
    });
    await Promise.all(closing.map((close) => close()));
  }
} finally {
  await Promise.all([browser.close(), running.stop()]);
}
for (const complaint of complaints) console.error(complaint);
console.log(`${taken} pictures in ${folder}, ${complaints.length} complaints of the browser`);
if (complaints.length > 0) process.exitCode = 1;
