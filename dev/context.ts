import type { WorldClock } from './clock.ts';
import type { QueryCounter } from './emulators/neon/queries.ts';
import type { RedisEndpoint } from './emulators/upstash/rest.ts';
import type { Faults } from './faults.ts';
import type { Inbox } from './inbox.ts';
import type { Resident } from './people.ts';
import type { RecordChanges } from './record-changes.ts';
import type { RequestLog } from './requests.ts';

/** The three origins of a world. */
export interface Addresses {
  /** What the service states as its own origin. */
  readonly issuer: string;
  /** Where the service listens. */
  readonly service: string;
  readonly demo: string;
  readonly console: string;
}

/** Everything the console shows and moves. */
export interface World {
  readonly addresses: Addresses;
  readonly clock: WorldClock;
  readonly faults: Faults;
  readonly inbox: Inbox;
  readonly records: RecordChanges;
  readonly requests: RequestLog;
  readonly queries: QueryCounter;
  readonly redis: RedisEndpoint | undefined;
  /** Port of the embedded PostgreSQL, for a look with psql. */
  readonly databasePort: number | undefined;
  isReady(): boolean;
  /** What waits in the ledgers for Postgres, and how many rows wait for a person; undefined while nobody can say. */
  backlog(): Promise<object | undefined>;
  /** What became of the people of this world here; undefined while nobody can say. */
  residents(): Promise<readonly Resident[] | undefined>;
  /** Moves time, tells the service, and waits for the alarms that fall due. @returns how many fired */
  advance(seconds: number): Promise<number>;
  /** Starts the service with atoms of the next generation, which know nothing. @returns its number */
  raiseGeneration(): Promise<number>;
  /** The world as after a fresh start. */
  reset(): Promise<void>;
}
