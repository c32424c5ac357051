import type { AuditEventKind } from './audit-event';

/** Where a call of the operator API came from, for the audit chain. */
export interface OperatorCall {
  readonly verb: string;
  /** The caller's network address. */
  readonly address: string;
  readonly requestId: string;
}

/** What an admitted call is in the audit chain, whatever it then does: the operator has proved who they are. */
export const admittedCall: AuditEventKind = 'operator_called';
