import { textDigest } from '../crypto/text-digest';
import { type ChainHead, checkChain, emptyChain } from '../domain/audit-chain';
import type { SignedHead } from '../domain/audit-head';
import type { Config } from '../env';
import type { AuditChains } from '../ports/audit';
import type { ReadHeads } from './audit-heads';
import { LINKS_AT_A_TIME, readChainNames, readLinks } from './audit-links';

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

const CHAINS_AT_ONCE = 8;
/** One call follows one chain this far, some seconds; the next call goes on from there. */
const LINKS_AT_ONCE = 50_000;

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
    const page = await readLinks(config, head);
    const verdict = checkChain(page, head, textDigest);
    if (verdict.outcome === 'broken') return broken(verdict.at.seq, verdict.at.reason);
    const hashes = new Map(page.map(({ seq, hash }) => [seq, hash]));
    head = verdict.head;
    // Ensure that the chain was not made anew, with right hashes: others remember the hashes it had.
    const wrong = marks.heads.find(({ seq, hash }) => (hashes.get(seq) ?? hash) !== hash);
    if (wrong !== undefined) return broken(wrong.seq, wrong.why);
    if (page.length < LINKS_AT_A_TIME) break;
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
