import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { LedgerHeads } from '../../durable-objects/ledger';
import { textDigest } from '../crypto/text-digest';
import { type ChainHead, checkChain, emptyChain } from '../domain/audit-chain';
import type { AuditEventKind } from '../domain/audit-event';
import { accountId, clientId, epochSeconds } from '../domain/brands';
import { ledgerShards } from '../domain/ledger-hand-over';
import type { ChainedAuditEvent } from '../domain/ledger-row';
import { type Config, type Env, readConfig } from '../env';
import type { AuditChains } from '../ports';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { readPostgres } from './postgres';
import { auditEvent } from './schema';

type Report = Awaited<ReturnType<AuditChains['verify']>>;
type Broken = Report['broken'][number];

/** What a ledger says of its chain: Postgres must hold every link before `waitingFrom`, and agree on the last. */
export interface KnownHead {
  readonly head: ChainHead;
  readonly waitingFrom: number;
}

const PAGE = 1000;
const CHAINS_AT_ONCE = 8;

/** The audit chains as stored in Postgres, judged against themselves and against the ledgers that wrote them. */
export function auditChains(env: Env): AuditChains {
  return {
    // The ledgers are asked first: what they have delivered by then, Postgres must show.
    verify: async () => verifyChains(readConfig(env), await readHeads(env)),
  };
}

/**
 * Follows every chain from its first link.
 * @param known heads of ledgers, so that links taken off the end, or a chain made anew, are found as well
 * @returns the first broken row of each chain that is broken
 * @throws Unavailable when Postgres does not answer
 */
export async function verifyChains(config: Pick<Config, 'postgres'>, known: readonly KnownHead[]): Promise<Report> {
  const heads = new Map(known.map((each) => [each.head.chain, each]));
  const names = [...new Set([...(await readChainNames(config)), ...heads.keys()])].toSorted();
  const results: { readonly events: number; readonly broken?: Broken }[] = [];
  for (let first = 0; first < names.length; first += CHAINS_AT_ONCE) {
    const some = names.slice(first, first + CHAINS_AT_ONCE);
    results.push(...(await Promise.all(some.map((name) => verifyChain(config, name, heads.get(name))))));
  }
  return {
    chains: names.length,
    events: results.reduce((sum, { events }) => sum + events, 0),
    broken: results.flatMap(({ broken }) => broken ?? []),
  };
}

async function verifyChain(config: Pick<Config, 'postgres'>, chain: string, known: KnownHead | undefined) {
  let head = emptyChain(chain, textDigest);
  for (;;) {
    const page = await readPage(config, head);
    const verdict = checkChain(page, head, textDigest);
    if (verdict.outcome === 'broken')
      return { events: head.seq, broken: { chain, seq: verdict.at.seq, why: verdict.at.reason } };
    head = verdict.head;
    const link = page.find(({ seq }) => seq === known?.head.seq);
    // Ensure that the whole chain was not made anew: its ledger remembers the hash of the last link.
    if (known !== undefined && link !== undefined && link.hash !== known.head.hash) {
      return { events: head.seq, broken: { chain, seq: known.head.seq, why: 'not_what_the_ledger_wrote' } };
    }
    if (page.length < PAGE) break;
  }
  // Ensure that nothing was taken off the end.
  if (known !== undefined && head.seq < known.waitingFrom - 1) {
    return { events: head.seq, broken: { chain, seq: head.seq + 1, why: 'missing' } };
  }
  return { events: head.seq };
}

async function readHeads(env: Env): Promise<readonly KnownHead[]> {
  const answers = await Promise.all(
    Array.from({ length: ledgerShards }, (_, shard) =>
      callAtom<LedgerHeads>(atomStub(env, 'LEDGER', String(shard)), 'heads', {}),
    ),
  );
  return answers.flatMap(({ head, waitingFrom }) =>
    head === undefined || waitingFrom === undefined ? [] : [{ head, waitingFrom }],
  );
}

/** Jumps from name to name in the index, however long the chains are. */
function readChainNames(config: Pick<Config, 'postgres'>): Promise<readonly string[]> {
  return readPostgres(config, async (db) => {
    const { rows } = await db.execute<{ chain: string }>(sql`with recursive name as (
        (select chain from ${auditEvent} order by chain limit 1)
        union all
        select (select next.chain from ${auditEvent} as next where next.chain > name.chain order by next.chain limit 1)
        from name where name.chain is not null
      )
      select chain from name where chain is not null`);
    return rows.map(({ chain }) => chain);
  });
}

function readPage(config: Pick<Config, 'postgres'>, { chain, seq }: ChainHead): Promise<readonly ChainedAuditEvent[]> {
  return readPostgres(config, async (db) => {
    const rows = await db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.chain, chain), gt(auditEvent.seq, seq)))
      .orderBy(asc(auditEvent.seq))
      .limit(PAGE);
    return rows.map(parseLink);
  });
}

/** The row as it was hashed. What it says is judged by its hash, so nothing is checked here. */
function parseLink(row: typeof auditEvent.$inferSelect): ChainedAuditEvent {
  const { chain, seq, prevHash, hash, eventId: id, at, account, client, sealed } = row;
  const event = {
    id,
    kind: row.kind as AuditEventKind,
    at: epochSeconds(at),
    ...(account !== null && { account: accountId(account) }),
    ...(client !== null && { client: clientId(client) }),
    ...(sealed !== null && { sealed }),
  };
  return { chain, seq, prevHash, hash, event };
}
