import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textDigest } from '../../src/crypto/text-digest';
import { chainEvent, emptyChain, headAfter } from '../../src/domain/audit-chain';
import type { SignedHead } from '../../src/domain/audit-head';
import { type EpochSeconds, epochSeconds } from '../../src/domain/brands';
import type { ChainedAuditEvent } from '../../src/domain/ledger-row';
import {
  type HeadsBucket,
  readBeside,
  readBucket,
  signHeads,
  storeBeside,
  storeOutside,
} from '../../src/storage/audit-heads';
import { verifyChains } from '../../src/storage/audit-verification';
import { type Book, openBook } from './support/book';
import { memoryBucket } from './support/bucket';
import { links } from './support/rows';

const chains = 20;
const perChain = 5000;
const seed = 20_261_125;
const hour = epochSeconds(1_795_003_600);
const auditKeys = new Map([[1, new Uint8Array(32).fill(4)]]);
const otherKeys = new Map([[1, new Uint8Array(32).fill(5)]]);

let book: Book;
let all: readonly (readonly ChainedAuditEvent[])[];
const bucket = memoryBucket();

const nameOf = (index: number): string => `g1.${index}`;
/** A place in a chain, the same in each run, never its first or last. */
const placeIn = (index: number): number => 2 + ((seed * (index + 7) * 2_654_435_761) % (perChain - 2));

async function insert(rows: readonly ChainedAuditEvent[]): Promise<void> {
  const column = (read: (link: ChainedAuditEvent) => unknown) => rows.map(read);
  await book.ask(
    `insert into audit_event select * from unnest(
       $1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[])`,
    [
      ...[column(({ chain }) => chain), column(({ seq }) => seq), column(({ prevHash }) => prevHash)],
      ...[column(({ hash }) => hash), column(({ event }) => event.id), column(({ event }) => event.kind)],
      ...[column(({ event }) => event.at), column(({ event }) => event.account), column(({ event }) => event.client)],
      column(({ event }) => event.sealed),
    ],
  );
}

/** A chain from a place on, as somebody makes it who knows how: one event is another, and all hashes are right. */
function madeAnew(rows: readonly ChainedAuditEvent[], from: number): readonly ChainedAuditEvent[] {
  const before = rows[from - 2];
  if (before === undefined) throw new Error('no such place');
  let head = headAfter(before);
  return rows.slice(from - 1).map(({ event }, index) => {
    const link = chainEvent(head, index === 0 ? { ...event, kind: 'consent_given' } : event, textDigest);
    head = headAfter(link);
    return link;
  });
}

const headsOf = (rows: readonly (readonly ChainedAuditEvent[])[]) =>
  rows.flatMap((chain) => chain.slice(-1).map(headAfter));

/** Verifies as the service does, with the heads of both places; the ledgers' memory is lost or not. */
async function verify(knowing: {
  readonly ledgers: boolean;
  readonly outside?: HeadsBucket;
  readonly keys?: typeof auditKeys;
}) {
  const config = { ...book.config, auditKeys: knowing.keys ?? auditKeys };
  const outside = await readBucket(knowing.outside ?? bucket, { auditKeys: config.auditKeys, now: hour });
  const heads = headsOf(all).map((head) => ({ head, waitingFrom: head.seq + 1 }));
  return verifyChains(book.config, {
    ledgers: async () => (knowing.ledgers ? heads : []),
    signedChains: outside.heads.map(({ chain }) => chain),
    async signed(chain) {
      const beside = await readBeside(config, chain);
      const of = (head: SignedHead) => head.chain === chain;
      return {
        heads: [...beside.heads, ...outside.heads.filter(of)],
        forged: [...beside.forged, ...outside.forged.filter(of)],
      };
    },
  });
}

