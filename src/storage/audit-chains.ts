import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { LedgerHeads } from '../../durable-objects/ledger';
import { textDigest } from '../crypto/text-digest';
import { textSignatureKeys } from '../crypto/text-signature';
import { type ChainHead, checkChain, emptyChain } from '../domain/audit-chain';
import type { AuditEventKind } from '../domain/audit-event';
import type { SignedHead } from '../domain/audit-head';
import { accountId, clientId, type EpochSeconds, epochSeconds, type Subject } from '../domain/brands';
import { ledgerShards } from '../domain/ledger-hand-over';
import type { ChainedAuditEvent } from '../domain/ledger-row';
import { type Config, type Env, readConfig } from '../env';
import type { AuditChains, PersonsEvents } from '../ports/audit';
import { raiseAlert } from './alerts';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { openRequestContext } from './audit';
import {
  headPurpose,
  type ReadHeads,
  readBeside,
  readOutside,
  signHeads,
  storeBeside,
  storeOutside,
} from './audit-heads';
import { chainName } from './ledger';
import { readPostgres } from './postgres';
import { account, auditEvent } from './schema';

type Report = Awaited<ReturnType<AuditChains['verify']>>;
type Broken = Report['broken'][number];

/** What a ledger says of its chain: Postgres must hold every link before `waitingFrom`, and agree on the last. */
export interface KnownHead {
  readonly head: ChainHead;
  readonly waitingFrom: number;
}

/** Who remembers what the chains must contain, each in another store. */
export interface Witnesses {
  /** Asked before and after: a chain may have grown meanwhile, but never beyond what its ledger wrote. */
  ledgers(): Promise<readonly KnownHead[]>;
  /** The heads signed each hour, in both of their places; of one chain, or of all outside Postgres. */
  signed(chain: string): Promise<ReadHeads>;
  /** The chains that signed heads outside Postgres name. */
  readonly signedChains: readonly string[];
}

/** Which part of the chains is followed: all of them, or one from a link that was found right before. */
export interface Part {
  readonly chain?: string;
  readonly after?: Pick<ChainHead, 'seq' | 'hash'>;
}

const PAGE = 1000;
const CHAINS_AT_ONCE = 8;
/** One call follows one chain this far, some seconds; the next call goes on from there. */
const LINKS_AT_ONCE = 50_000;

/** The audit chains as stored in Postgres, judged against themselves, the ledgers that wrote them, and signed heads. */
export function auditChains({
  env,
  now,
  keep,
}: Pick<AuditChains, 'keep'> & { readonly env: Env; now(): EpochSeconds }): AuditChains {
  const config = readConfig(env);
  return {
    async list() {
      const [names, ledgers, outside] = await Promise.all([
        readChainNames(config),
        readHeads(env),
        readOutside(env, now()),
      ]);
      const known = [...ledgers.map(({ head }) => head), ...outside.heads];
      const newest = Math.max(0, ...outside.heads.map(({ at }) => at));
      return {
        chains: [...new Set([...names, ...known.map(({ chain }) => chain)])].toSorted(),
        ...(newest > 0 && { signedAt: epochSeconds(newest) }),
        keys: await textSignatureKeys(config.auditKeys, headPurpose),
      };
    },
    keep,
    ofPerson: (subject) => readPerson(config, subject),
    verify: async (part) => verifyChains(config, await witnessesOf(env, now(), part.chain), part),
  };
}

async function readPerson(config: Config, subject: Subject): Promise<PersonsEvents | undefined> {
  const rows = await readPostgres(config, (db) =>
    db
      .select({ owner: account.id, link: auditEvent })
      .from(account)
      .leftJoin(auditEvent, eq(auditEvent.account, account.id))
      .where(eq(account.subject, subject))
      .orderBy(asc(auditEvent.chain), asc(auditEvent.seq)),
  );
  const owner = rows[0]?.owner;
  if (owner === undefined) return undefined;
  const links = rows.flatMap(({ link }) => (link === null ? [] : [parseLink(link)]));
  const events = await Promise.all(
    links.map(async ({ chain, seq, hash, event: { kind, at, client, sealed } }) => {
      const context = sealed === undefined ? {} : await openRequestContext(config.auditKeys, sealed);
      return { chain, seq, hash, kind, at, ...(client !== undefined && { client }), ...context };
    }),
  );
  return { account: accountId(owner), events };
}

