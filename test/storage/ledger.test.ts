import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { textDigest } from '../../src/crypto/text-digest';
import { chainEvent, headAfter } from '../../src/domain/audit-chain';
import { epochSeconds } from '../../src/domain/brands';
import { applyBatch } from '../../src/storage/ledger';
import { type Book, openBook } from './support/book';
import { agreed, batch, created, links, noted, service, terms } from './support/rows';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
beforeEach(() => book.empty());
afterAll(() => book.close());

const count = async (table: string) =>
  Number((await book.ask<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n);
const applied = { outcome: 'applied' };

describe('what a ledger hands over', () => {
  it('reaches every table, whole', async () => {
    const rows = batch([created('a'), terms('a', 2), agreed('a', 3), service(1)], links(3));
    expect(await applyBatch(book.config, rows)).toEqual(applied);
    expect(await book.ask('select * from account')).toMatchObject([
      {
        id: 'a',
        subject: 'subject-of-a',
        wrapped_key: 'wrapped',
        kek_version: 1,
        has_password: true,
        applied_seq: '3',
      },
    ]);
    expect(await book.ask('select * from account_identifier order by index_version')).toEqual([
      { kind: 'email', index_version: 1, value: 'mail-of-a-v1', account: 'a' },
      { kind: 'email', index_version: 2, value: 'mail-of-a-v2', account: 'a' },
    ]);
    expect(await book.ask('select account, seq, terms_version from terms_acceptance')).toEqual([
      { account: 'a', seq: '2', terms_version: 'v2' },
    ]);
    expect(await book.ask('select scopes, level from consent')).toEqual([{ scopes: ['openid', 'email'], level: 'P0' }]);
    expect(await book.ask("select name, record->>'clientId' as id from client")).toEqual([
      { name: 'Service 1', id: 'service' },
    ]);
    expect(await count('audit_event')).toBe(3);
  });

  it('changes nothing when it is handed over again, alone or with what came later', async () => {
    const first = batch([created('a'), terms('a', 2)], links(2));
    await applyBatch(book.config, first);
    expect(await applyBatch(book.config, first)).toEqual(applied);
    expect(await applyBatch(book.config, batch([...first.changes, agreed('a', 3)], links(4)))).toEqual(applied);
    expect(await applyBatch(book.config, first)).toEqual(applied);
    expect([
      await count('account'),
      await count('terms_acceptance'),
      await count('consent'),
      await count('audit_event'),
    ]).toEqual([1, 1, 1, 4]);
  });

  it('keeps the newest note of each service about a person, and none once it is taken back', async () => {
    const notes = () => book.ask('select account, client, seq, sealed from client_note order by client');
    await applyBatch(book.config, batch([created('a'), noted('a', 2, '1.first'), noted('a', 3, '1.other', 'two')]));
    await applyBatch(book.config, batch([noted('a', 4, '1.second')]));
    const second = { account: 'a', client: 'service', seq: '4', sealed: '1.second' };
    const other = { account: 'a', client: 'two', seq: '3', sealed: '1.other' };
    expect(await notes()).toEqual([second, other]);
    // An older one that arrives again changes nothing.
    await applyBatch(book.config, batch([noted('a', 2, '1.first')]));
    expect(await notes()).toEqual([second, other]);
    await applyBatch(book.config, batch([noted('a', 5, undefined)]));
    expect(await notes()).toEqual([{ ...second, seq: '5', sealed: null }, other]);
  });

  it('keeps the newest version of a service, whatever the order of arrival', async () => {
    await applyBatch(book.config, batch([service(2, { status: 'disabled' })]));
    await applyBatch(book.config, batch([service(1)]));
    expect(await book.ask('select version, status from client')).toEqual([{ version: 2, status: 'disabled' }]);
    await applyBatch(book.config, batch([service(3)]));
    expect(await book.ask('select version, status from client')).toEqual([{ version: 3, status: 'active' }]);
  });

  it('takes 500 rows at once', async () => {
    const changes = Array.from({ length: 250 }, (_, index) => created(`acc${index}`));
    expect(await applyBatch(book.config, batch(changes, links(250)))).toEqual(applied);
    expect([await count('account'), await count('audit_event')]).toEqual([250, 250]);
  });

  it('is taken once, and by nobody refused, when calls that were given up still work on it', async () => {
    const all = links(150);
    for (const link of all) {
      const twice = Array.from({ length: 6 }, () => applyBatch(book.config, batch([], [link])));
      expect(await Promise.all(twice)).toEqual(Array(6).fill(applied));
    }
    expect(await count('audit_event')).toBe(all.length);
  });

  it('has nothing to do for an empty batch', async () => {
    expect(await applyBatch(book.config, batch([]))).toEqual(applied);
  });
});

describe('a row that Postgres will never take', () => {
  it('is named when an address has two owners, and leaves nothing of itself behind', async () => {
    const rows = batch([created('a'), created('b'), created('thief', 'mail-of-a'), terms('b', 2)], links(2));
    expect(await applyBatch(book.config, rows)).toEqual({
      outcome: 'poisoned',
      index: 4,
      why: '23505 account_identifier_owner',
    });
    expect(await book.ask('select id from account order by id')).toEqual([{ id: 'a' }, { id: 'b' }]);
    const rest = batch([created('a'), created('b'), terms('b', 2)], links(2));
    expect(await applyBatch(book.config, rest)).toEqual(applied);
    expect(await count('terms_acceptance')).toBe(1);
  });

  it('is named wherever it stands in a long batch', async () => {
    await applyBatch(book.config, batch([created('a')]));
    for (const index of [0, 1, 63, 98, 99]) {
      const changes = Array.from({ length: 100 }, (_, at) =>
        at === index ? created('thief', 'mail-of-a') : created(`acc${at}`),
      );
      expect(await applyBatch(book.config, batch(changes))).toMatchObject({ outcome: 'poisoned', index });
    }
  });

  it('is named when another event has its place in the chain, and the stored one stays', async () => {
    const [first, second] = links(2);
    if (first === undefined || second === undefined) throw new Error('two links');
    await applyBatch(book.config, batch([], [first, second]));
    const forged = chainEvent(
      headAfter(first),
      { id: 'forged', kind: 'session_ended', at: epochSeconds(1) },
      textDigest,
    );
    expect(await applyBatch(book.config, batch([], [first, forged]))).toMatchObject({ outcome: 'poisoned', index: 1 });
    expect(await book.ask('select hash from audit_event where seq = 2')).toEqual([{ hash: second.hash }]);
  });

  it('is named when it repeats an event at another place', async () => {
    const [first] = links(1);
    if (first === undefined) throw new Error('a link');
    const again = chainEvent(headAfter(first), first.event, textDigest);
    expect(await applyBatch(book.config, batch([], [first, again]))).toMatchObject({
      outcome: 'poisoned',
      index: 1,
      why: '23505 audit_event_once',
    });
  });

  it('is named when it changes an account that is not known', async () => {
    expect(await applyBatch(book.config, batch([terms('nobody', 2)]))).toEqual({
      outcome: 'poisoned',
      index: 0,
      why: 'account unknown',
    });
    expect(await count('terms_acceptance')).toBe(0);
  });

  it('is not confused with a Postgres that is away: that is tried again', async () => {
    expect(await applyBatch(book.away, batch([created('a')]))).toEqual({
      outcome: 'failed',
      why: 'Postgres was not reached',
    });
  });

  it('is not confused with a missing right or table: that is tried again', async () => {
    await book.ask('alter table account rename to account_away');
    expect(await applyBatch(book.config, batch([created('a')]))).toEqual({ outcome: 'failed', why: '42P01' });
    await book.ask('alter table account_away rename to account');
    expect(await applyBatch(book.config, batch([created('a')]))).toEqual(applied);
  });
});

describe('the roles of the product', () => {
  const denied = /permission denied/;

  it('may read and add audit events as the ledger, and neither change nor delete them', async () => {
    await applyBatch(book.config, batch([], links(1)));
    expect(await book.askAs('ledger', 'select hash from audit_event')).toHaveLength(1);
    await expect(book.askAs('ledger', "update audit_event set kind = 'x'")).rejects.toThrow(denied);
    await expect(book.askAs('ledger', 'delete from audit_event')).rejects.toThrow(denied);
    await expect(book.askAs('ledger', 'truncate audit_event')).rejects.toThrow(denied);
    await expect(book.askAs('ledger', 'drop table audit_event')).rejects.toThrow(/must be owner/);
  });

  it('may only read as the worker', async () => {
    expect(await book.askAs('app', 'select id from client')).toEqual([]);
    expect(await book.askAs('app', 'select hash from audit_event')).toEqual([]);
    await expect(book.askAs('app', "insert into audit_head values ('g1.0', 1, 'x', 1, 'x')")).rejects.toThrow(denied);
    await expect(book.askAs('app', "update client set status = 'active'")).rejects.toThrow(denied);
    await expect(book.askAs('app', 'delete from consent')).rejects.toThrow(denied);
    expect(
      await book.askAs('ledger', "insert into audit_head values ('g1.0', 1, 'x', 1, 'x') returning seq"),
    ).toHaveLength(1);
  });
});
