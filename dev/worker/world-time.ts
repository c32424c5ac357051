import { devEnv } from './dev-env.ts';

/** What the console's clock adds to the machine's time; unknown until this isolate has asked or was told. */
let offsetMs: number | undefined;

/** Epoch milliseconds in the world's time. */
export function worldNow(): number {
  return Date.now() + (offsetMs ?? 0);
}

/** The machine's time at which the world's clock shows `due`. */
export function toMachineTime(due: number): number {
  return due - (offsetMs ?? 0);
}

export function setOffset(seconds: number): void {
  offsetMs = seconds * 1000;
}

/** Asks the console for the time, once per isolate: before its first request or alarm. */
export async function syncTime(): Promise<void> {
  if (offsetMs !== undefined) return;
  const answer = await fetch(`${devEnv.DEV_CONSOLE}/clock.json`);
  const { offsetSeconds }: { offsetSeconds?: unknown } = await answer.json();
  if (typeof offsetSeconds !== 'number') throw new Error('The console did not say what time it is.');
  setOffset(offsetSeconds);
}