async function witnessesOf(env: Env, now: EpochSeconds, only: string | undefined): Promise<Witnesses> {
  const config = readConfig(env);
  const outside = await readOutside(env, now);
  const of = (chain: string) => (head: SignedHead) => head.chain === chain;
  return {
    ledgers: () => readHeads(env, only),
    signedChains: [...outside.heads, ...outside.forged].map(({ chain }) => chain),
    async signed(chain) {
      const beside = await readBeside(config, chain);
      return {
        heads: [...beside.heads, ...outside.heads.filter(of(chain))],
        forged: [...beside.forged, ...outside.forged.filter(of(chain))],
      };
    },
  };
}

/**
 * Follows every chain from its first link, or one of them from a known link on for 50,000 links.
 * @returns the first broken row of each chain that is broken; `next` when there is more to follow
 * @throws Unavailable when Postgres or a ledger does not answer
 */
export async function verifyChains(
  config: Pick<Config, 'postgres'>,
  witnesses: Witnesses,
  { chain, after }: Part = {},
): Promise<Report> {
  // The ledgers are asked first: what they have delivered by then, Postgres must show.
  const before = headsByChain(await witnesses.ledgers());
  const known =
    chain === undefined ? [...(await readChainNames(config)), ...before.keys(), ...witnesses.signedChains] : [chain];
  const names = [...new Set(known)].toSorted();
  const followed: Followed[] = [];
  for (let first = 0; first < names.length; first += CHAINS_AT_ONCE) {
    const some = names.slice(first, first + CHAINS_AT_ONCE);
    const follow = async (name: string) => {
      const marks = marksOf(before.get(name), await witnesses.signed(name));
      const start = after === undefined ? emptyChain(name, textDigest) : { chain: name, ...after };
      return followChain(config, {
        start,
        marks,
        most: chain === undefined ? Number.POSITIVE_INFINITY : LINKS_AT_ONCE,
      });
    };
    followed.push(...(await Promise.all(some.map(follow))));
  }
  const ends = headsByChain(await witnesses.ledgers());
  const next = followed.find(({ more }) => more)?.head;
  return {
    chains: names.length,
    events: followed.reduce((sum, { events }) => sum + events, 0),
    broken: followed.flatMap((one) => one.broken ?? judgeEnd(one, ends.get(one.head.chain)) ?? []),
    ...(next !== undefined && { next: { seq: next.seq, hash: next.hash } }),
  };
}

const headsByChain = (heads: readonly KnownHead[]): ReadonlyMap<string, KnownHead> =>
  new Map(heads.map((each) => [each.head.chain, each]));

/** What a chain must contain, by whom. */
interface Marks {
  readonly heads: readonly (Pick<ChainHead, 'seq' | 'hash'> & { readonly why: string })[];
  /** From this link on Postgres may still lack what the ledger has. */
  readonly waitingFrom: number;
  readonly forged: SignedHead | undefined;
}

function marksOf(ledger: KnownHead | undefined, { heads, forged }: ReadHeads): Marks {
  const signed = heads.map(({ seq, hash }) => ({ seq, hash, why: 'not_what_was_signed' }));
  const written = ledger === undefined ? [] : [{ ...ledger.head, why: 'not_what_the_ledger_wrote' }];
  const last = Math.max(0, ...signed.map(({ seq }) => seq));
  return {
    heads: [...signed, ...written].toSorted((a, b) => a.seq - b.seq),
    // A ledger that has lost its memory, or is of an earlier generation, excuses nothing that was signed.
    waitingFrom: ledger?.waitingFrom ?? last + 1,
    forged: forged[0],
  };
}

interface Followed {
  readonly head: ChainHead;
  readonly events: number;
  readonly isKnown: boolean;
  readonly broken?: Broken;
  readonly more?: boolean;
}

