import type { TestProject } from 'vitest/node';
import { startWorld } from './world.ts';

/** Starts the local worlds for the test files of a run, one for each worker, on free ports and in homes of their own, and ends them after it. */
export async function setup({ provide, config }: TestProject): Promise<() => Promise<void>> {
  const worlds = await Promise.all(Array.from({ length: config.provide.worlds ?? 1 }, () => startWorld()));
  provide(
    'sharedWorlds',
    worlds.map(({ issuer, demo, console, home }) => ({ issuer, demo, console, home })),
  );
  return async () => void (await Promise.all(worlds.map(({ stop }) => stop())));
}
