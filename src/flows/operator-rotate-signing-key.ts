import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import type { RingRotation } from '../ports/keys';

/**
 * Gives each ring of signing keys a successor now, instead of at the end of the month. It is published at once and signs
 * when services have had time to learn of it, so nobody notices. Each new key is recorded.
 * @returns ring by ring what was done; `waiting` where the key added last has not signed yet
 */
export async function rotateSigningKeys(
  ports: Pick<Ports, 'keyRegistry' | 'clock' | 'audit'>,
  { address, requestId }: OperatorCall,
): Promise<readonly RingRotation[]> {
  const rotations = await ports.keyRegistry.rotate();
  for (const { outcome, kid, issuer, use } of rotations) {
    if (outcome !== 'rotated') continue;
    const detail = { kid, issuer, use };
    ports.audit.record({ kind: 'key_rotated', at: ports.clock.now(), address, requestId, detail });
  }
  return rotations;
}
