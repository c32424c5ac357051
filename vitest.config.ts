import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A shared machine stands still now and then: one second look there, which the report names, none on a desk. */
const retry = process.env['CI'] === undefined ? 0 : 1;
/** Real browsers and killed processes. */
const patient = { testTimeout: 60_000, hookTimeout: 90_000, retry };
/** What runs beside others: all cores (the default leaves one idle), and a stop for what hangs, not for what is slow. */
const busy = { maxWorkers: '100%', testTimeout: 30_000, hookTimeout: 60_000, retry };
/** Worlds of the local kind stand for the files of a project, as many as run at once. */
const onWorlds = (worlds: number, groupOrder: number) => ({
  environment: 'node' as const,
  globalSetup: ['test/support/shared-world-setup.ts'],
  maxWorkers: worlds,
  sequence: { groupOrder },
  provide: { worlds },
  ...patient,
});
/** What kills, floods, takes down, moves months of time, or goes through everything in a browser; `npm run test:slow`. */
const slowFiles = [
  'test/{world,conformance}/{attacks,durability,eviction,keys,secrets,launcher,outage,production,races,rebuild}*.test.ts',
  'test/browser/{cast,long-words}.test.ts',
];

/** The files that take longest, the longest first: they begin first, so that no core is idle while one of them ends. */
const longest = [
  'browser/accessible',
  'browser/passkey',
  'browser/forms',
  'durable-objects/grant-sequences',
  'world/outage-matrix',
  'world/secrets',
  'conformance/keys',
  'browser/long-words',
  'browser/cast',
  'world/production',
  'world/attacks',
  'world/launcher',
  'world/durability',
  'world/rebuild',
  'world/proof',
  'world/retrace',
  'world/audit',
  'world/recovery',
  'cli/commands',
].map((name) => `/test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longest.findIndex((name) => moduleId.endsWith(name));
      return rank === -1 ? longest.length : rank;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

/** What is promised of the system's own packages; `npm run test:debian`. */
const installedFiles = 'test/world/documented-proxy.test.ts';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{domain,protocol,crypto,flows,ui,cli,storage,integrations}/**/*.test.{ts,tsx}',
            'test/boundaries.test.ts',
          ],
          environment: 'node',
          ...busy,
        },
        oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './test/durable-objects/wrangler.toml' } })],
        test: {
          name: 'workerd',
          include: ['test/durable-objects/**/*.test.ts'],
          ...busy,
          provide: {
            sequenceSeed: Number(process.env['SEQUENCE_SEED'] ?? 20_261_125),
            recordRelease: process.env['RECORD_RELEASE'] ?? '',
          },
        },
      },
      {
        test: {
          name: 'world',
          include: ['test/{world,conformance}/**/*.test.ts'],
          exclude: [...slowFiles, installedFiles],
          ...onWorlds(2, 1),
        },
      },
      { test: { name: 'slow', include: slowFiles, ...onWorlds(2, 2) } },
      {
        test: {
          name: 'debian',
          include: [
            'test/storage/{ledger,audit-chains,key-rows,passkey-rows,redis}.test.ts',
            'test/world/{outage,walk,backlog}.test.ts',
            installedFiles,
          ],
          ...onWorlds(1, 4),
          globalSetup: ['test/support/installed-servers-setup.ts'],
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: slowFiles,
          ...onWorlds(2, 3),
        },
      },
      {
        test: {
          name: 'torture',
          include: ['test/torture/**/*.test.ts'],
          environment: 'node',
          maxWorkers: 1,
          sequence: { groupOrder: 5 },
          testTimeout: 240_000,
        },
      },
    ],
  },
});