async function sign(rows: readonly (readonly ChainedAuditEvent[])[], at: EpochSeconds): Promise<void> {
  const heads = await signHeads(auditKeys, headsOf(rows), at);
  await storeOutside(bucket, { auditKeys, heads, at });
  await storeBeside(book.config, heads);
}

beforeAll(async () => {
  book = await openBook();
  all = Array.from({ length: chains }, (_, index) => links(perChain, emptyChain(nameOf(index), textDigest)));
  for (const rows of all) await insert(rows);
  await sign(
    all.map((rows) => rows.slice(0, perChain / 2)),
    epochSeconds(hour - 3600),
  );
  await sign(all, hour);
}, 60_000);
afterAll(() => book.close());

describe('one row of a hundred thousand', () => {
  it('is not missed: as they were written, the chains and their signed heads are whole', async () => {
    const whole = { chains, events: chains * perChain, broken: [] };
    expect(await verify({ ledgers: true })).toEqual(whole);
    const { broken } = await verify({ ledgers: true, keys: otherKeys });
    expect(broken).toHaveLength(chains);
    expect(broken[0]).toMatchObject({ why: 'head_not_signed_by_us' });
  });

  it('changed, deleted, inserted, exchanged or cut off is named by chain and number, with Postgres and the atoms lost', async () => {
    const at = (index: number) => `chain = '${nameOf(index)}' and seq = ${placeIn(index)}`;
    const next = (index: number) => `chain = '${nameOf(index)}' and seq = ${placeIn(index) + 1}`;
    const anew = madeAnew(all[7] ?? [], placeIn(7));
    await book.ask(`update audit_event set kind = 'session_ended' where ${at(0)}`);
    await book.ask(`update audit_event set sealed = 'x' where ${at(1)}`);
    await book.ask(`delete from audit_event where ${at(2)}`);
    await book.ask(`update audit_event set seq = -seq where chain = '${nameOf(3)}' and seq >= ${placeIn(3)}`);
    await book.ask(`update audit_event set seq = 1 - seq where chain = '${nameOf(3)}' and seq < 0`);
    await book.ask(
      `insert into audit_event select chain, ${placeIn(3)}, prev_hash, hash, 'inserted', kind, at, account, client, sealed
         from audit_event where chain = '${nameOf(3)}' and seq = ${placeIn(3) + 1}`,
    );
    await book.ask(`update audit_event set seq = 0 where ${at(4)}`);
    await book.ask(`update audit_event set seq = ${placeIn(4)} where ${next(4)}`);
    await book.ask(`update audit_event set seq = ${placeIn(4) + 1} where chain = '${nameOf(4)}' and seq = 0`);
    await book.ask(`delete from audit_event where chain = '${nameOf(5)}' and seq = ${perChain}`);
    await book.ask(`delete from audit_event where chain = '${nameOf(6)}'`);
    await book.ask(`delete from audit_head where chain in ('${nameOf(5)}', '${nameOf(6)}')`);
    await book.ask(`delete from audit_event where chain = '${nameOf(7)}' and seq >= ${placeIn(7)}`);
    await insert(anew);
    const { broken } = await verify({ ledgers: false });
    const named = new Map(broken.map(({ chain, seq, why }) => [chain, `${seq} ${why}`]));
    expect(Object.fromEntries(named)).toEqual({
      [nameOf(0)]: `${placeIn(0)} wrong_hash`,
      [nameOf(1)]: `${placeIn(1)} wrong_hash`,
      [nameOf(2)]: `${placeIn(2)} missing`,
      [nameOf(3)]: `${placeIn(3)} wrong_hash`,
      [nameOf(4)]: `${placeIn(4)} wrong_previous`,
      [nameOf(5)]: `${perChain} missing`,
      [nameOf(6)]: '1 missing',
      // With right hashes it is intact in itself: the first head that was signed behind the change tells.
      [nameOf(7)]: `${placeIn(7) > perChain / 2 ? perChain : perChain / 2} not_what_was_signed`,
    });
  });
});
