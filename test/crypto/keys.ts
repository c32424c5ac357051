import type { KeySet } from '../../src/crypto/purpose-key';

/** A key set with the named versions; the key of a version is the same wherever it is named. */
export function keysOf(...versions: number[]): KeySet {
  return new Map(versions.map((version) => [version, new Uint8Array(32).fill(version)]));
}
