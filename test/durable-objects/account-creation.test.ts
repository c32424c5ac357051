import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountId } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import { ownership } from './support/account-atoms';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import {
  type AccountStub,
  accounts,
  anActiveAccount,
  anUnusedAtom,
  codeSent,
  lives,
  prepareInput,
  reserve,
  sessionRef,
  signedIn,
  unique,
} from './support/signing-in';

const fifteenMinutes = 900;
const context = 'sealed caller';

let told: LedgerRow[] = [];
beforeEach(() => {
  told = [];
  ownership.of = async () => false;
  outside.handOver = async (_shard, { rows }) => {
    told.push(...rows.map(({ row }) => row));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});
const changes = () => told.flatMap((row) => (row.kind === 'account' ? [row.change.change] : []));
const events = () => told.flatMap((row) => (row.kind === 'audit' ? [row.event.kind] : []));
const stored = (stub: AccountStub) =>
  runInDurableObject(stub, (_atom, state) =>
    state.storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray()
      .reduce((rows, { name }) => rows + state.storage.sql.exec(`SELECT 1 FROM ${name}`).toArray().length, 0),
  );

describe('an account being registered', () => {
  it('tells nobody before it is activated, and everything then, in order', async () => {
    const stub = anUnusedAtom();
    expect(await stub.prepare(prepareInput())).toEqual({ tag: 'prepared' });
    await runDurableObjectAlarm(stub);
    expect(told).toEqual([]);
    expect(await stub.activate({ op: 'creation', context })).toEqual({ tag: 'active' });
    await runDurableObjectAlarm(stub);
    expect(changes()).toEqual(['created', 'terms', 'standing']);
    expect(events()).toEqual(['user_created']);
  });

  it('has no session, no password and no grant before it is activated', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    const session = sessionRef();
    expect(await lives(stub, session)).toBe(false);
    expect(await reserve(stub)).toEqual({ tag: 'pending', op: 'creation' });
  });

  it('is prepared once: a repeated call finds what the first one kept', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    expect(await stub.prepare(prepareInput({ sealedEmail: 'sealed again' }))).toEqual({ tag: 'prepared' });
    await stub.activate({ op: 'creation', context });
    await runDurableObjectAlarm(stub);
    expect(told.filter(({ kind }) => kind === 'account')).toHaveLength(3);
    expect(told).toContainEqual(
      expect.objectContaining({ change: expect.objectContaining({ sealedEmail: 'sealed email' }) }),
    );
  });

  it('is nobody else’s: another operation neither prepares nor activates it', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    expect(await stub.prepare(prepareInput({ op: 'another' }))).toEqual({ tag: 'taken' });
    expect(await stub.activate({ op: 'another', context })).toEqual({ tag: 'unknown' });
    expect(await reserve(stub)).toEqual({ tag: 'pending', op: 'creation' });
  });

  it('is not activated before it is prepared', async () => {
    const stub = anUnusedAtom();
    expect(await stub.activate({ op: 'creation', context })).toEqual({ tag: 'unknown' });
  });
});

describe('activating', () => {
  it('signs the person in at once, with what they showed while registering', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    const session = { ...sessionRef(), shown: { Cp: seconds(-60), Cd: seconds(-10) }, signedInBy: 'registration' };
    await stub.activate({ op: 'creation', session, context });
    expect(await stub.readSession({ session })).toMatchObject({
      tag: 'session',
      facts: { account: prepareInput().account, shown: session.shown, signedInBy: 'registration', level: 'P0' },
    });
  });

  it('again with the same call changes nothing: one session, told once', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    const session = { ...sessionRef(), shown: { Cp: seconds() }, signedInBy: 'registration' };
    for (let call = 1; call <= 3; call += 1)
      expect(await stub.activate({ op: 'creation', session, context })).toEqual({ tag: 'active' });
    await runDurableObjectAlarm(stub);
    expect(events()).toEqual(['user_created', 'session_created']);
    expect(changes()).toEqual(['created', 'terms', 'standing']);
  });

  it('numbers the changes of an account from one, without gaps', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await stub.acceptTerms({ session, version: 'next terms', context });
    await runDurableObjectAlarm(stub);
    expect(told.flatMap((row) => (row.kind === 'account' ? [row.seq] : []))).toEqual([1, 2, 3, 4]);
  });
});

