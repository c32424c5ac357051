import { admittedCall, type OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import { verifyOperatorToken } from '../protocol/operator-token';

/** A call as it arrived, believed by nobody yet. */
export interface OperatorAttempt extends OperatorCall {
  readonly publicJwk: JsonWebKey;
  readonly token: string | undefined;
  readonly body: string;
}

/**
 * Admits a call of the operator API that bears a good token for this verb and body, once. Either way it is recorded.
 * @returns `refused` with the reason for the audit chain only
 */
export async function admitOperator(
  ports: Pick<Ports, 'clock' | 'settings' | 'audit' | 'operators'>,
  { publicJwk, token, body, verb, address, requestId }: OperatorAttempt,
): Promise<'admitted' | 'refused'> {
  const now = ports.clock.now();
  const record = (reason: string | undefined): 'admitted' | 'refused' => {
    const kind = reason === undefined ? admittedCall : 'operator_refused';
    const detail = { who: 'operator', verb: verb.slice(0, 40), ...(reason === undefined ? {} : { reason }) };
    const event = { kind, at: now, address, requestId, detail } as const;
    if (reason === undefined) ports.audit.record(event);
    else ports.audit.recordRefusal(event);
    return reason === undefined ? 'admitted' : 'refused';
  };
  if (token === undefined) return record('no_token');
  const audience = `${ports.settings.origin}/operator/${verb}`;
  const verdict = await verifyOperatorToken(token, { publicJwk, audience, body, now });
  if (verdict.kind === 'refused') return record(verdict.reason);
  const admission = await ports.operators.admit(verdict);
  return record(admission === 'fresh' ? undefined : 'replayed');
}
