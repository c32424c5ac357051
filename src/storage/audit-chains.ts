import type { LedgerHeads } from '../../durable-objects/ledger';
import { textSignatureKeys } from '../crypto/text-signature';
import type { SignedHead } from '../domain/audit-head';
import { type EpochSeconds, epochSeconds } from '../domain/brands';
import { ledgerShards } from '../domain/ledger-hand-over';
import { type Env, readConfig } from '../env';
import type { AuditChains } from '../ports/audit';
import { raiseAlert } from './alerts';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { headPurpose, readBeside, readOutside, signHeads, storeBeside, storeOutside } from './audit-heads';
import { readChainNames, readPersonsEvents } from './audit-links';
import { type KnownHead, verifyChains, type Witnesses } from './audit-verification';
import { chainName } from './ledger';

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
    ofPerson: (subject) => readPersonsEvents(config, subject),
    verify: async (part) => verifyChains(config, await witnessesOf(env, now(), part.chain), part),
  };
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
