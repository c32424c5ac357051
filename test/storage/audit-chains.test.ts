import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { textDigest } from '../../src/crypto/text-digest';
import { emptyChain, headAfter } from '../../src/domain/audit-chain';
import type { SignedHead } from '../../src/domain/audit-head';
import { epochSeconds } from '../../src/domain/brands';
import { Unavailable } from '../../src/domain/unavailable';
import { closeChains } from '../../src/storage/audit-closing';
import { readBucket, signHeads, storeOutside } from '../../src/storage/audit-heads';
import { type KnownHead, verifyChains, type Witnesses } from '../../src/storage/audit-verification';
import { applyBatch } from '../../src/storage/ledger';
import { type Book, openBook } from './support/book';
import { memoryBucket } from './support/bucket';
import { batch, links } from './support/rows';

const at = epochSeconds(1_795_003_600);
const auditKeys = new Map([[1, new Uint8Array(32).fill(4)]]);

let book: Book;
let closing: Parameters<typeof closeChains>[0];
beforeAll(async () => {
  book = await openBook();
  closing = { ...book.config, auditKeys, generation: '2' };
});
beforeEach(() => book.empty());
afterAll(() => book.close());

const chainOf = (chain: string, count: number) => links(count, emptyChain(chain, textDigest));

/** Stores a chain, and says what its ledger remembers of it. */
async function store(chain: string, count: number) {
  const all = chainOf(chain, count);
  for (let first = 0; first < count; first += 500)
    await applyBatch(book.config, batch([], all.slice(first, first + 500)));
  const last = all.at(-1);
  if (last === undefined) throw new Error('no links');
  return { head: headAfter(last), waitingFrom: last.seq + 1 };
}

/** What ledgers remember, and heads that were signed. */
const knownBy = (heads: readonly KnownHead[], signed: readonly SignedHead[] = []): Witnesses => ({
  ledgers: async () => heads,
  signedChains: signed.map(({ chain }) => chain),
  signed: async (chain) => ({ heads: signed.filter((head) => head.chain === chain), forged: [] }),
});

