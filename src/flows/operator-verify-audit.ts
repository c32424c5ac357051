import type { AuditChains, Ports } from '../ports';

/** Reads the audit chains from their beginning. @returns the first broken row of each chain that is broken */
export async function verifyAudit(ports: Pick<Ports, 'auditChains'>): ReturnType<AuditChains['verify']> {
  return ports.auditChains.verify();
}
