import { randomId } from '../crypto/random';
import { open, seal } from '../crypto/sealing';
import { type AuditEvent, type SealedAuditEvent, tellsRefusals } from '../domain/audit-event';
import { ledgerShardOf } from '../domain/ledger-hand-over';
import { wideNetworkOf } from '../domain/network-address';
import { Unavailable } from '../domain/unavailable';
import { type Env, type KeySet, readConfig } from '../env';
import type { Audit, AuditChains } from '../ports/audit';
import type { Limits } from '../ports/limits';
import { handOverToLedger } from './ledger';

/** The personal part of an audit event: who called, and small facts. */
export type RequestContext = Pick<AuditEvent, 'address' | 'requestId' | 'detail'>;

/** What the audit trail needs of the running request. */
export interface AuditParts {
  readonly env: Env;
  readonly limits: Pick<Limits, 'take'>;
  waitUntil(work: Promise<unknown>): void;
}

const PURPOSE = 'audit';
const AAD = 'audit_event|sealed';
/** Waits between tries, in milliseconds: the answer has left, and the platform grants half a minute more. */
const PAUSES = [250, 2000] as const;

/** Seals who is calling under the audit key, for events that an atom writes. */
export function sealRequestContext(auditKeys: KeySet, context: RequestContext): Promise<string> {
  return seal(auditKeys, PURPOSE, JSON.stringify(context), AAD);
}

/** Opens what `sealRequestContext` sealed. @throws Error when it was sealed under another key, or changed */
export async function openRequestContext(auditKeys: KeySet, sealed: string): Promise<RequestContext> {
  return JSON.parse(await open(auditKeys, PURPOSE, sealed, AAD)) as RequestContext;
}

/** The event as it is chained and stored: a new id, pseudonyms in clear, the rest as ciphertext. */
export async function sealAuditEvent(auditKeys: KeySet, event: AuditEvent): Promise<SealedAuditEvent> {
  const { kind, at, account, client, address, requestId, detail } = event;
  const context: RequestContext = {
    ...(address !== undefined && { address }),
    ...(requestId !== undefined && { requestId }),
    ...(detail !== undefined && { detail }),
  };
  return {
    id: randomId(),
    kind,
    at,
    ...(account !== undefined && { account }),
    ...(client !== undefined && { client }),
    sealed: await sealRequestContext(auditKeys, context),
  };
}

/** Security events that no atom decided: sealed here, and given to a ledger after the answer has left. */
export function audit({ env, limits, waitUntil }: AuditParts): Audit & Pick<AuditChains, 'keep'> {
  const { auditKeys } = readConfig(env);
  const keep = async (event: AuditEvent): Promise<void> => {
    const sealed = await sealAuditEvent(auditKeys, event);
    const shard = ledgerShardOf(event.account ?? sealed.id);
    const handOver = {
      from: `once:${sealed.id}`,
      rows: [{ position: 1, row: { kind: 'audit', event: sealed } }],
    } as const;
    for (const pause of PAUSES) {
      const answer = await handOverToLedger(env, shard, handOver).catch(() => undefined);
      if (answer?.outcome === 'accepted') return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    const answer = await handOverToLedger(env, shard, handOver);
    // A lost event is told to the platform's log by a failed background task, kind only.
    if (answer.outcome === 'refused') throw new Error(`audit event ${event.kind} was refused: ${answer.why}`);
  };
  const keepRefusal = async (event: AuditEvent & { readonly address: string }): Promise<void> => {
    const network = wideNetworkOf(event.address) ?? event.address;
    // While nothing can be counted, everything is recorded.
    const taken = await limits.take('refusals-by-network', network).catch(() => undefined);
    if (taken?.outcome !== 'limited') return keep(event);
    const together = taken.refused ?? 1;
    if (tellsRefusals(together)) await keep({ ...event, detail: { ...event.detail, together } });
  };
  return {
    record: (event) => waitUntil(keep(event)),
    recordRefusal: (event) => waitUntil(keepRefusal(event)),
    keep: (event) =>
      keep(event).catch((cause) => {
        throw new Unavailable('the event was not kept', { cause });
      }),
  };
}