describe('verifying the audit chains', () => {
  it('finds nothing wrong with chains as they were written, over several pages', async () => {
    const heads = [await store('g1.0', 2001), await store('g1.5', 3)];
    expect(await verifyChains(book.config, knownBy(heads))).toEqual({ chains: 2, events: 2004, broken: [] });
  });

  it.each([
    ['a changed time', 'update audit_event set at = at + 1 where seq = 1501', 1501, 'wrong_hash'],
    ['a changed account', "update audit_event set account = 'x' where seq = 2", 2, 'wrong_hash'],
    ['a service taken away', 'update audit_event set client = null where seq = 2', 2, 'wrong_hash'],
    ['changed ciphertext', "update audit_event set sealed = sealed || 'x' where seq = 1", 1, 'wrong_hash'],
    ['a changed hash', "update audit_event set hash = 'x' where seq = 7", 7, 'wrong_hash'],
    ['a changed link', "update audit_event set prev_hash = 'x' where seq = 7", 7, 'wrong_previous'],
    ['a deleted row', 'delete from audit_event where seq = 1000', 1000, 'missing'],
    ['the first row deleted', 'delete from audit_event where seq = 1', 1, 'missing'],
    ['the end taken off', 'delete from audit_event where seq > 1500', 1501, 'missing'],
  ])('names the first row that is broken: %s', async (_what, breach, seq, why) => {
    const heads = [await store('g1.0', 1600), await store('g1.1', 2)];
    await book.ask(breach.replace('where', "where chain = 'g1.0' and"));
    const { broken } = await verifyChains(book.config, knownBy(heads));
    expect(broken).toEqual([{ chain: 'g1.0', seq, why }]);
  });

  it('notices a chain that is gone altogether', async () => {
    const heads = [await store('g1.0', 5)];
    await book.ask('delete from audit_event');
    expect((await verifyChains(book.config, knownBy(heads))).broken).toEqual([
      { chain: 'g1.0', seq: 1, why: 'missing' },
    ]);
  });

  it('notices a chain that somebody has made anew, with right hashes', async () => {
    const { waitingFrom } = await store('g1.0', 5);
    const other = { chain: 'g1.0', seq: 5, hash: textDigest('what the ledger wrote') };
    expect((await verifyChains(book.config, knownBy([{ head: other, waitingFrom }]))).broken).toEqual([
      { chain: 'g1.0', seq: 5, why: 'not_what_the_ledger_wrote' },
    ]);
  });

  it('allows that the ledger has not delivered the newest events yet', async () => {
    await store('g1.0', 5);
    const head = chainOf('g1.0', 8).map(headAfter).at(-1);
    if (head === undefined) throw new Error('no head');
    expect((await verifyChains(book.config, knownBy([{ head, waitingFrom: 6 }]))).broken).toEqual([]);
    expect((await verifyChains(book.config, knownBy([{ head, waitingFrom: 7 }]))).broken).toMatchObject([
      { seq: 6, why: 'missing' },
    ]);
  });

  it('notices a link added at the end, with right hashes, and a chain that nobody has written', async () => {
    const heads = [await store('g1.0', 5)];
    const [added] = links(1, heads[0]?.head);
    const [stranger] = chainOf('g1.77', 1);
    if (added === undefined || stranger === undefined) throw new Error('no links');
    await applyBatch(book.config, batch([], [added]));
    await applyBatch(book.config, batch([], [stranger]));
    expect((await verifyChains(book.config, knownBy(heads))).broken).toEqual([
      { chain: 'g1.0', seq: 6, why: 'not_what_the_ledger_wrote' },
      { chain: 'g1.77', seq: 1, why: 'chain_unknown' },
    ]);
  });

  it('allows that a chain grows while it is read', async () => {
    const heads = [await store('g1.0', 5)];
    const [added] = links(1, heads[0]?.head);
    if (added === undefined) throw new Error('no link');
    const later = [{ head: headAfter(added), waitingFrom: 7 }];
    const ledgers = [heads, later].values();
    await applyBatch(book.config, batch([], [added]));
    const growing = { ...knownBy([]), ledgers: async () => ledgers.next().value ?? [] };
    expect((await verifyChains(book.config, growing)).broken).toEqual([]);
  });

  it('holds a chain to what was signed, also when its ledger has lost its memory', async () => {
    const { head } = await store('g1.0', 9);
    const signed = { ...head, at: epochSeconds(1), signature: '' };
    expect((await verifyChains(book.config, knownBy([], [signed]))).broken).toEqual([]);
    await book.ask('delete from audit_event where seq > 7');
    expect((await verifyChains(book.config, knownBy([], [signed]))).broken).toMatchObject([{ seq: 8, why: 'missing' }]);
    const anew = { ...signed, seq: 3, hash: textDigest('what was signed') };
    expect((await verifyChains(book.config, knownBy([], [anew]))).broken).toMatchObject([
      { seq: 3, why: 'not_what_was_signed' },
    ]);
  });

  it('is not led astray by heads that somebody else has signed', async () => {
    const heads = [await store('g1.0', 5)];
    const forged = { chain: 'g1.0', seq: 3, hash: 'x', at: epochSeconds(1), signature: '1.x' };
    const witnesses = { ...knownBy(heads), signed: async () => ({ heads: [], forged: [forged] }) };
    expect((await verifyChains(book.config, witnesses)).broken).toMatchObject([
      { seq: 3, why: 'head_not_signed_by_us' },
    ]);
  });

  it('follows one chain in parts, each from where the last one ended', async () => {
    const heads = [await store('g1.0', 1500), await store('g1.1', 3)];
    const [link] = await book.ask<{ seq: string; hash: string }>('select seq, hash from audit_event where seq = 1000');
    const after = { seq: Number(link?.seq), hash: link?.hash ?? '' };
    const part = await verifyChains(book.config, knownBy(heads), { chain: 'g1.0', after });
    expect(part).toEqual({ chains: 1, events: 500, broken: [] });
    await book.ask('update audit_event set at = 0 where seq = 1200');
    const { broken } = await verifyChains(book.config, knownBy(heads), { chain: 'g1.0', after });
    expect(broken).toEqual([{ chain: 'g1.0', seq: 1200, why: 'wrong_hash' }]);
  });

  it('is content with the chains of atoms that are gone, once they were closed', async () => {
    await store('g1.0', 9);
    await store('g1.1', 1200);
    expect((await verifyChains(book.config, knownBy([]))).broken).toMatchObject([{ why: 'chain_unknown' }, {}]);
    const bucket = memoryBucket();
    const [early] = await signHeads(auditKeys, chainOf('g1.1', 1001).slice(-1).map(headAfter), epochSeconds(1));
    await storeOutside(bucket, { auditKeys, heads: early ? [early] : [], at: at - 60 });
    expect(await closeChains(closing, { bucket, at })).toEqual({ chainsClosed: 2, eventsLost: 0, peopleLost: 0 });
    const { heads } = await readBucket(bucket, { auditKeys, now: at });
    expect((await verifyChains(book.config, knownBy([], heads))).broken).toEqual([]);
    expect(await closeChains(closing, { bucket, at: epochSeconds(at + 1) })).toMatchObject({ chainsClosed: 0 });
  });

  it('says how much is lost with atoms that are gone: what was signed, and who registered', async () => {
    const all = chainOf('g1.0', 12);
    await store('g1.0', 9);
    await store('g2.0', 3);
    await book.ask("update audit_event set kind = 'user_created' where chain = 'g1.0' and seq = 9");
    const bucket = memoryBucket();
    const heads = await signHeads(auditKeys, all.slice(-1).map(headAfter), epochSeconds(1));
    await storeOutside(bucket, { auditKeys, heads, at: at - 60 });
    expect(await closeChains(closing, { bucket, at })).toEqual({ chainsClosed: 0, eventsLost: 3, peopleLost: 1 });
    const signed = await readBucket(bucket, { auditKeys, now: at });
    await book.ask("update audit_event set kind = 'session_created' where chain = 'g1.0' and seq = 9");
    const { broken } = await verifyChains(book.config, knownBy([], signed.heads), { chain: 'g1.0' });
    expect(broken).toEqual([{ chain: 'g1.0', seq: 10, why: 'missing' }]);
  });

  it('signs for no end of a chain that somebody has changed since it was signed last', async () => {
    await store('g1.0', 9);
    const bucket = memoryBucket();
    const heads = await signHeads(auditKeys, chainOf('g1.0', 5).slice(-1).map(headAfter), epochSeconds(1));
    await storeOutside(bucket, { auditKeys, heads, at: at - 60 });
    await book.ask('update audit_event set at = at + 1 where seq = 7');
    expect(await closeChains(closing, { bucket, at })).toMatchObject({ chainsClosed: 0 });
  });

  it('says that it cannot tell when Postgres is away or refuses, without the statement or its values', async () => {
    await expect(verifyChains(book.away, knownBy([]))).rejects.toThrow(
      new Unavailable('Postgres did not answer: not reached'),
    );
    await book.ask('revoke select on audit_event from gatehouse_app');
    const refusal = await verifyChains(book.config, knownBy([])).catch((thrown: unknown) => thrown);
    expect(refusal).toEqual(new Unavailable('Postgres did not answer: 42501'));
    expect(refusal).not.toHaveProperty('cause');
  });
});
