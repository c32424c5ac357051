import type { Subject } from '../domain/brands';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import type { PersonsEvents } from '../ports/audit';
import { approvalText, verifyOperatorToken } from '../protocol/operator-token';

/** What an operator asks for, and another one has approved. */
export interface AuditExport {
  /** The reference of the case, as the organisation's own register of cases names it. */
  readonly caseId: string;
  readonly subject: Subject;
  /** The token by which the second operator approves exactly this. */
  readonly approval: string;
  readonly secondJwk: JsonWebKey | undefined;
  readonly call: OperatorCall;
}
export type AuditExported =
  | ({ readonly outcome: 'exported' } & PersonsEvents)
  | { readonly outcome: 'refused' | 'not-found' | 'one-operator' };

/**
 * Opens the security events of one person, for one case and two operators: the one who calls, and another whose key has
 * signed this case and person. Nothing is told before the export itself stands in the audit trail.
 * @returns `one-operator` where no second key is configured
 */
export async function exportAudit(
  ports: Pick<Ports, 'auditChains' | 'audit' | 'operators' | 'clock' | 'settings'>,
  { caseId, subject, approval, secondJwk, call }: AuditExport,
): Promise<AuditExported> {
  if (secondJwk === undefined) return { outcome: 'one-operator' };
  const { verb, address, requestId } = call;
  const now = ports.clock.now();
  const refuse = (reason: string): AuditExported => {
    const detail = { who: 'second operator', verb, reason };
    ports.audit.record({ kind: 'operator_refused', at: now, address, requestId, detail });
    return { outcome: 'refused' };
  };
  const verdict = await verifyOperatorToken(approval, {
    kind: 'approval',
    publicJwk: secondJwk,
    audience: `${ports.settings.origin}/operator/${verb}`,
    body: approvalText(caseId, subject),
    now,
  });
  if (verdict.kind === 'refused') return refuse(verdict.reason);
  // Read before the approval is spent: while Postgres is away it stays good.
  const found = await ports.auditChains.ofPerson(subject);
  // Ensure that one approval opens one person's events once.
  if ((await ports.operators.admit(verdict)) === 'replayed') return refuse('replayed');
  if (found === undefined) return { outcome: 'not-found' };
  const { account, events } = found;
  const detail = { case: caseId, events: events.length };
  await ports.auditChains.keep({ kind: 'audit_exported', at: now, account, address, requestId, detail });
  return { outcome: 'exported', ...found };
}
