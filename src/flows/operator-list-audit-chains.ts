import type { Ports } from '../ports';
import type { AuditChains } from '../ports/audit';

/** The names of the audit chains, and when their heads were last signed and stored outside Postgres. */
export const listAuditChains = (ports: Pick<Ports, 'auditChains'>): ReturnType<AuditChains['list']> =>
  ports.auditChains.list();
