import type { Ports } from '../ports';
import type { AuditChains } from '../ports/audit';

/**
 * Reads the audit chains from their beginning, or one of them from a link that was found right before.
 * @returns the first broken row of each chain that is broken
 */
export async function verifyAudit(
  ports: Pick<Ports, 'auditChains'>,
  part: Parameters<AuditChains['verify']>[0],
): ReturnType<AuditChains['verify']> {
  return ports.auditChains.verify(part);
}
