import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RetracedAnswer, TakeRetraceAnswer } from '../../durable-objects/account/retrace';
import type { AccountId, BirthDate, InteractionId, NhsNumber, PhoneNumber, Postcode } from '../../src/domain/brands';
import type { AccountChange, LedgerRow } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import type { Patient } from '../../src/domain/patient';
import type { PatientRecord, RecordReading } from '../../src/domain/patient-record';
import { type Env, readConfig } from '../../src/env';
import { retraceAccount } from '../../src/storage/account-retrace';
import { atomStub } from '../../src/storage/atom-address';
import { callAtom } from '../../src/storage/atoms';
import { openRequestContext } from '../../src/storage/audit';
import { directoryOf } from '../../src/storage/directory';
import { aConsent, aRequest, theCaller, theService } from '../support/builders';
import { aRecord } from '../support/memory-proofs';
import { type AtomPorts, atomPorts, dyingBefore, register, stuttering } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { aPasskeyAccount, settlePasskey } from './support/passkeys';
import { outside } from './support/platform-atoms';
import { askReset } from './support/recovering';
import { type AccountStub, sessionRef, unique } from './support/signing-in';

const bound = bindings as unknown as Pick<Env, 'ACCOUNT' | 'DIRECTORY'>;
const birthDate = '1980-10-22' as BirthDate;
let numbers = 500_000;
const aNumber = (): NhsNumber => {
  numbers += 1;
  return `999${String(numbers).padStart(7, '0')}` as NhsNumber;
};

/** Somebody with a record, who proved who they are a moment ago. */
async function aProvedPerson(ports: AtomPorts = atomPorts()) {
  const person = await register(ports.accounts, { phone: '+447700900123' as PhoneNumber });
  const patient: Patient = {
    nhsNumber: aNumber(),
    familyName: 'SMITH',
    givenName: 'Jane',
    birthDate,
    postcode: 'LS1 6AE' as Postcode,
    odsCode: 'Y12345',
    phoneMatched: false,
  };
  expect(await ports.proofs.link(person.session, patient, theCaller)).toBe('linked');
  const account = (await ports.accounts.readSession(person.session))?.account ?? expect.fail('no session');
  clock.advance(1);
  return { ...person, ports, patient, account };
}
type Proved = Awaited<ReturnType<typeof aProvedPerson>>;

/** Signs in by the password alone. */
async function signIn({ ports, email }: Pick<Proved, 'ports' | 'email'>) {
  const interaction = unique('7-interaction') as InteractionId;
  const of = { of: { email }, browser: undefined, device: undefined, interaction, caller: theCaller };
  const reserved = await ports.accounts.reservePassword(of);
  if (reserved.outcome !== 'reserved') return expect.fail(reserved.outcome);
  return reserved.settle({ verdict: 'right', opens: 'session' });
}

async function sessionOf(person: Pick<Proved, 'ports' | 'email'>): Promise<string> {
  const settled = await signIn(person);
  return settled.outcome === 'signed-in' ? settled.session : expect.fail(settled.outcome);
}

const scopes = ['openid', 'profile'] as const;
const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: true };

/** Tokens of a service that asked for P5. */
async function tokens({ ports: { accounts } }: Pick<Proved, 'ports'>, session: string) {
  await accounts.agree(session, aConsent({ scopes, level: 'P5' }), theCaller);
  const interaction = unique('7-interaction') as InteractionId;
  const request = aRequest({ scopes, vtr: ['P5.Cp'] });
  const answer = await accounts.authorize(session, { interaction, request, caller: theCaller });
  if (answer.outcome !== 'granted') return expect.fail(answer.outcome);
  const redeemed = await accounts.redeem(answer.code, shown, theCaller);
  if (redeemed.outcome !== 'redeemed') return expect.fail(redeemed.outcome);
  return { access: await accounts.tokenId(redeemed.grant, 'access'), refresh: redeemed.refreshToken ?? '' };
}

