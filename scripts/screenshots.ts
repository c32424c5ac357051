import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { aService } from '../test/browser/support/connected-service.ts';
import { openDrawn } from '../test/browser/support/drawn.ts';
import { drawnOnly } from '../test/browser/support/stops.ts';
import { tours } from '../test/browser/support/tour.ts';
import { newVisitor, openBrowser, type Visitor } from '../test/browser/support/visitor.ts';
import { drawnPages } from '../test/support/drawn-pages.ts';
import { type SharedWorld, worldAt } from '../test/support/shared-world.ts';
import { startWorld } from '../test/support/world.ts';
import { projectRoot } from './check/part.ts';
import { needChromium } from './chromium.ts';
import { readCommandLine } from './command-line.ts';

const usage = `Takes pictures of every page in every state at the width of a phone and of a desk, and writes an index beside them.
Usage: npm run screenshots -- [--only <part of a name>] [--tour <part of a name>] [--folder <folder>]

  --only    only pages whose name contains this; the console and the demo are taken with "console" and "demo" alone
  --tour    only the tours of test/browser whose name contains this, which is quicker
  --folder  where they are written (default docs/screens)`;

// Pages are added to the tours of test/browser; those that no tour can reach are drawn.
const { values } = readCommandLine(usage, () =>
  parseArgs({
    options: {
      only: { type: 'string' },
      tour: { type: 'string' },
      folder: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
const folder = resolve(projectRoot, values.folder ?? 'docs/screens');
const wanted = (stop: string): boolean =>
  values.only === undefined ? !/^(console|demo)-/.test(stop) : stop.includes(values.only);

const screens = [
  { width: 375, height: 667 },
  { width: 1280, height: 800 },
] as const;
/** Of WebP: letters stay sharp, and the whole folder stays small. */
const quality = 60;
/** WebP knows no higher picture: of a longer page its beginning is taken. */
const highest = 16_383;

interface Stop {
  readonly name: string;
  readonly title: string;
}
interface Section {
  readonly name: string;
  readonly stops: Stop[];
}

/** Takes the whole page, which playwright itself can only as PNG. Its session stays: to end it unplugs the page's passkeys. */
async function photograph(page: Page, path: string): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const { cssContentSize } = await devTools.send('Page.getLayoutMetrics');
  const clip = { ...cssContentSize, height: Math.min(cssContentSize.height, highest), scale: 1 };
  const shot = await devTools.send('Page.captureScreenshot', {
    format: 'webp',
    quality,
    captureBeyondViewport: true,
    clip,
  });
  writeFileSync(path, Buffer.from(shot.data, 'base64'));
}

const lookInto =
  ({ stops }: Section) =>
  async (name: string, page: Page): Promise<void> => {
    if (!wanted(name)) return;
    const before = page.viewportSize();
    for (const screen of screens) {
      await page.setViewportSize(screen);
      // What stands over the page covers all of it.
      const height: number = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewportSize({ ...screen, height: Math.max(screen.height, height) });
      await photograph(page, join(folder, `${name}-${screen.width}.webp`));
    }
    if (before) await page.setViewportSize(before);
    stops.push({ name, title: await page.title() });
  };

/** Walks every tour, and opens what is only drawn. */
async function takeAll(browser: Browser, world: SharedWorld) {
  const sections: Section[] = [];
  const complaints: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  const visitor = async (): Promise<Visitor> => {
    const one = await newVisitor(browser, world);
    closing.push(async () => {
      complaints.push(...one.complaints);
      await one.context.close();
    });
    return one;
  };
  const service: Parameters<(typeof tours)['being locked out']>[0]['service'] = async (options) => {
    const one = await aService(world, options);
    closing.push(() => one.close());
    return one;
  };
  for (const [name, tour] of Object.entries(tours)) {
    if (values.tour !== undefined && !name.includes(values.tour)) continue;
    const section: Section = { name, stops: [] };
    sections.push(section);
    await tour({ world, look: lookInto(section), visitor, service });
    await Promise.all(closing.splice(0).map((close) => close()));
  }
  const drawn: Section = { name: 'seldom seen', stops: [] };
  const { page } = await visitor();
  for (const sample of (await drawnPages()).filter((each) => each.name in drawnOnly)) {
    await openDrawn(page, world, sample);
    await lookInto(drawn)(sample.name, page);
  }
  await Promise.all(closing.map((close) => close()));
  return { sections: [...sections, drawn].filter(({ stops }) => stops.length > 0), complaints };
}

const picture = (name: string, width: number, shown: number): string =>
  `<img src="${name}-${width}.webp" width="${shown}" alt="at ${width} pixels">`;

/** The index that stands beside the pictures. */
const indexOf = (sections: readonly Section[]): string =>
  [
    '# Every page',
    '',
    'Each page in each state on a phone of 375 pixels and on a desk of 1,280. Made by `npm run screenshots`; do not edit.',
    ...sections.flatMap(({ name, stops }) => [
      `\n## ${name[0]?.toUpperCase()}${name.slice(1)}`,
      ...stops.map((stop) =>
        [`\n### ${stop.name}`, `\n${stop.title}\n`, picture(stop.name, 375, 220), picture(stop.name, 1280, 560)].join(
          '\n',
        ),
      ),
    ]),
    '',
  ].join('\n');

process.env['CHROMIUM_PATH'] = needChromium();
const isWhole = values.only === undefined && values.tour === undefined;
if (isWhole) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const [running, browser] = await Promise.all([startWorld(), openBrowser()]);
try {
  const { sections, complaints } = await takeAll(browser, worldAt(running));
  if (isWhole) writeFileSync(join(folder, 'README.md'), indexOf(sections));
  for (const complaint of complaints) console.error(complaint);
  const stops = sections.flatMap((section) => section.stops);
  console.log(`${stops.length} pages in ${folder}, ${complaints.length} complaints of the browser`);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  await Promise.all([browser.close(), running.stop()]);
}
