import { runDurableObjectAlarm } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, BirthDate, InteractionId, NhsNumber, Postcode } from '../../src/domain/brands';
import type { AccountChange, LedgerRow } from '../../src/domain/ledger-row';
import type { Patient } from '../../src/domain/patient';
import type { Env } from '../../src/env';
import { renewAccount } from '../../src/storage/account-keys';
import { atomStub } from '../../src/storage/atom-address';
import { callAtom } from '../../src/storage/atoms';
import { directoryOf } from '../../src/storage/directory';
import { aConsent, aRequest, theCaller, theService } from '../support/builders';
import { type AtomPorts, atomPorts, doingBefore, dyingBefore, register, stuttering } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { outside } from './support/platform-atoms';
import { sentFrom } from './support/sent-from';
import { unique } from './support/signing-in';

const bound = bindings as unknown as Pick<Env, 'ACCOUNT' | 'DIRECTORY'>;
let numbers = 0;
/** A record whom no other test knows. The account compares no check digits: who reads numbers does. */
function aPatient(changes: Partial<Patient> = {}): Patient {
  numbers += 1;
  return {
    nhsNumber: `999${String(numbers).padStart(7, '0')}` as NhsNumber,
    familyName: 'SMITH',
    givenName: 'Jane',
    birthDate: '1980-10-22' as BirthDate,
    postcode: 'LS1 6AE' as Postcode,
    odsCode: 'Y12345',
    phoneMatched: true,
    ...changes,
  };
}

const scopes = ['openid', 'profile'] as const;
const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: true };

/** What a service is told of a person who is signed in, by a vector that they meet. */
async function tokens({ accounts }: AtomPorts, session: string, vtr: string) {
  const level = vtr.startsWith('P5') ? 'P5' : 'P0';
  await accounts.agree(session, aConsent({ scopes, level }), theCaller);
  const interaction = unique('7-interaction') as InteractionId;
  const request = aRequest({ scopes, vtr: [vtr] });
  const answer = await accounts.authorize(session, { interaction, request, caller: theCaller });
  if (answer.outcome !== 'granted') return answer.outcome;
  const redeemed = await accounts.redeem(answer.code, shown, theCaller);
  return redeemed.outcome === 'redeemed' ? redeemed : expect.fail(redeemed.why);
}

const accountOf = async (env: Env, nhsNumber: NhsNumber): Promise<AccountId | undefined> => {
  const directory = directoryOf(env);
  const found = await directory.find(await directory.nhsNumberEntry(nhsNumber));
  return found.tag === 'owned' ? found.account : undefined;
};

/** What an account told the book of record. */
async function toldBy(account: AccountId): Promise<readonly AccountChange[]> {
  const told: LedgerRow[] = [];
  outside.handOver = async (_shard, { rows }) => {
    told.push(...rows.map(({ row }) => row));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
  await runDurableObjectAlarm(bound.ACCOUNT.get(bound.ACCOUNT.idFromName(`g1:${account}`)));
  return told.flatMap((row) => (row.kind === 'account' ? [row.change] : []));
}

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(3600));

