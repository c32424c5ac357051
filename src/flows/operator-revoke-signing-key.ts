import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import type { KeyRevocation } from '../ports/keys';

/**
 * Ends a signing key that may have been stolen. Within a minute it is published no longer and no access token that it signed
 * opens anything; ID tokens that it signed fail as soon as services ask for the keys again.
 * @returns `unknown` when no ring has a key of this id
 */
export async function revokeSigningKey(
  ports: Pick<Ports, 'keyRegistry' | 'clock' | 'audit'>,
  { kid, call }: { readonly kid: string; readonly call: OperatorCall },
): Promise<KeyRevocation> {
  const revocation = await ports.keyRegistry.revoke(kid);
  if (revocation.outcome === 'unknown') return revocation;
  const { address, requestId } = call;
  const { issuer, use, signing } = revocation;
  const detail = { kid, issuer, use, signing };
  ports.audit.record({ kind: 'key_revoked', at: ports.clock.now(), address, requestId, detail });
  return revocation;
}