const reads = (reading: RecordReading) => ({ read: async () => reading });
const recordOf = ({ patient }: Proved, changes: Partial<PatientRecord> = {}): PatientRecord =>
  aRecord({ nhsNumber: patient.nhsNumber, ...changes });
const trace = (account: AccountId, reading: RecordReading, env: Env = anEnv()) =>
  retraceAccount({ env, now: seconds, pds: reads(reading) }, account);
/** Signs in, and has the record looked at. @returns the session */
async function signInAndTrace(person: Proved, reading: RecordReading): Promise<string> {
  const session = await sessionOf(person);
  await trace(person.account, reading);
  return session;
}
const call = <Answer>(account: AccountId, verb: string, input: object) =>
  callAtom<Answer>(atomStub(anEnv(), 'ACCOUNT', account), verb, input);
const ownerOf = async (nhsNumber: NhsNumber): Promise<AccountId | undefined> => {
  const directory = directoryOf(anEnv());
  const found = await directory.find(await directory.nhsNumberEntry(nhsNumber));
  return found.tag === 'owned' ? found.account : undefined;
};
const ring = (account: AccountId) =>
  runDurableObjectAlarm(bound.ACCOUNT.get(bound.ACCOUNT.idFromName(`g1:${account}`)));

let told: LedgerRow[] = [];
beforeEach(() => {
  told = [];
  outside.handOver = async (_shard, { rows }) => {
    told.push(...rows.map(({ row }) => row));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});
afterEach(() => {
  outside.retrace = async () => undefined;
});
const changes = (): readonly AccountChange[] => told.flatMap((row) => (row.kind === 'account' ? [row.change] : []));
const events = () => told.flatMap((row) => (row.kind === 'audit' ? [row.event.kind] : []));
const dead = (person: Proved): RecordReading => ({
  kind: 'found',
  record: recordOf(person, { death: { notice: 'formal' } }),
});

describe('a sign-in', () => {
  it('has the record looked at after the answer, each of them', async () => {
    const person = await aProvedPerson();
    await signIn(person);
    expect(person.ports.due).toEqual([person.account]);
    await trace(person.account, { kind: 'found', record: recordOf(person) });
    await signIn(person);
    expect(person.ports.due).toHaveLength(2);
  });

  it('of somebody without a record has none looked at', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    clock.advance(1);
    await signIn({ ports, email });
    expect(ports.due).toEqual([]);
  });

  it('is looked at by one of 64 at once, and counts nobody’s tries to prove who they are', async () => {
    const person = await aProvedPerson();
    const session = await sessionOf(person);
    let asked = 0;
    const pds = {
      read: async (): Promise<RecordReading> => {
        asked += 1;
        return { kind: 'invalidated' };
      },
    };
    await Promise.all(
      Array.from({ length: 64 }, () => retraceAccount({ env: anEnv(), now: seconds, pds }, person.account)),
    );
    expect(asked).toBe(1);
    for (let look = 1; look < limits.tracesFailed.value; look += 1)
      expect(await person.ports.proofs.takeTrace(session)).toEqual({ outcome: 'taken' });
  });
});

