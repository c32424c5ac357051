/** The world's clock, which the console may have moved. */
export interface WorldTime {
  readonly epochSeconds: number;
  /** What the world's clock adds to the machine's. */
  readonly offsetSeconds: number;
}

const PATIENCE_MILLIS = 2000;

/** Asks the console for the time; the machine's own when it does not say. */
export async function worldTime(consoleOrigin: string): Promise<WorldTime> {
  const own = Math.floor(Date.now() / 1000);
  try {
    const answer = await fetch(`${consoleOrigin}/clock`, { signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    const { offsetSeconds }: { offsetSeconds?: unknown } = JSON.parse(await answer.text());
    const offset = typeof offsetSeconds === 'number' ? offsetSeconds : 0;
    return { epochSeconds: own + offset, offsetSeconds: offset };
  } catch {
    return { epochSeconds: own, offsetSeconds: 0 };
  }
}
