import type { AtomClock } from '../durable-objects/clock';
import type { Deliver } from '../durable-objects/deliver';
import type { OutboxRoutes } from '../durable-objects/outbox';
import type { OwnsAddress } from '../durable-objects/owns-address';
import { hashPassword, verifyPassword } from './crypto/password-hash';
import { randomFraction } from './crypto/random';
import { textDigest } from './crypto/text-digest';
import { type AccountId, epochSeconds } from './domain/brands';
import { limits as limitTable } from './domain/limits';
import type { RequestNeed } from './domain/request-budget';
import { type Config, type Env, readConfig } from './env';
import { readUnreachable } from './integrations/govuk-notify';
import { type DeliveryParts, deliverMessage } from './integrations/message-delivery';
import { organisations } from './integrations/ods';
import { noPds, pds } from './integrations/pds/pds';
import { readVoodooReport } from './integrations/voodoo-sms';
import type { Ports } from './ports';
import type { Caller } from './ports/caller';
import type { Pds } from './ports/pds';
import { proofs } from './storage/account-proof';
import { passkeyRemovals } from './storage/account-removal';
import { retraceAccount } from './storage/account-retrace';
import { accountStatuses } from './storage/account-statuses';
import { accounts } from './storage/accounts';
import { raiseAlert } from './storage/alerts';
import { audit, sealRequestContext } from './storage/audit';
import { auditChains, storeSignedHeads } from './storage/audit-chains';
import { backlog, watchBacklog } from './storage/backlog';
import { circuitOf } from './storage/circuits';
import { clientRegistry, clients, operators } from './storage/clients';
import { ownsAddress } from './storage/directory';
import { formTokens } from './storage/form-tokens';
import { interactions } from './storage/interactions';
import { journeys } from './storage/journeys';
import { keyRegistry, keyRings, tendKeyRings } from './storage/key-rings';
import { deliverToPostgres, handOverToLedger } from './storage/ledger';
import { limits } from './storage/limits';
import { passwords } from './storage/passwords';
import { rebuild } from './storage/rebuild';
import { awaitedReceipts, noteAccepted, receipts, settleReceipt } from './storage/receipts';
import { coarseLimits, displayData } from './storage/redis';
import { budgetFor, budgetOf } from './storage/request-budgets';
import { sharedTokenOf } from './storage/shared-tokens';
import { storedKeys } from './storage/stored-keys';
import { mailWords, messageText } from './ui/message-text';

/** What the atoms' factories are given: time, and the ways out of their outboxes. */
export interface AtomParts extends OutboxRoutes {
  readonly clock: AtomClock;
  readonly ownsAddress: OwnsAddress;
  readonly deliver: Deliver;
  readonly sha256: (text: string) => string;
  readonly machineNow: () => number;
  readonly hash: (password: string) => string;
  readonly verify: (password: string, stored: string) => boolean;
}

/** Joins atoms to their suppliers, once for all objects of an isolate. */
export function wireAtoms(clock: AtomClock): AtomParts {
  const now = () => epochSeconds(clock.now() / 1000);
  return {
    clock,
    deliver: {
      message: (env, message) => deliverMessage(deliveryParts(env, now), message),
      ledger: deliverToPostgres,
      retrace: (env, account) => retraceAccount({ env, now, pds: pdsPort(env, now, 'spare') }, account),
    },
    handOver: handOverToLedger,
    ownsAddress,
    sha256: textDigest,
    machineNow: () => Date.now(),
    hash: hashPassword,
    verify: verifyPassword,
  };
}

function deliveryParts(env: Env, now: DeliveryParts['now']): DeliveryParts {
  const config = readConfig(env);
  return {
    config,
    circuit: (supplier) => circuitOf(env, supplier),
    noteAccepted: (supplier, id) => noteAccepted(env, supplier, id),
    text: messageText(config.brand),
    now,
  };
}

/** The Personal Demographics Service for one person. @param need whether somebody waits for what it says */
function pdsPort(env: Env, now: DeliveryParts['now'], need: RequestNeed): Pds {
  const { pds: account } = readConfig(env);
  if (account === undefined) return noPds;
  const correlationId = crypto.randomUUID();
  return pds({
    pds: account,
    now,
    token: sharedTokenOf({ env, now }, 'pds'),
    budget: budgetFor(budgetOf(env, 'pds', account.requestsPerSecond), need),
    circuit: circuitOf(env, 'pds'),
    correlationId,
    patienceMillis: limitTable.pdsPatience.value * 1000,
    alert: (facts) => raiseAlert('supplier_refuses', { supplier: 'pds', correlationId, ...facts }),
    random: randomFraction,
  });
}