describe('a look that nobody answered', () => {
  it('changes nothing, stays due, and is made by the alarm when the person does not come back', async () => {
    const person = await aProvedPerson();
    const session = await signInAndTrace(person, { kind: 'unavailable' });
    expect(await person.ports.accounts.readSession(session)).toMatchObject({ level: 'P5' });
    const rung: AccountId[] = [];
    outside.retrace = async (account) => {
      rung.push(account);
      await trace(account, { kind: 'unavailable' });
    };
    await ring(person.account);
    expect(rung).toEqual([]);
    for (const wait of [limits.retraceWaitLeast.value, limits.retraceWaitLeast.value * 2]) {
      clock.advance(wait);
      await ring(person.account);
    }
    expect(rung).toEqual([person.account, person.account]);
    outside.retrace = (account) => trace(account, dead(person));
    clock.advance(limits.retraceWaitMost.value);
    await ring(person.account);
    expect(await signIn(person)).toEqual({ outcome: 'disabled' });
  });

  it.each(['takeRetrace', 'retraced'])('is made by the alarm when the worker died before %s', async (verb) => {
    const person = await aProvedPerson();
    await sessionOf(person);
    const dying = anEnv({ ACCOUNT: dyingBefore(bound.ACCOUNT, verb) });
    await expect(trace(person.account, dead(person), dying)).rejects.toThrow();
    outside.retrace = (account) => trace(account, dead(person));
    clock.advance(limits.retraceLease.value);
    await ring(person.account);
    expect(await signIn(person)).toEqual({ outcome: 'disabled' });
  });

  it('is made by the alarm again when nothing came of it there', async () => {
    const person = await aProvedPerson();
    await sessionOf(person);
    let rung = 0;
    outside.retrace = async () => {
      rung += 1;
      throw new Error('away');
    };
    clock.advance(limits.retraceLease.value);
    await ring(person.account);
    await ring(person.account);
    clock.advance(limits.retraceWaitLeast.value);
    await ring(person.account);
    expect(rung).toBe(2);
  });

  it('is made at the next sign-in, however long the alarm waits', async () => {
    const person = await aProvedPerson();
    await signInAndTrace(person, { kind: 'unavailable' });
    await signIn(person);
    expect(person.ports.due).toHaveLength(2);
  });
});

describe('a record that has changed', () => {
  const moved = (person: Proved): RecordReading => ({
    kind: 'found',
    record: recordOf(person, { practice: { odsCode: 'A99902', period: {} } }),
  });

  it('is told of in userinfo and in later tokens of grants that there were', async () => {
    const person = await aProvedPerson();
    const { accounts } = person.ports;
    const { access, refresh } = await tokens(person, await sessionOf(person));
    await trace(person.account, moved(person));
    const patient = { ...person.patient, odsCode: 'A99902' };
    expect(await accounts.readGrant(access, theService)).toMatchObject({ level: 'P5', patient });
    expect(await accounts.refresh(refresh, { clientId: theService }, theCaller)).toMatchObject({ patient });
    await ring(person.account);
    expect(changes().findLast(({ change }) => change === 'proved')).toMatchObject({ level: 'P5', against: 'claim' });
    expect(events()).toContain('identity_renewed');
  });

  it('is taken once when every answer of an atom is lost', async () => {
    const person = await aProvedPerson();
    await sessionOf(person);
    const lossy = anEnv({ ACCOUNT: stuttering(bound.ACCOUNT), DIRECTORY: stuttering(bound.DIRECTORY) });
    await trace(person.account, moved(person), lossy);
    await ring(person.account);
    expect(events().filter((kind) => kind === 'identity_renewed')).toHaveLength(1);
  });

  it('is not taken over one that the person was matched with meanwhile', async () => {
    const person = await aProvedPerson();
    await sessionOf(person);
    const taken = await call<TakeRetraceAnswer>(person.account, 'takeRetrace', { op: 'slow' });
    const from = taken.tag === 'taken' ? taken.sealed : expect.fail('not due');
    clock.advance(limits.retraceLease.value);
    await trace(person.account, moved(person));
    const late = { from, found: { kind: 'disabled' }, context: '' };
    expect(await call<RetracedAnswer>(person.account, 'retraced', late)).toEqual({ tag: 'stale' });
  });

  it('and is restricted by now tells no place any more, and its person goes on signing in', async () => {
    const person = await aProvedPerson();
    const record = recordOf(person, { confidentiality: 'restricted', names: [] });
    await signInAndTrace(person, { kind: 'restricted', record });
    const { patient } = (await person.ports.proofs.read(await sessionOf(person))) ?? {};
    const { nhsNumber, familyName, givenName } = person.patient;
    expect(patient).toEqual({ nhsNumber, familyName, givenName, birthDate, phoneMatched: false });
  });
});

