import type { EpochSeconds } from '../domain/brands';

/** How far Postgres is behind what the atoms have decided. */
export interface Backlog {
  /** False above 24 hours or a million rows, parked ones left aside: then registration alone waits. */
  admitsRegistrations(): boolean;
  /** What waits at this moment. */
  read(): Promise<BacklogReading>;
  /** Tries parked rows again, for a person has removed what stood in their way. */
  unpark(): Promise<void>;
}

export interface BacklogReading {
  readonly undelivered: number;
  readonly oldestAt?: EpochSeconds;
  /** Since when the oldest waits that is not parked. */
  readonly waitingSince?: EpochSeconds;
  /** Rows that Postgres will never take as they are. */
  readonly parked: number;
  /** Why rows wait, in words of ours and an SQLSTATE. */
  readonly why?: string;
}
