import type { TestProject } from 'vitest/node';
import { startWorld } from './world.ts';

/** Starts one local world for all test files of a run, on free ports and in a home of its own, and ends it after them. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { issuer, demo, console, home, stop } = await startWorld();
  provide('sharedWorld', { issuer, demo, console, home });
  return stop;
}