describe('a number that was superseded', () => {
  const merged = (person: Proved, nhsNumber: NhsNumber): RecordReading => ({
    kind: 'superseded',
    record: recordOf(person, { nhsNumber }),
  });

  it('is replaced: the account is found by the new one, and by the old one no longer', async () => {
    const person = await aProvedPerson();
    const next = aNumber();
    const session = await signInAndTrace(person, merged(person, next));
    expect(await person.ports.proofs.read(session)).toMatchObject({ patient: { nhsNumber: next } });
    expect(await person.ports.accounts.readSession(session)).toMatchObject({ level: 'P5' });
    expect([await ownerOf(next), await ownerOf(person.patient.nhsNumber)]).toEqual([person.account, undefined]);
  });

  it.each(['commit', 'retraced'])('is replaced at the second try when the worker died before %s', async (verb) => {
    const person = await aProvedPerson();
    const next = aNumber();
    const session = await sessionOf(person);
    const dying = anEnv({ ACCOUNT: dyingBefore(bound.ACCOUNT, verb), DIRECTORY: dyingBefore(bound.DIRECTORY, verb) });
    await expect(trace(person.account, merged(person, next), dying)).rejects.toThrow();
    expect(await ownerOf(person.patient.nhsNumber)).toBe(person.account);
    clock.advance(limits.retraceLease.value);
    await trace(person.account, merged(person, next));
    expect(await person.ports.proofs.read(session)).toMatchObject({ patient: { nhsNumber: next } });
    expect(await ownerOf(next)).toBe(person.account);
  });

  it('by one that another account has ends this account, and not the other', async () => {
    const [person, other] = [await aProvedPerson(), await aProvedPerson()];
    await signInAndTrace(person, merged(person, other.patient.nhsNumber));
    expect(await signIn(person)).toEqual({ outcome: 'disabled' });
    expect(await signIn(other)).toMatchObject({ outcome: 'signed-in' });
    expect(await ownerOf(person.patient.nhsNumber)).toBe(person.account);
  });

  it('by one that somebody is being tied to at this moment waits', async () => {
    const person = await aProvedPerson();
    const next = aNumber();
    const directory = directoryOf(anEnv());
    await directory.reserve(await directory.nhsNumberEntry(next), 'another' as AccountId, 'op of another');
    const session = await signInAndTrace(person, merged(person, next));
    expect(await person.ports.proofs.read(session)).toMatchObject({ patient: person.patient });
    clock.advance(limits.directoryReservation.value);
    await trace(person.account, merged(person, next));
    expect(await ownerOf(next)).toBe(person.account);
  });

  it('of two accounts by the same number goes to one, and the other ends', async () => {
    const people = await Promise.all([aProvedPerson(), aProvedPerson()]);
    const next = aNumber();
    await Promise.all(people.map((person) => signInAndTrace(person, merged(person, next))));
    // Who met the reservation of the other looks again.
    clock.advance(limits.directoryReservation.value);
    await Promise.all(people.map((person) => trace(person.account, merged(person, next))));
    const outcomes = await Promise.all(people.map(async (person) => (await signIn(person)).outcome));
    expect(outcomes.toSorted()).toEqual(['disabled', 'signed-in']);
  });
});