describe('a person who is matched with a record', () => {
  it('holds P5, and services that they agreed with are told so, and who they are', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    expect(await tokens(ports, session, 'P5.Cp.Cd')).toBe('needs');
    const patient = aPatient();
    expect(await ports.proofs.link(session, patient, theCaller)).toBe('linked');
    expect(await ports.accounts.readSession(session)).toMatchObject({ level: 'P5' });
    const told = await tokens(ports, session, 'P5.Cp.Cd');
    expect(told).toMatchObject({ grant: { vot: 'P5.Cp.Cd', level: 'P5' }, patient });
    if (typeof told === 'string') return expect.fail(told);
    const access = await ports.accounts.tokenId(told.grant, 'access');
    const read = await ports.accounts.readGrant(access, theService);
    expect(read).toMatchObject({ level: 'P5', agreed: 'P5', patient });
    expect(read).not.toHaveProperty('passwordAlone');
    const refreshed = await ports.accounts.refresh(told.refreshToken ?? '', { clientId: theService }, theCaller);
    expect(refreshed).toMatchObject({ outcome: 'refreshed', patient });

    const onPassword = await tokens(ports, session, 'P0.Cp');
    if (typeof onPassword === 'string') return expect.fail(onPassword);
    const alone = await ports.accounts.tokenId(onPassword.grant, 'access');
    expect(onPassword).toMatchObject({ grant: { passwordAlone: true } });
    expect(await ports.accounts.readGrant(alone, theService)).toMatchObject({ passwordAlone: true });
  });

  it('is read again by who has the session, and by nobody else', async () => {
    const ports = atomPorts();
    const { session, phone } = await register(ports.accounts);
    expect(await ports.proofs.read(session)).toEqual({ phone });
    const patient = aPatient();
    await ports.proofs.link(session, patient, theCaller);
    expect(await ports.proofs.read(session)).toEqual({ phone, patient, matchedAt: seconds() });
    await ports.accounts.signOutEverywhere(session, theCaller);
    expect(await ports.proofs.read(session)).toBeUndefined();
    expect(await ports.proofs.link(session, aPatient(), theCaller)).toBe('no-session');
  });

  it('is told of it by mail, once', async () => {
    const ports = atomPorts();
    const { session, email } = await register(ports.accounts);
    const patient = aPatient();
    await ports.proofs.link(session, patient, theCaller);
    await ports.proofs.link(session, patient, theCaller);
    const account = await accountOf(anEnv(), patient.nhsNumber);
    const told = (await sentFrom(ports, account as AccountId)).filter(({ template }) => template === 'identity-proved');
    expect(told).toMatchObject([{ to: email, personalisation: { link: expect.stringContaining('/not-me/') } }]);
    for (const secret of Object.values(patient).map(String))
      if (secret.length > 4) expect(JSON.stringify(told)).not.toContain(secret);
  });

  it('leaves nothing of the record in what the book of record is told, but ciphertext', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const patient = aPatient();
    await ports.proofs.link(session, patient, theCaller);
    const account = await accountOf(anEnv(), patient.nhsNumber);
    const proved = (await toldBy(account as AccountId)).filter(({ change }) => change === 'proved');
    expect(proved).toMatchObject([{ level: 'P5', against: 'claim' }]);
    for (const plain of [patient.nhsNumber, 'SMITH', 'Jane', '1980', 'LS1', 'Y12345'])
      expect(JSON.stringify(proved)).not.toContain(plain);
  });
});

