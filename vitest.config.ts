import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** A shared machine stands still now and then: one second look there, which the report names, none on a desk. */
const retry = process.env['CI'] === undefined ? 0 : 1;
/** Real browsers and killed processes. */
const patient = { testTimeout: 60_000, hookTimeout: 90_000, fileParallelism: false, retry };
/** What runs beside others: all cores (the default leaves one idle), and a stop for what hangs, not for what is slow. */
const busy = { maxWorkers: '100%', testTimeout: 30_000, hookTimeout: 60_000, retry };
/** A world of the local kind stands for all files of a project. */
const oneWorld = { environment: 'node' as const, globalSetup: ['test/support/shared-world-setup.ts'], ...patient };
/** What kills, floods, takes down or moves months of time; `npm run test:slow`. */
const slowFiles =
  'test/{world,conformance}/{attacks,durability,keys,secrets,launcher,outage,production,races}*.test.ts';

export default defineConfig({
  test: {
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
          provide: { sequenceSeed: Number(process.env['SEQUENCE_SEED'] ?? 20_261_125) },
        },
      },
      {
        test: { name: 'world', include: ['test/{world,conformance}/**/*.test.ts'], exclude: [slowFiles], ...oneWorld },
      },
      { test: { name: 'slow', include: [slowFiles], ...oneWorld } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...oneWorld } },
    ],
  },
});