describe('a number that is not valid any more', () => {
  it('suspends the level: the person stays signed in at P0, and nothing of the record is told', async () => {
    const person = await aProvedPerson();
    const { accounts } = person.ports;
    const session = await sessionOf(person);
    const { access, refresh } = await tokens(person, session);
    await trace(person.account, { kind: 'invalidated' });
    expect(await accounts.readSession(session)).toMatchObject({ level: 'P0', suspended: true });
    const read = await accounts.readGrant(access, theService);
    expect(read).toMatchObject({ level: 'P0' });
    expect(read).not.toHaveProperty('patient');
    expect(await accounts.refresh(refresh, { clientId: theService }, theCaller)).toMatchObject({ outcome: 'refused' });
    clock.advance(1);
    await signIn(person);
    expect(person.ports.due).toHaveLength(1);
  });

  it('is proved anew by its own person: with another number, or with the same when it is valid again', async () => {
    const [one, two] = [await aProvedPerson(), await aProvedPerson()];
    const onPassword = await signInAndTrace(one, { kind: 'invalidated' });
    await signInAndTrace(two, { kind: 'none' });
    // Those of their registration, in which a code was shown.
    const sessions = [one.session, two.session] as const;
    const next = { ...one.patient, nhsNumber: aNumber() };
    const anothers = { ...next, nhsNumber: aNumber(), birthDate: '1990-01-01' as BirthDate };
    expect(await one.ports.proofs.link(sessions[0], anothers, theCaller)).toBe('already-proved');
    expect(await one.ports.proofs.link(onPassword, next, theCaller)).toBe('no-session');
    expect(await ownerOf(next.nhsNumber)).toBeUndefined();
    expect(await one.ports.proofs.link(sessions[0], next, theCaller)).toBe('linked');
    expect(await two.ports.proofs.link(sessions[1], two.patient, theCaller)).toBe('linked');
    const levels = await Promise.all([
      one.ports.accounts.readSession(sessions[0]),
      two.ports.accounts.readSession(sessions[1]),
    ]);
    for (const facts of levels) {
      expect(facts).toMatchObject({ level: 'P5' });
      expect(facts).not.toHaveProperty('suspended');
    }
    expect([await ownerOf(next.nhsNumber), await ownerOf(one.patient.nhsNumber)]).toEqual([one.account, undefined]);
  });

  it('of two that it is proved with at once takes one, and the other is free again', async () => {
    const person = await aProvedPerson();
    await signInAndTrace(person, { kind: 'invalidated' });
    const { session } = person;
    const both = [aNumber(), aNumber()].map((nhsNumber) => ({ ...person.patient, nhsNumber }));
    const answers = await Promise.all(both.map((patient) => person.ports.proofs.link(session, patient, theCaller)));
    expect(answers.toSorted()).toEqual(['already-proved', 'linked']);
    const owners = await Promise.all(both.map(({ nhsNumber }) => ownerOf(nhsNumber)));
    expect(owners.map((owner) => owner !== undefined)).toEqual(answers.map((answer) => answer === 'linked'));
  });
});