describe('an NHS number', () => {
  it('has one account: of 64 people who finish at once one is tied to it', async () => {
    const ports = atomPorts();
    const people = await Promise.all(
      Array.from({ length: 64 }, () => register(ports.accounts, { phone: '+447700900123' as never })),
    );
    const patient = aPatient();
    const answers = await Promise.all(people.map(({ session }) => ports.proofs.link(session, patient, theCaller)));
    expect(answers.filter((answer) => answer === 'linked')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'held-by-another' || answer === 'busy')).toHaveLength(63);
    const [refused] = people.filter((_, index) => answers[index] !== 'linked');
    expect(await ports.proofs.link(refused?.session ?? '', patient, theCaller)).toBe('held-by-another');
    const levels = await Promise.all(
      people.map(async ({ session }) => (await ports.accounts.readSession(session))?.level),
    );
    expect(levels.map((level) => level === 'P5')).toEqual(answers.map((answer) => answer === 'linked'));
  });

  it('is tied once, however often the same person confirms it at once', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const patient = aPatient();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ports.proofs.link(session, patient, theCaller)));
    expect(new Set(answers)).toEqual(new Set(['linked']));
    const account = await accountOf(anEnv(), patient.nhsNumber);
    const told = await toldBy(account as AccountId);
    expect(told.filter(({ change }) => change === 'proved')).toHaveLength(1);
  });

  it('does not come second to an account: it stays free for its own person', async () => {
    const ports = atomPorts();
    const [one, other] = [await register(ports.accounts), await register(ports.accounts)];
    const [first, second] = [aPatient(), aPatient()];
    await ports.proofs.link(one.session, first, theCaller);
    expect(await ports.proofs.link(one.session, second, theCaller)).toBe('already-proved');
    expect(await ports.proofs.read(one.session)).toMatchObject({ patient: first });
    expect(await ports.proofs.link(other.session, second, theCaller)).toBe('linked');
  });

  it('of two that one account is tied to at once, one stays and the other is free again', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const both = [aPatient(), aPatient()];
    const answers = await Promise.all(both.map((patient) => ports.proofs.link(session, patient, theCaller)));
    expect(answers.toSorted()).toEqual(['already-proved', 'linked']);
    const owners = await Promise.all(both.map(({ nhsNumber }) => accountOf(anEnv(), nhsNumber)));
    expect(owners.map((owner) => owner !== undefined)).toEqual(answers.map((answer) => answer === 'linked'));
  });

  it.each(['linkPatient', 'commit'])('is tied at the second try when the worker died before %s', async (verb) => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const patient = aPatient();
    const dying = anEnv({ ACCOUNT: dyingBefore(bound.ACCOUNT, verb), DIRECTORY: dyingBefore(bound.DIRECTORY, verb) });
    await expect(atomPorts(dying).proofs.link(session, patient, theCaller)).rejects.toThrow();
    expect(await ports.accounts.readSession(session)).toMatchObject({ level: 'P0' });
    expect(await ports.proofs.link(session, patient, theCaller)).toBe('linked');
  });

  it('is tied although the session ended after it was given to the account, and to nobody when it ended before', async () => {
    const ports = atomPorts();
    for (const [verb, answer] of [
      ['reserve', 'linked'],
      ['commit', 'linked'],
      ['linkPatient', 'linked'],
      ['beginLink', 'no-session'],
    ] as const) {
      const { session } = await register(ports.accounts);
      const account = (await ports.accounts.readSession(session))?.account;
      const end = () => ports.accounts.signOutEverywhere(session, theCaller);
      const ending = anEnv({
        ACCOUNT: doingBefore(bound.ACCOUNT, verb, end),
        DIRECTORY: doingBefore(bound.DIRECTORY, verb, end),
      });
      const patient = aPatient();
      expect(await atomPorts(ending).proofs.link(session, patient, theCaller)).toBe(answer);
      expect(await ports.proofs.read(session)).toBeUndefined();
      expect(await accountOf(anEnv(), patient.nhsNumber)).toBe(answer === 'linked' ? account : undefined);
      const told = await toldBy(account as AccountId);
      expect(told.filter(({ change }) => change === 'proved')).toHaveLength(answer === 'linked' ? 1 : 0);
    }
  });

  it('is tied once when every answer of an atom is lost', async () => {
    const { session } = await register(atomPorts().accounts);
    const lossy = anEnv({ ACCOUNT: stuttering(bound.ACCOUNT), DIRECTORY: stuttering(bound.DIRECTORY) });
    const patient = aPatient();
    expect(await atomPorts(lossy).proofs.link(session, patient, theCaller)).toBe('linked');
    expect(await atomPorts().proofs.read(session)).toMatchObject({ patient });
  });

  it('is its account’s also where atoms that were built again took it over from the book', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const [patient, account] = [aPatient(), (await ports.accounts.readSession(session))?.account as AccountId];
    const { shard, indexes } = await directoryOf(anEnv()).nhsNumberEntry(patient.nhsNumber);
    await callAtom(atomStub(anEnv(), 'DIRECTORY', String(shard)), 'adopt', { owners: [{ account, indexes }] });
    expect(await ports.proofs.link(session, patient, theCaller)).toBe('linked');
    const other = await register(ports.accounts);
    expect(await ports.proofs.link(other.session, patient, theCaller)).toBe('held-by-another');
  });

  it('is found under the newest index key when the old one is taken out', async () => {
    const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url');
    const keys = (...versions: readonly [number, number][]) =>
      JSON.stringify(Object.fromEntries(versions.map(([version, byte]) => [version, key(byte)])));
    const [before, during, after] = [keys([1, 2]), keys([1, 2], [2, 62]), keys([2, 62])].map((INDEX_KEYS) =>
      anEnv({ INDEX_KEYS }),
    ) as [Env, Env, Env];
    const old = atomPorts(before);
    const { session } = await register(old.accounts);
    const patient = aPatient();
    await old.proofs.link(session, patient, theCaller);
    const account = (await accountOf(before, patient.nhsNumber)) as AccountId;
    const call = <Answer>(id: AccountId, verb: string, input: unknown) =>
      callAtom<Answer>(atomStub(during, 'ACCOUNT', id), verb, input);
    expect(await accountOf(after, patient.nhsNumber)).toBeUndefined();
    await renewAccount({ parts: { env: during }, tools: { call }, directory: directoryOf(during) }, account);
    expect(await accountOf(after, patient.nhsNumber)).toBe(account);
    const other = await register(atomPorts(after).accounts);
    expect(await atomPorts(after).proofs.link(other.session, patient, theCaller)).toBe('held-by-another');
    expect(await atomPorts(after).proofs.link(session, patient, theCaller)).toBe('linked');
  });
});
