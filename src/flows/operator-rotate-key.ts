import type { ClientId } from '../domain/brands';
import { readKeySet } from '../domain/client-registration';
import { rotateKeys } from '../domain/key-rotation';
import type { OperatorCall } from '../domain/operator-call';
import type { RegistrationProblem } from '../domain/registration-file';
import type { Ports } from '../ports';
import { clientInformation, type ServiceChange } from '../protocol/client-information';

export interface KeyRotation {
  readonly clientId: ClientId;
  /** The new JWK set as sent; absent to only drop the old keys. */
  readonly jwks: unknown;
  readonly dropOld: boolean;
  readonly call: OperatorCall;
}

/**
 * Gives a service new keys; those before stay valid beside them until the next rotation, unless they are dropped.
 * @returns `done` when every shard has it, or every problem of the key set
 */
export async function rotateServiceKey(
  ports: Pick<Ports, 'clientRegistry' | 'clock' | 'audit'>,
  { clientId, jwks, dropOld, call }: KeyRotation,
): Promise<ServiceChange> {
  const held = await ports.clientRegistry.read(clientId);
  if (held === undefined) return { outcome: 'not-found' };
  const problems: RegistrationProblem[] = [];
  const report = (field: string, sentence: string) => problems.push({ field, sentence });
  const newKeys = jwks === undefined ? [] : readKeySet(jwks, held.issuer, 'jwks', report);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const verdict = rotateKeys(held, { newKeys, dropOld });
  if (verdict.kind === 'refused')
    return { outcome: 'refused', problems: [{ field: 'jwks', sentence: verdict.sentence }] };
  if ((await ports.clientRegistry.put(verdict.client, held.version)) === 'conflict') return { outcome: 'conflict' };
  const { address, requestId } = call;
  const detail = { dropOld, keys: newKeys.length };
  ports.audit.record({
    kind: 'client_key_rotated',
    at: ports.clock.now(),
    client: clientId,
    address,
    requestId,
    detail,
  });
  return { outcome: 'done', service: clientInformation(verdict.client), notes: [] };
}