describe('an account whose person has died', () => {
  it('ends at once everywhere, and keeps its address and its number', async () => {
    const person = await aProvedPerson();
    const { accounts } = person.ports;
    const session = await sessionOf(person);
    const { access, refresh } = await tokens(person, session);
    await trace(person.account, dead(person));
    expect(await accounts.readSession(session)).toBeUndefined();
    expect(await accounts.readGrant(access, theService)).toBeUndefined();
    expect(await accounts.refresh(refresh, { clientId: theService }, theCaller)).toMatchObject({ outcome: 'refused' });
    expect(await accounts.has(person.email)).toBe(true);
    expect(await accounts.create({ ...person, interaction: unique('7-registration') as InteractionId })).toEqual({
      outcome: 'taken',
    });
    expect(await ownerOf(person.patient.nhsNumber)).toBe(person.account);
    await ring(person.account);
    expect(changes().at(-1)).toMatchObject({ change: 'status', status: 'disabled' });
    const [ended] = told.flatMap((row) => (row.kind === 'audit' && row.event.kind === 'account_disabled' ? [row] : []));
    expect(JSON.stringify(ended)).not.toContain('deceased');
    const { auditKeys } = readConfig(anEnv());
    expect(await openRequestContext(auditKeys, ended?.event.sealed ?? '')).toEqual({ detail: { because: 'deceased' } });
    // What it owns goes with it to newer keys of the deployment.
    expect(await call(person.account, 'heldKeys', {})).toMatchObject({ tag: 'keys' });
  });

  it('says so to who shows that it is theirs, and to nobody else', async () => {
    const person = await aProvedPerson();
    await signInAndTrace(person, dead(person));
    const { accounts } = person.ports;
    const interaction = unique('7-interaction') as InteractionId;
    const of = { of: { email: person.email }, browser: undefined, device: undefined, interaction, caller: theCaller };
    const wrong = await accounts.reservePassword(of);
    if (wrong.outcome !== 'reserved') return expect.fail(wrong.outcome);
    expect(await wrong.settle({ verdict: 'wrong' })).toEqual({ outcome: 'wrong' });
    const right = await accounts.reservePassword(of);
    if (right.outcome !== 'reserved') return expect.fail(right.outcome);
    const sent = await right.settle({ verdict: 'right', opens: 'passcode' });
    expect(sent).toMatchObject({ outcome: 'code-sent' });
    const enter = async (code: string) =>
      accounts.checkPasscode(
        { by: 'password', account: person.account },
        {
          interaction,
          code,
          remember: false,
          device: undefined,
          email: person.email,
          browser: undefined,
          caller: theCaller,
        },
      );
    const code = await person.ports.lastCode();
    expect(await enter(code === '000000' ? '000001' : '000000')).toEqual({ outcome: 'wrong' });
    expect(await enter(code)).toEqual({ outcome: 'disabled' });
  });

  it('is disabled once, by 64 who found it out at once', async () => {
    const person = await aProvedPerson();
    await sessionOf(person);
    const taken = await call<TakeRetraceAnswer>(person.account, 'takeRetrace', { op: 'one' });
    const from = taken.tag === 'taken' ? taken.sealed : expect.fail('not due');
    const input = { from, found: { kind: 'disabled' }, context: '' };
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => call<RetracedAnswer>(person.account, 'retraced', { ...input })),
    );
    expect(new Set(answers.map(({ tag }) => tag))).toEqual(new Set(['done']));
    await ring(person.account);
    expect(events().filter((kind) => kind === 'account_disabled')).toHaveLength(1);
  });

  it('is enabled by an operator, signs in again, and has the record looked at', async () => {
    const person = await aProvedPerson();
    const session = await signInAndTrace(person, dead(person));
    const enable = { account: person.account, context: '' };
    expect(await call(person.account, 'enable', enable)).toEqual({ tag: 'enabled' });
    expect(await call(person.account, 'enable', enable)).toEqual({ tag: 'unchanged' });
    expect(await person.ports.accounts.readSession(session)).toBeUndefined();
    expect(await signIn(person)).toMatchObject({ outcome: 'signed-in' });
    expect(person.ports.due).toHaveLength(2);
    await trace(person.account, { kind: 'found', record: recordOf(person, { death: { notice: 'removed' } }) });
    expect(await signIn(person)).toMatchObject({ outcome: 'signed-in' });
  });
});

describe('an account whose person says that they are somebody who has died', () => {
  it('ends at once, once, also by a repeated call; another account does not', async () => {
    const [ports, beside] = [atomPorts(), atomPorts()];
    const [{ email, session }, other] = [await register(ports.accounts), await register(beside.accounts)];
    const account = (await ports.accounts.readSession(session))?.account ?? expect.fail('no session');
    expect(await ports.proofs.disable(session, theCaller)).toBe('disabled');
    expect(await call(account, 'disable', { session: { id: 'x', secretHash: 'x' }, context: '' })).toEqual({
      tag: 'disabled',
    });
    expect(await ports.accounts.readSession(session)).toBeUndefined();
    expect(await signIn({ ports, email })).toEqual({ outcome: 'disabled' });
    expect(await beside.accounts.readSession(other.session)).toBeDefined();
    await ring(account);
    expect(changes().filter(({ change }) => change === 'status')).toMatchObject([{ status: 'disabled' }]);
    expect(events().filter((kind) => kind === 'account_disabled')).toHaveLength(1);
  });

  it('ends by nobody whose session has ended', async () => {
    const ports = atomPorts();
    const { email, session } = await register(ports.accounts);
    await ports.accounts.signOut(session, undefined, theCaller);
    expect(await ports.proofs.disable(session, theCaller)).toBe('no-session');
    expect(await signIn({ ports, email })).toMatchObject({ outcome: 'signed-in' });
  });
});