async function followChain(
  config: Pick<Config, 'postgres'>,
  { start, marks, most }: { readonly start: ChainHead; readonly marks: Marks; readonly most: number },
): Promise<Followed> {
  const { chain } = start;
  let head = start;
  const seen = (): Followed => ({ head, events: head.seq - start.seq, isKnown: marks.heads.length > 0 });
  const broken = (seq: number, why: string): Followed => ({ ...seen(), broken: { chain, seq, why } });
  // Ensure that nobody has written heads that we did not sign.
  if (marks.forged !== undefined) return broken(marks.forged.seq, 'head_not_signed_by_us');
  for (;;) {
    const page = await readPage(config, head);
    const verdict = checkChain(page, head, textDigest);
    if (verdict.outcome === 'broken') return broken(verdict.at.seq, verdict.at.reason);
    const hashes = new Map(page.map(({ seq, hash }) => [seq, hash]));
    head = verdict.head;
    // Ensure that the chain was not made anew, with right hashes: others remember the hashes it had.
    const wrong = marks.heads.find(({ seq, hash }) => (hashes.get(seq) ?? hash) !== hash);
    if (wrong !== undefined) return broken(wrong.seq, wrong.why);
    if (page.length < PAGE) break;
    if (head.seq - start.seq >= most) return { ...seen(), more: true };
  }
  // Ensure that nothing was taken off the end.
  const demanded = Math.max(0, ...marks.heads.map(({ seq }) => Math.min(seq, marks.waitingFrom - 1)));
  return head.seq < demanded ? broken(head.seq + 1, 'missing') : seen();
}

/** What is wrong with a chain that is intact in itself, when its ledger has had the last word. */
function judgeEnd({ head, isKnown, more }: Followed, ledger: KnownHead | undefined): Broken | undefined {
  const { chain, seq, hash } = head;
  if (more === true || seq === 0) return undefined;
  // Ensure that nobody has added a chain, or links at the end of one.
  if (ledger === undefined) return isKnown ? undefined : { chain, seq: 1, why: 'chain_unknown' };
  if (seq > ledger.head.seq) return { chain, seq: ledger.head.seq + 1, why: 'not_what_the_ledger_wrote' };
  const differs = seq === ledger.head.seq && hash !== ledger.head.hash;
  return differs ? { chain, seq, why: 'not_what_the_ledger_wrote' } : undefined;
}

/** Signs the heads of all chains as their ledgers hold them, and stores them in both places; for the hourly task. */
export async function storeSignedHeads({ env, now }: { readonly env: Env; now(): EpochSeconds }): Promise<void> {
  const config = readConfig(env);
  const at = now();
  const held = await readHeads(env).catch(() => undefined);
  if (held === undefined) return raiseAlert('audit_heads_not_stored', { place: 'anywhere' });
  const heads = await signHeads(
    config.auditKeys,
    held.map(({ head }) => head),
    at,
  );
  const bucket = env.AUDIT_HEADS;
  const [outside, beside] = await Promise.allSettled([
    bucket === undefined ? undefined : storeOutside(bucket, { auditKeys: config.auditKeys, heads, at }),
    storeBeside(config, heads),
  ]);
  // The next hour's heads say all that these would have: it is for a person to know if that goes on.
  if (outside.status === 'rejected') raiseAlert('audit_heads_not_stored', { place: 'bucket' });
  if (beside.status === 'rejected') raiseAlert('audit_heads_not_stored', { place: 'postgres' });
}

/** What the ledgers of this generation say, or the one that writes this chain. */
async function readHeads(env: Env, only?: string): Promise<readonly KnownHead[]> {
  const { generation } = readConfig(env);
  const shards = Array.from({ length: ledgerShards }, (_, shard) => shard).filter(
    (shard) => only === undefined || only === chainName(generation, shard),
  );
  const answers = await Promise.all(
    shards.map((shard) => callAtom<LedgerHeads>(atomStub(env, 'LEDGER', String(shard)), 'heads', {})),
  );
  return answers.flatMap(({ head, waitingFrom }) =>
    head === undefined || waitingFrom === undefined ? [] : [{ head, waitingFrom }],
  );
}

/** Jumps from name to name in the index, however long the chains are. */
export function readChainNames(config: Pick<Config, 'postgres'>): Promise<readonly string[]> {
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

/** The links after a head, at most 1,000. */
export function readPage(
  config: Pick<Config, 'postgres'>,
  { chain, seq }: ChainHead,
): Promise<readonly ChainedAuditEvent[]> {
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
