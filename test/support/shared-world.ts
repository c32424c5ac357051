import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { FaultMode, System } from '../../dev/faults.ts';
import type { Message } from '../../dev/inbox.ts';
import type { RecordChange } from '../../dev/record-changes.ts';
import type { RecordedRequest } from '../../dev/requests.ts';
import { until } from './until.ts';

/** Where a world of a test run is found. */
export interface WorldPlace {
  readonly issuer: string;
  readonly demo: string;
  readonly console: string;
  /** Its state folder. */
  readonly home: string;
  /** Port of a PostgreSQL that is not the world's own. */
  readonly bookPort?: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How many worlds a project asks for: one for each of its workers. */
    readonly worlds?: number;
    readonly sharedWorlds: readonly WorldPlace[];
  }
}

/** What the console counts. */
export interface Health {
  readonly ready: boolean;
  readonly clock: { readonly epochSeconds: number; readonly offsetSeconds: number };
  readonly postgres: { readonly port: number; readonly queriesByRole: Readonly<Record<string, number>> };
  readonly redis: { readonly commands: number };
  /** What waits for Postgres; null while nobody can say. */
  readonly ledgers: Readonly<Record<string, unknown>> | null;
}

/** A local world as a test sees it: the service, and what the console lets a person do around it. */
export interface SharedWorld extends WorldPlace {
  /** Epoch seconds by the clock of the world. */
  now(): Promise<number>;
  /** Moves time; alarms that fall due have fired when this resolves. */
  advance(seconds: number): Promise<void>;
  setFault(system: System, mode: FaultMode): Promise<void>;
  clearFaults(): Promise<void>;
  /** Changes the record of one of the cast. @param newNumber of the record that takes the place of a superseded one */
  changeRecord(person: string, change: RecordChange, newNumber?: string): Promise<void>;
  /** The world as after a fresh start: nobody is registered, no service is known, no time was moved. */
  reset(): Promise<void>;
  health(): Promise<Health>;
  /** Messages to one address or number, newest first. */
  messages(to: string): Promise<readonly Message[]>;
  requests(system: System): Promise<readonly RecordedRequest[]>;
  /** Rows of the book of record, read as its owner. */
  rows<Row extends Record<string, unknown>>(query: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** A number that no other test of this world was given: for addresses, phones and names. */
  nextNumber(): number;
}

async function callConsole(address: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(address, { ...init, headers: { accept: 'application/json', ...init?.headers } });
  if (!answer.ok) throw new Error(`${init?.method ?? 'GET'} ${address}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const readJson = async <T>(address: string): Promise<T> => (await callConsole(address)).json() as Promise<T>;

async function post(address: string, body: object = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await (await callConsole(address, { method: 'POST', headers, body: JSON.stringify(body) })).text();
}

/** Counts in a file beside the world's state, for test files run in processes of their own, one after another. */
function countUp(file: string): number {
  let last = 0;
  try {
    last = Number(readFileSync(file, 'utf8'));
  } catch {
    // Nobody counted yet.
  }
  writeFileSync(file, String(last + 1));
  return last + 1;
}

/** The book of record as its owner sees it; connections close by themselves when nobody asks. */
function openBook(port: number): pg.Pool {
  const connectionString = `postgres://gatehouse_owner:trusted@127.0.0.1:${port}/gatehouse`;
  const pool = new pg.Pool({ connectionString, max: 2, idleTimeoutMillis: 2_000, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return pool;
}

/** The world that lives at this place. */
export function worldAt(place: WorldPlace): SharedWorld {
  const at = (path: string) => `${place.console}${path}`;
  const health = () => readJson<Health>(at('/health'));
  let book: pg.Pool | undefined;
  return {
    ...place,
    health,
    now: async () => (await readJson<Health['clock']>(at('/clock'))).epochSeconds,
    advance: (advanceSeconds) => post(at('/clock'), { advanceSeconds }),
    setFault: (system, mode) => post(at('/faults'), { system, mode }),
    clearFaults: async () => void (await callConsole(at('/faults'), { method: 'DELETE' })),
    changeRecord: (person, change, newNumber) => post(at('/people'), { person, change, newNumber }),
    reset: () => post(at('/reset')),
    messages: (to) => readJson<readonly Message[]>(at(`/messages?to=${encodeURIComponent(to)}`)),
    requests: (system) => readJson<readonly RecordedRequest[]>(at(`/requests?system=${system}`)),
    async rows<Row extends Record<string, unknown>>(query: string, values: readonly unknown[] = []) {
      book ??= openBook(place.bookPort ?? (await health()).postgres.port);
      return (await book.query<Row>(query, [...values])).rows;
    },
    nextNumber: () => countUp(join(place.home, 'test-numbers')),
  };
}

/** The world of this worker, started by `shared-world-setup.ts`: no other test file uses it meanwhile. */
export function sharedWorld(): SharedWorld {
  const place = inject('sharedWorlds')[Number(process.env['VITEST_POOL_ID']) - 1];
  if (place === undefined) throw new Error('more test files run at once than there are worlds');
  return worldAt(place);
}

/** What people need of a world: a service to sign in to, and their messages. */
export type Town = Pick<SharedWorld, 'issuer' | 'messages' | 'nextNumber'>;

/** The newest code sent to an address or number after the messages already seen. @param seen how many there were before */
export async function codeSentTo(world: Pick<SharedWorld, 'messages'>, to: string, seen: number): Promise<string> {
  const messages = await until(`a message to ${to}`, async () => {
    const found = await world.messages(to);
    return found.length > seen ? found : undefined;
  });
  const code = messages[0]?.code;
  if (typeof code !== 'string') throw new Error(`the message to ${to} has no code`);
  return code;
}