it('a session that goes on from another has no record looked at: its sign-in had', async () => {
  const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
  const [session, next] = [sessionRef(), sessionRef()];
  await settlePasskey(stub, key, { session });
  const patient = { sealed: 'sealed', index: [{ version: 1, value: unique('number') }] };
  await stub.linkPatient({ session, patient, context: '' });
  clock.advance(1);
  expect(await settlePasskey(stub, key, { session: next, before: session })).toEqual({ tag: 'signed-in' });
  expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in', retrace: true });
});

describe('a disabled account with a passkey', () => {
  it('owes no look until an operator enables it, and then at the first sign-in', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const session = sessionRef();
    await settlePasskey(stub, key, { session });
    const patient = { sealed: 'sealed', index: [{ version: 1, value: unique('number') }] };
    await stub.linkPatient({ session, patient, context: '' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in', retrace: true });
    let looks = 0;
    outside.retrace = async () => {
      looks += 1;
    };
    expect(await stub.disable({ session, context: '' })).toEqual({ tag: 'disabled' });
    clock.advance(limits.retraceLease.value);
    await runDurableObjectAlarm(stub);
    expect(looks).toBe(0);
    await stub.enable({ account: (await headOf(stub)).account, context: '' });
    expect(await stub.readSession({ session })).toEqual({ tag: 'none' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in', retrace: true });
  });

  it('says so to whose passkey signed, opens nothing by it, and sends no link to whoever asks for one', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const session = sessionRef();
    expect(await settlePasskey(stub, key, { session })).toEqual({ tag: 'signed-in' });
    const patient = { sealed: 'sealed', index: [{ version: 1, value: unique('number') }] };
    await stub.linkPatient({ session, patient, context: '' });
    const before = await askReset(stub);
    expect(await stub.readReset({ link: before })).toMatchObject({ tag: 'live' });
    clock.advance(1);
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in', retrace: true });
    await stub.retraced({ from: 'sealed', found: { kind: 'disabled' }, context: '' });
    // Who had signed in is told so on the same journey, for an hour; a guess at the session is told nothing.
    const forged = { ...session, secretHash: sessionRef().secretHash };
    expect(await stub.readSession({ session })).toEqual({ tag: 'none', disabledIn: 'interaction' });
    expect(await stub.readSession({ session: forged })).toEqual({ tag: 'none' });
    clock.advance(limits.interactionLife.value - 1);
    expect(await stub.readSession({ session })).toMatchObject({ disabledIn: 'interaction' });
    clock.advance(1);
    expect(await stub.readSession({ session })).toEqual({ tag: 'none' });
    const next = sessionRef();
    expect(await settlePasskey(stub, key, { session: next })).toEqual({ tag: 'disabled' });
    expect(await stub.readSession({ session: next })).toEqual({ tag: 'none' });
    for (const link of [before, await askReset(stub)])
      expect(await stub.readReset({ link })).toEqual({ tag: 'broken' });
    await stub.enable({ account: (await headOf(stub)).account, context: '' });
    expect(await stub.readReset({ link: before })).toEqual({ tag: 'expired' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in', retrace: true });
  });
});

const headOf = (stub: AccountStub): Promise<{ readonly account: AccountId }> =>
  runInDurableObject(stub, (_atom, { storage }) => {
    const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'head'").toArray();
    return JSON.parse(row?.value ?? '{}');
  });
