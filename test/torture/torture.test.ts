import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type BreakageName, breakages, breakBundle } from './breakages.ts';
import { describeRun } from './report.ts';
import { torture } from './torture.ts';

const seed = 20_261_125;
const bundleFolder = mkdtempSync(join(tmpdir(), 'gatehouse-torture-'));
afterAll(() => rmSync(bundleFolder, { recursive: true, force: true }));

const say = (line: string): void => console.log(line);
const names = Object.keys(breakages) as BreakageName[];

describe('killed every few seconds under eight clients', () => {
  it('takes back nothing that was acknowledged, does nothing twice, and tells Postgres all of it', async () => {
    const figures = await torture({ seed, seconds: 55, clients: 8, judgeSeconds: 20, bundleFolder, say });
    say(describeRun(figures));
    expect(figures.violations).toEqual([]);
    expect(figures.kills).toBeGreaterThanOrEqual(5);
    expect(figures.fewestBetweenKills).toBeGreaterThanOrEqual(20);
    expect([figures.acknowledged, figures.lost].map((count) => count > 0)).toEqual([true, true]);
  });
});

describe('a broken bundle is found out', () => {
  it.each([
    ['outbox', 'the outbox keeps nothing', /is not in Postgres|accounts in Postgres/],
    ['redeem', 'a code is read, waited for and then spent', /token sets for one code/],
  ] as const)('%s: %s', async (breaks, _how, violation) => {
    const options = { seed, clients: 4, breaks, stopsAtFirst: true, drainSeconds: 3, bundleFolder };
    // A broken outbox is seen at the end, a code spent twice at once.
    const { violations } = await torture({ ...options, together: 1, seconds: breaks === 'outbox' ? 8 : 60 });
    expect(violations.map(({ what }) => what)).toContainEqual(expect.stringMatching(violation));
  });

  it.each(names)('%s: what is to be broken must be there', (name) => {
    expect(() => breakBundle('export default {};', name)).toThrow('0 places to break');
  });
});
