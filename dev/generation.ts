import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Home } from './home.ts';

/** Which generation of atoms the service of this home uses. */
export function readGeneration(home: Pick<Home, 'generation'>): number {
  return existsSync(home.generation) ? Number(readFileSync(home.generation, 'utf8')) : 1;
}

/** Keeps which one the next start uses. */
export function writeGeneration(home: Pick<Home, 'generation'>, generation: number): void {
  if (generation === 1) rmSync(home.generation, { force: true });
  else writeFileSync(home.generation, `${generation}\n`);
}
