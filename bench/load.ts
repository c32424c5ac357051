import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** One answer, or none. */
export interface Heard {
  /** 0 when no answer came within the client's patience, or the connection broke. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The loopback address that the connection comes from. */
  readonly from?: string | undefined;
}

/** How an answer is judged: `shed` says 429 or 503; `silent` is none at all. */
export type Verdict = 'right' | 'shed' | 'silent' | 'wrong';

/** One thing that a client does, and what it makes of the answer. */
export interface Deed {
  readonly name: string;
  act(): Promise<Verdict>;
}

/** What came of many deeds. */
export interface Tally {
  readonly seconds: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Milliseconds of each that was right, in ascending order. */
  readonly millis: readonly number[];
  /** Wrong answers by the name of their deed. */
  readonly wrong: ReadonlyMap<string, number>;
}

const patienceMs = 15_000;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
/** No answer, and why: the client's patience, or what became of the connection. */
const noAnswer = (why: string): Heard => ({ status: 0, headers: {}, body: why });
const silences = new Map<string, number>();
/** Why answers did not come since this was asked last, each with its number. */
export function takeSilences(): string {
  const told = [...silences].map(([why, count]) => `${count} ${why}`).join(', ');
  silences.clear();
  return told || 'none';
}

/** Sends one request. Never rejects. */
export function send(origin: string, { method = 'GET', path, headers = {}, body, from }: Sent): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const options = { method, headers, agent, timeout: patienceMs, ...(from && { localAddress: from }) };
  const asked = request(`${origin}${path}`, options, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    answer.on('error', () => resolve(noAnswer('broken off')));
  });
  asked.on('error', ({ message, code }: NodeJS.ErrnoException) => resolve(noAnswer(code ?? message)));
  asked.on('timeout', () => asked.destroy(new Error(`silent for ${patienceMs / 1000} s`)));
  asked.end(body);
  return promise;
}

/** @param isRight looked at only when the service did not shed the request */
export function judge(heard: Heard, isRight: (heard: Heard) => boolean): Verdict {
  if (heard.status === 0) {
    silences.set(heard.body, (silences.get(heard.body) ?? 0) + 1);
    return 'silent';
  }
  if (heard.status === 429 || heard.status === 503) return 'shed';
  return isRight(heard) ? 'right' : 'wrong';
}

/** Counts what came of deeds as they end. */
function tallying() {
  const counts = { right: 0, shed: 0, silent: 0, wrong: 0 };
  const [millis, wrong]: [number[], Map<string, number>] = [[], new Map()];
  const started = performance.now();
  return {
    elapsed: () => (performance.now() - started) / 1000,
    async note({ name, act }: Deed): Promise<void> {
      const before = performance.now();
      const verdict = await act();
      counts[verdict] += 1;
      if (verdict === 'right') millis.push(performance.now() - before);
      if (verdict === 'wrong') wrong.set(name, (wrong.get(name) ?? 0) + 1);
    },
    tally: (): Tally => ({
      seconds: (performance.now() - started) / 1000,
      counts,
      millis: millis.toSorted((a, b) => a - b),
      wrong,
    }),
  };
}

/** Keeps `concurrency` deeds going at once, in turn, for so long. */
export async function run(
  deeds: readonly Deed[],
  {
    concurrency,
    seconds,
    pauseMs = 0,
  }: { readonly concurrency: number; readonly seconds: number; readonly pauseMs?: number },
): Promise<Tally> {
  const { elapsed, note, tally } = tallying();
  const client = async (first: number) => {
    for (let turn = first; elapsed() < seconds; turn += 1) {
      const deed = deeds[turn % deeds.length];
      if (deed !== undefined) await note(deed);
      if (pauseMs > 0) await delay(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, index) => client(index)));
  return tally();
}

/** So many connections are all that this machine gives away. */
export const mostAtOnce = 1000;

/** Begins so many deeds a second, whether or not those before have been answered. */
export async function pour(
  deeds: readonly Deed[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Tally> {
  const { elapsed, note, tally } = tallying();
  const going = new Set<Promise<void>>();
  for (let begun = 0; elapsed() < seconds; await delay(5)) {
    for (; begun < elapsed() * perSecond && going.size < mostAtOnce; begun += 1) {
      const deed = deeds[begun % deeds.length];
      if (deed === undefined) continue;
      const work = note(deed).finally(() => going.delete(work));
      going.add(work);
    }
  }
  await Promise.all(going);
  return tally();
}

/** The value below which that share of sorted numbers lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
