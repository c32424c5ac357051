import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { textDigest } from '../crypto/text-digest';
import { type ChainHead, checkChain, emptyChain } from '../domain/audit-chain';
import type { SignedHead } from '../domain/audit-head';
import type { EpochSeconds } from '../domain/brands';
import type { Config } from '../env';
import { type HeadsBucket, readBeside, readBucket, signHeads, storeBeside, storeOutside } from './audit-heads';
import { readChainNames, readLinks } from './audit-links';
import { isChainOf } from './ledger';
import { readPostgres } from './postgres';
import { account, auditEvent } from './schema';

type ClosingConfig = Pick<Config, 'postgres' | 'auditKeys' | 'generation'>;

const CHAINS_AT_ONCE = 8;
/** Registrations whose account is missing are looked for among so many of the last events of a chain. */
const EVENTS_LOOKED_AT = 10_000;

/** What the chains of the atoms before tell of what is lost with them. */
export interface ChainLosses {
  readonly chainsClosed: number;
  readonly eventsLost: number;
  readonly peopleLost: number;
}

/**
 * Ends the chains that no ledger writes any more: each goes on, by its own hashes, from the head that was signed last to the
 * last link the book has, and that link is signed. A chain that lacks a signed link, or is broken, stays as it is, for the
 * verification to name.
 */
export async function closeChains(
  config: ClosingConfig,
  { bucket, at }: { readonly bucket: HeadsBucket | undefined; readonly at: EpochSeconds },
): Promise<ChainLosses> {
  const { auditKeys } = config;
  const outside = bucket === undefined ? { heads: [] } : await readBucket(bucket, { auditKeys, now: at });
  const known = [...(await readChainNames(config)), ...outside.heads.map(({ chain }) => chain)];
  const ended = [...new Set(known)].filter((chain) => !isChainOf(config.generation, chain)).values();
  const found: Awaited<ReturnType<typeof endOf>>[] = [];
  const walk = async (): Promise<void> => {
    for (const chain of ended) found.push(await endOf(config, { chain, outside: outside.heads }));
  };
  await Promise.all(Array.from({ length: CHAINS_AT_ONCE }, walk));
  const heads = await signHeads(
    auditKeys,
    found.flatMap(({ head }) => head ?? []),
    at,
  );
  if (heads.length > 0) {
    if (bucket !== undefined) await storeOutside(bucket, { auditKeys, heads, at });
    await storeBeside(config, heads);
  }
  const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + of(one), 0);
  return { chainsClosed: heads.length, eventsLost: sum(({ lost }) => lost), peopleLost: sum(({ people }) => people) };
}

/** How a chain ends in the book. @returns `head` when its last link may be signed and was not */
async function endOf(
  config: ClosingConfig,
  { chain, outside }: { readonly chain: string; readonly outside: readonly SignedHead[] },
): Promise<{ readonly head?: ChainHead; readonly lost: number; readonly people: number }> {
  const [beside, [last]] = await Promise.all([
    readBeside(config, chain),
    readPostgres(config, (db) =>
      db
        .select({ seq: auditEvent.seq })
        .from(auditEvent)
        .where(eq(auditEvent.chain, chain))
        .orderBy(desc(auditEvent.seq))
        .limit(1),
    ),
  ]);
  const signed = [...beside.heads, ...outside.filter((head) => head.chain === chain)];
  const newest = signed.toSorted((a, b) => b.seq - a.seq)[0];
  const lost = Math.max(0, (newest?.seq ?? 0) - (last?.seq ?? 0));
  const people = await countUnknown(config, chain, last?.seq ?? 0);
  const start: ChainHead = newest ?? emptyChain(chain, textDigest);
  const head = lost > 0 || last?.seq === start.seq ? undefined : await followToEnd(config, start);
  return { lost, people, ...(head === undefined ? {} : { head }) };
}

async function followToEnd(config: ClosingConfig, { chain, seq, hash }: ChainHead): Promise<ChainHead | undefined> {
  let head: ChainHead = { chain, seq, hash };
  for (;;) {
    const page = await readLinks(config, head);
    if (page.length === 0) return head;
    const verdict = checkChain(page, head, textDigest);
    if (verdict.outcome === 'broken') return undefined;
    head = verdict.head;
  }
}

/** Registrations that the chain tells of and of which the book has no account. */
async function countUnknown(config: ClosingConfig, chain: string, lastSeq: number): Promise<number> {
  const [row] = await readPostgres(config, (db) =>
    db
      .select({ people: sql<string>`count(*)` })
      .from(auditEvent)
      .where(
        and(
          eq(auditEvent.chain, chain),
          gt(auditEvent.seq, lastSeq - EVENTS_LOOKED_AT),
          eq(auditEvent.kind, 'user_created'),
          sql`not exists (select 1 from ${account} where ${account.id} = ${auditEvent.account})`,
        ),
      ),
  );
  return Number(row?.people ?? 0);
}