describe('a registration that was cut short', () => {
  it('before the directory decided leaves nothing behind after 15 minutes', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    clock.advance(fifteenMinutes - 1);
    await runDurableObjectAlarm(stub);
    expect(await stored(stub)).toBeGreaterThan(0);
    clock.advance(1);
    await runDurableObjectAlarm(stub);
    expect(await stored(stub)).toBe(0);
    expect(told).toEqual([]);
  });

  it('and forgotten can be taken up anew in the same object', async () => {
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput());
    clock.advance(fifteenMinutes);
    await runDurableObjectAlarm(stub);
    expect(await reserve(stub)).toMatchObject({ tag: 'reserved', deviceKnown: false });
    expect(await stub.prepare(prepareInput({ op: 'another' }))).toEqual({ tag: 'prepared' });
  });

  it('after the directory decided is completed by the account itself: the address is never lost', async () => {
    const stub = anUnusedAtom();
    const asked: unknown[] = [];
    ownership.of = async (...question) => asked.push(question) > 0;
    await stub.prepare(prepareInput({ directoryShard: 77 }));
    clock.advance(fifteenMinutes);
    await runDurableObjectAlarm(stub);
    expect(asked).toEqual([[{ shard: 77, indexes: prepareInput().emailIndex }, 'creation']]);
    expect(await reserve(stub)).toMatchObject({ tag: 'reserved', held: { password: { sealed: 'sealed password' } } });
    await runDurableObjectAlarm(stub);
    expect(changes()).toEqual(['created', 'terms', 'standing']);
  });

  it('is kept while the directory does not answer, and asked about again', async () => {
    const stub = anUnusedAtom();
    ownership.of = () => Promise.reject(new Error('away'));
    await stub.prepare(prepareInput());
    clock.advance(fifteenMinutes);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await reserve(stub)).toMatchObject({ tag: 'pending' });
    ownership.of = async () => true;
    clock.advance(60);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await reserve(stub)).toMatchObject({ tag: 'reserved' });
  });

  it('and completed by a look-up in the last moment is not forgotten', async () => {
    const name = unique('account');
    const stub = accounts.getByName(name);
    await stub.prepare(prepareInput());
    clock.advance(fifteenMinutes);
    ownership.of = async () => {
      await accounts.getByName(name).activate({ op: 'creation', context });
      return false;
    };
    await runDurableObjectAlarm(stub);
    expect(await reserve(stub)).toMatchObject({ tag: 'reserved', held: {} });
  });
});

describe('an account', () => {
  it('is the same when its object is started anew', async () => {
    const name = unique('durable');
    await accounts.getByName(name).prepare(prepareInput());
    await accounts.getByName(name).activate({ op: 'creation', context });
    const session = await signedIn(accounts.getByName(name));
    await abortAllDurableObjects();
    expect(await lives(accounts.getByName(name), session)).toBe(true);
  });

  it('gives its news to the ledger of its id', async () => {
    const shards: number[] = [];
    outside.handOver = async (shard, { rows }) => {
      shards.push(shard);
      return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
    };
    const stub = anUnusedAtom();
    await stub.prepare(prepareInput({ account: accountId('_AAAAAAAAAAAAAAAAAAAAA') }));
    await stub.activate({ op: 'creation', context });
    await runDurableObjectAlarm(stub);
    expect(shards).toEqual([63]);
  });

  it('keeps its news while the ledger is away, and hands it over later', async () => {
    const working = outside.handOver;
    outside.handOver = () => Promise.reject(new Error('away'));
    const stub = await anActiveAccount();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    outside.handOver = working;
    clock.advance(60);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(changes()).toEqual(['created', 'terms', 'standing']);
  });

  it('wakes daily at most, forgets what expired, and rests when nothing will', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    await runDurableObjectAlarm(stub);
    clock.advance(limits.attemptsForgottenAfter.value);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const expiring = await runInDurableObject(stub, (_atom, state) =>
      state.storage.sql.exec('SELECT kind FROM entry WHERE expires_at IS NOT NULL').toArray(),
    );
    expect(expiring).toEqual([]);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });
});
