import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 60_000, hookTimeout: 90_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{domain,protocol,crypto,flows,ui,cli,storage,integrations}/**/*.test.{ts,tsx}', 'test/boundaries.test.ts'],
          environment: 'node',
        },
        oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './test/durable-objects/wrangler.toml' } })],
        test: { name: 'workerd', include: ['test/durable-objects/**/*.test.ts'] },
      },
      {
        test: {
          name: 'world',
          include: ['test/{world,conformance,journeys}/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/shared-world-setup.ts'],
          ...slow,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/shared-world-setup.ts'],
          ...slow,
        },
      },
    ],
  },
});
