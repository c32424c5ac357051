import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writePrivately } from './home.ts';

/** The time of the local world: the machine's, plus what the console was told to add. */
export interface WorldClock {
  /** Epoch milliseconds. */
  now(): number;
  offsetSeconds(): number;
  /** Moves time forward; never back. */
  advance(seconds: number): void;
  /** Back to the machine's time. */
  reset(): void;
}

function readOffset(file: string): number {
  if (!existsSync(file)) return 0;
  const { offsetSeconds }: { offsetSeconds?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  return typeof offsetSeconds === 'number' && offsetSeconds >= 0 ? offsetSeconds : 0;
}

/** A clock whose offset survives a restart in `file`: data from "tomorrow" must not meet a service of today. */
export function openClock(file: string): WorldClock {
  let offset = readOffset(file);
  return {
    now: () => Date.now() + offset * 1000,
    offsetSeconds: () => offset,
    advance(seconds) {
      offset += seconds;
      writePrivately(file, `${JSON.stringify({ offsetSeconds: offset })}\n`);
    },
    reset() {
      offset = 0;
      rmSync(file, { force: true });
    },
  };
}
