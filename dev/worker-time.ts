import type { WorldClock } from './clock.ts';
import { people, type Resident } from './people.ts';

/** The launcher's own way into the worker, below a path that only the development entry has. */
export interface WorkerTime {
  /** Tells the time; alarms that fall due fire before this resolves. @returns how many did */
  tell(): Promise<number>;
  /** Does what a deployment does each hour, if an hour has begun since the last time. */
  keepHours(): Promise<void>;
  /** Time begins anew: no hour of it is done yet. */
  reset(): void;
  /** What waits in the ledgers for Postgres; undefined when the service does not say. */
  backlog(): Promise<object | undefined>;
  /** What became of the people of this world; undefined when the service does not say. */
  residents(): Promise<readonly Resident[] | undefined>;
}

/** Minute of the hour at which the cron trigger of wrangler.toml fires. */
const cronMinute = 17;

const patienceMs = 30_000;

/** @param origin where the service listens · @param secret what the development entry asks for */
export function createWorkerTime(origin: string, secret: string, clock: WorldClock): WorkerTime {
  const ask = async (verb: string, body: object): Promise<string> => {
    const answer = await fetch(`${origin}/__dev/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-dev-secret': secret },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The service did not do "${verb}" (${answer.status}).`);
    return text;
  };
  let doneFor = Number.NEGATIVE_INFINITY;
  return {
    async tell() {
      const { woken }: { woken?: unknown } = JSON.parse(await ask('clock', { offsetSeconds: clock.offsetSeconds() }));
      return Number(woken);
    },
    async keepHours() {
      const hour = Math.floor((clock.now() - cronMinute * 60_000) / 3_600_000);
      if (hour <= doneFor) return;
      const before = doneFor;
      doneFor = hour;
      try {
        await ask('hourly', {});
      } catch (thrown) {
        doneFor = before;
        throw thrown;
      }
    },
    reset: () => {
      doneFor = Number.NEGATIVE_INFINITY;
    },
    async backlog() {
      const answer = await ask('backlog', {}).catch(() => undefined);
      return answer === undefined ? undefined : Object(JSON.parse(answer));
    },
    async residents() {
      const known = people.map(({ id, email, nhsNumber }) => ({ id, email, nhsNumber }));
      const answer = await ask('residents', known).catch(() => undefined);
      if (answer === undefined) return undefined;
      const residents: readonly Resident[] = JSON.parse(answer);
      return residents;
    },
  };
}
