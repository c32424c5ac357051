/** A promise that was broken, with what is needed to look for it. */
export interface Violation {
  readonly seconds: number;
  readonly who: string;
  readonly what: string;
  /** What this person did last, oldest first. */
  readonly acts: readonly string[];
}

/** What a run counted. */
export interface Figures {
  readonly seed: number;
  readonly clients: number;
  readonly seconds: number;
  readonly journeys: number;
  readonly byJourney: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly lost: number;
  readonly unavailable: number;
  readonly givenUp: Readonly<Record<string, number>>;
  readonly kills: number;
  /** The fewest writes that were acknowledged between two kills. */
  readonly fewestBetweenKills: number;
  readonly restartMillis: { readonly p50: number; readonly p95: number };
  readonly people: number;
  readonly grants: number;
  readonly events: number;
  readonly drainSeconds: number;
  readonly violations: readonly Violation[];
}

/** Thrown after a violation was noted: the journey ends, and its person is left alone. */
export class Broken extends Error {}

/** Counts what happens. `say` prints a line of progress. */
export function openReport() {
  const started = performance.now();
  const violations: Violation[] = [];
  const givenUp = new Map<string, number>();
  const journeys = new Map<string, number>();
  const counts = { acknowledged: 0, lost: 0, unavailable: 0 };
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  const raise = (counter: Map<string, number>, name: string) => counter.set(name, (counter.get(name) ?? 0) + 1);
  return {
    seconds,
    violations,
    counts,
    journey: (name: string) => void raise(journeys, name),
    giveUp: (why: string) => void raise(givenUp, why),
    journeys: () => [...journeys.values()].reduce((sum, count) => sum + count, 0),
    byJourney: (): Readonly<Record<string, number>> => Object.fromEntries(journeys),
    givenUp: (): Readonly<Record<string, number>> => Object.fromEntries(givenUp),
    violate: (who: string, what: string, acts: readonly string[] = []) =>
      void violations.push({ seconds: seconds(), who, what, acts: [...acts] }),
  };
}
export type Report = ReturnType<typeof openReport>;

/** The value that this share of the measured ones does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
}

const table = (counted: Readonly<Record<string, number>>): string =>
  Object.entries(counted)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** The figures as a person reads them. */
export function describeRun(figures: Figures): string {
  const { restartMillis: restart, violations } = figures;
  return [
    `seed ${figures.seed}, ${figures.clients} clients, ${figures.seconds} s`,
    `  ${figures.journeys} journeys of ${figures.people} people, ${figures.acknowledged} acknowledged writes, ${figures.grants} grants`,
    `  ${figures.kills} kills, at least ${figures.fewestBetweenKills} acknowledged writes between two; ${figures.lost} answers lost`,
    `  restart p50 ${restart.p50} ms, p95 ${restart.p95} ms; ${figures.unavailable} answers 503`,
    `  ${figures.events} audit events in Postgres, drained ${figures.drainSeconds} s after the last restart`,
    `  journeys: ${table(figures.byJourney)}`,
    `  given up: ${table(figures.givenUp)}`,
    `  ${violations.length} violations`,
    ...violations.slice(0, 20).map(describeViolation),
  ].join('\n');
}

const describeViolation = ({ seconds, who, what, acts }: Violation): string =>
  [`  ✗ at ${seconds} s, ${who}: ${what}`, ...acts.slice(-40).map((act) => `      ${act}`)].join('\n');
