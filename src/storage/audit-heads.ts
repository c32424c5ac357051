import { desc, eq } from 'drizzle-orm';
import { isSignedText, signText } from '../crypto/text-signature';
import type { ChainHead } from '../domain/audit-chain';
import { headText, type SignedHead } from '../domain/audit-head';
import { type EpochSeconds, epochSeconds } from '../domain/brands';
import { type Config, type Env, type KeySet, readConfig } from '../env';
import { openPostgres, readPostgres } from './postgres';
import { auditHead } from './schema';

/** The part of a bucket that is used: objects are added and read, never replaced or deleted. */
export type HeadsBucket = Pick<R2Bucket, 'put' | 'list'> & {
  get(key: string): Promise<Pick<R2ObjectBody, 'text'> | null>;
};

/** What the purpose of the signing key is called; `npm run audit -- keys` prints its public half. */
export const headPurpose = 'audit-head';

/** So many objects are read, the newest: any one of them witnesses all links before it. */
const OBJECTS_READ = 24;
/** Of each chain in Postgres: enough to say between which hours a chain was made anew. */
const HEADS_READ = 48;
/** Beyond this the newest object is no witness worth the name. */
const LOOK_BACK_SECONDS = 35 * 86_400;
const WRITE_DEADLINE_MILLIS = 10_000;

/** Heads as one place holds them. `forged`: what bears no signature of ours, by place. */
export interface ReadHeads {
  readonly heads: readonly SignedHead[];
  readonly forged: readonly SignedHead[];
}

/** Signs the heads of chains at this moment. */
export function signHeads(auditKeys: KeySet, heads: readonly ChainHead[], at: EpochSeconds): Promise<SignedHead[]> {
  return Promise.all(
    heads.map(async ({ chain, seq, hash }) => {
      const head = { chain, seq, hash, at };
      return { ...head, signature: await signText(auditKeys, headPurpose, headText(head)) };
    }),
  );
}

const PREFIX = 'audit-heads/';
/** Objects sort by time; none is ever put in place of another hour's. */
const keyAt = (at: number): string => `${PREFIX}${new Date(at * 1000).toISOString().slice(0, 19)}Z.json`;

/**
 * Keeps signed heads outside Postgres: one object for all chains. Chains that the object before it names, and that no ledger
 * writes any more, are named again with the signatures they have, so that the newest object knows every chain there ever was.
 */
export async function storeOutside(
  bucket: HeadsBucket,
  { auditKeys, heads, at }: { readonly auditKeys: KeySet; readonly heads: readonly SignedHead[]; readonly at: number },
): Promise<void> {
  const before = await readBucket(bucket, { auditKeys, now: at, objects: 1 });
  const named = new Set(heads.map(({ chain }) => chain));
  const ended = before.heads.filter(({ chain }) => !named.has(chain));
  await bucket.put(keyAt(at), JSON.stringify({ at, heads: [...heads, ...ended] }), {
    httpMetadata: { contentType: 'application/json' },
  });
}

/** Keeps signed heads beside the chains; a chain without a new event keeps the head it has. */
export async function storeBeside({ postgres }: Pick<Config, 'postgres'>, heads: readonly SignedHead[]): Promise<void> {
  if (heads.length === 0) return;
  const { ledgerUrl: url, fetchEndpoint } = postgres;
  const db = openPostgres({ url, fetchEndpoint, deadlineMillis: WRITE_DEADLINE_MILLIS });
  await db
    .insert(auditHead)
    .values([...heads])
    .onConflictDoNothing();
}

/** The newest heads outside Postgres that bear our signature. */
export async function readOutside(env: Env, now: EpochSeconds): Promise<ReadHeads> {
  const bucket: HeadsBucket | undefined = env.AUDIT_HEADS;
  if (bucket === undefined) return { heads: [], forged: [] };
  return readBucket(bucket, { auditKeys: readConfig(env).auditKeys, now });
}

/** `readOutside` of a bucket. */
export async function readBucket(
  bucket: HeadsBucket,
  asked: { readonly auditKeys: KeySet; readonly now: number; readonly objects?: number },
): Promise<ReadHeads> {
  const { objects } = await bucket.list({ prefix: PREFIX, startAfter: keyAt(asked.now - LOOK_BACK_SECONDS) });
  const newest = objects.map(({ key }) => key).slice(-(asked.objects ?? OBJECTS_READ));
  const texts = await Promise.all(newest.map(async (key) => (await bucket.get(key))?.text()));
  return judge(asked.auditKeys, texts.flatMap(parseObject));
}

/** The newest heads of one chain in Postgres that bear our signature. @throws Unavailable when Postgres does not answer */
export async function readBeside(config: Pick<Config, 'postgres' | 'auditKeys'>, chain: string): Promise<ReadHeads> {
  const rows = await readPostgres(config, (db) =>
    db.select().from(auditHead).where(eq(auditHead.chain, chain)).orderBy(desc(auditHead.seq)).limit(HEADS_READ),
  );
  return judge(
    config.auditKeys,
    rows.map((row) => ({ ...row, at: epochSeconds(row.at) })),
  );
}

async function judge(auditKeys: KeySet, heads: readonly SignedHead[]): Promise<ReadHeads> {
  const ours = await Promise.all(
    heads.map((head) => isSignedText(auditKeys, headPurpose, headText(head), head.signature)),
  );
  return { heads: heads.filter((_, index) => ours[index]), forged: heads.filter((_, index) => !ours[index]) };
}

/** What an object says, believed by nobody yet; one that cannot be read says nothing. */
function parseObject(text: string | undefined): readonly SignedHead[] {
  try {
    const { heads }: { heads?: unknown } = JSON.parse(text ?? '{}');
    return Array.isArray(heads) ? heads.filter(isHead) : [];
  } catch {
    return [];
  }
}

const isHead = (value: unknown): value is SignedHead => {
  const { chain, seq, hash, at, signature }: Partial<Record<keyof SignedHead, unknown>> = Object(value);
  const texts = [chain, hash, signature].every((text) => typeof text === 'string');
  return texts && Number.isSafeInteger(seq) && Number.isSafeInteger(at);
};
