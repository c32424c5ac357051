import type { BlindIndex } from '../src/domain/ledger-row';
import type { Env } from '../src/env';

/** An address that a registration has reserved, as the directory knows it. */
export interface ReservedAddress {
  readonly shard: number;
  readonly indexes: readonly BlindIndex[];
}

/**
 * Whether the directory gave an address to an operation; bound to the account's factory from wiring, for atoms make no
 * addresses. Rejects when the directory is away.
 */
export type OwnsAddress = (env: Env, reserved: ReservedAddress, op: string) => Promise<boolean>;