/** What the adapters of people's atoms work with: beside time and limits, how their messages and looks at the record leave. */
function atomicParts({
  env,
  now,
  waitUntil,
  limits,
}: Pick<DeliveryParts, 'now'> & {
  readonly env: Env;
  readonly limits: Ports['limits'];
  waitUntil(work: Promise<unknown>): void;
}) {
  const { auditKeys } = readConfig(env);
  return {
    env,
    now,
    limits,
    retrace: (account: AccountId) => retraceAccount({ env, now, pds: pdsPort(env, now, 'spare') }, account),
    sender: {
      waitUntil,
      send: (message: Parameters<Deliver['message']>[1]) => deliverMessage(deliveryParts(env, now), message),
    },
    words: mailWords,
    sealContext: ({ address, requestId }: Caller) => sealRequestContext(auditKeys, { address, requestId }),
  };
}

const settingsOf = (config: Config): Ports['settings'] => ({
  origin: config.origin,
  testPhoneNumbers: config.testPhoneNumbers,
  loopback: config.loopback,
  relatedOrigins: config.relatedOrigins,
  blockedEmailDomains: config.blockedEmailDomains,
});

/** Reads the configuration, and joins the ports of one request to their suppliers. */
export function wirePorts(
  clock: Pick<AtomClock, 'now'>,
  env: Env,
  waitUntil: (work: Promise<unknown>) => void,
): { config: Config; ports: Ports } {
  const config = readConfig(env);
  const now = () => epochSeconds(clock.now() / 1000);
  const parts = { env, now };
  const exactLimits = limits(env);
  const atomic = atomicParts({ ...parts, waitUntil, limits: exactLimits });
  const trail = audit({ env, limits: exactLimits, waitUntil });
  const held = { accounts: accounts(atomic), interactions: interactions(atomic), clients: clients(parts) };
  const registry = clientRegistry(parts);
  const tokens = formTokens(config.masterKeys);
  const ports: Ports = {
    ...held,
    clock: { now },
    settings: settingsOf(config),
    clientRegistry: registry,
    serviceIds: registry,
    operators: operators(parts),
    limits: exactLimits,
    receipts: receipts({
      env,
      limits: exactLimits,
      confirmUnreachable: (id, reference) => readUnreachable({ notify: config.notify, now }, id, reference),
    }),
    coarseLimits: coarseLimits({ config, now }),
    displayData: displayData({ config, now }),
    backlog: backlog({ env, now, waitUntil }),
    keys: keyRings({ ...parts, audit: trail }),
    keyRegistry: keyRegistry(parts),
    storedKeys: storedKeys(env),
    rebuild: rebuild(parts),
    accountStatuses: accountStatuses(atomic),
    passwords: passwords(env),
    pds: pdsPort(env, now, 'awaited'),
    organisations: organisations({ ods: config.ods, circuit: circuitOf(env, 'ods'), now }),
    passkeyRemovals: passkeyRemovals(atomic),
    proofs: proofs(atomic),
    audit: trail,
    auditChains: auditChains({ ...parts, keep: trail.keep }),
    journeys: journeys({
      ...held,
      origin: config.origin,
      formTokens: tokens,
      provesIdentity: config.pds !== undefined,
    }),
    formTokens: tokens,
  };
  return { config, ports };
}

/** Asks Voodoo SMS, which tells nothing by itself, what became of its messages; gives up for this hour when it is away. */
async function pollReceipts(env: Env): Promise<void> {
  const { voodoo } = readConfig(env);
  if (voodoo === undefined) return;
  for (const reference of await awaitedReceipts(env, 'voodoo-sms')) {
    const report = await readVoodooReport({ voodoo }, reference);
    if (report.kind === 'unavailable') return;
    if (report.kind === 'pending') continue;
    const receipt = { supplier: 'voodoo-sms', reference, state: report.state } as const;
    await settleReceipt({ env, limits: limits(env) }, receipt, async () => report.phone);
  }
}

/** What is done each hour: keys are made in time, receipts asked for, the audit chains witnessed, the backlog watched. */
export async function runHourly(
  clock: Pick<AtomClock, 'now'>,
  env: Env,
  waitUntil: (work: Promise<unknown>) => void,
): Promise<void> {
  const now = () => epochSeconds(clock.now() / 1000);
  // One must not fail for the other.
  const [keys] = await Promise.allSettled([
    tendKeyRings({ env, now, audit: audit({ env, limits: limits(env), waitUntil }) }),
    pollReceipts(env),
    storeSignedHeads({ env, now }),
    watchBacklog({ env, now }),
  ]);
  if (keys.status === 'rejected') throw keys.reason;
}
