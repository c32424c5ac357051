import { type KeyPhase, keyPhase } from '../domain/key-phase';
import type { Ports } from '../ports';
import type { HeldKey } from '../ports/keys';

/** The signing keys that are not gone, ring by ring, the oldest first, each with its phase at this moment. */
export async function listKeys(
  ports: Pick<Ports, 'keyRegistry' | 'clock'>,
): Promise<readonly (HeldKey & { readonly phase: KeyPhase })[]> {
  const keys = await ports.keyRegistry.list();
  const now = ports.clock.now();
  const order = (key: HeldKey): string => `${key.issuer} ${key.use} ${key.signFrom}`;
  return keys
    .map((key) => ({ ...key, phase: keyPhase(key, now) }))
    .toSorted((a, b) => order(a).localeCompare(order(b)));
}
