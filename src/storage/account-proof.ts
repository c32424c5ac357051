import type { SealedPatient } from '../../durable-objects/account/grant-verbs';
import type * as Atom from '../../durable-objects/account/proof';
import type { DisableAnswer, DisableInput } from '../../durable-objects/account/retrace';
import type { SessionInput } from '../../durable-objects/account/verbs';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { sha256 } from '../crypto/keyed-hash';
import { openWith } from '../crypto/sealing';
import type { AccountId, EmailAddress, PhoneNumber } from '../domain/brands';
import { mayReplace, type Patient } from '../domain/patient';
import { type KeySet, readConfig } from '../env';
import type { Caller, CookieToken } from '../ports/caller';
import type { Proofs } from '../ports/proofs';
import { columnAad, keyAad, sealColumn } from './account-contact';
import { newNotice } from './account-notices';
import { type AccountParts, accountTools, calledBy } from './account-tools';
import { directoryOf } from './directory';

/** Opens a record with the data key of its account. */
export const openPatientWith = async (key: CryptoKey, account: AccountId, sealed: string): Promise<Patient> =>
  JSON.parse(await openWith(key, sealed, columnAad('patient', account)));

/** Seals a record with the data key of its account. */
export const sealPatientWith = (key: CryptoKey, account: AccountId, patient: Patient): Promise<string> =>
  sealColumn(key, 'patient', account, JSON.stringify(patient));

/** Names the tie of an account to a number: the same request again is the same operation. */
export const tieOf = (account: AccountId, { nhsNumber }: Pick<Patient, 'nhsNumber'>): Promise<string> =>
  sha256(`${account} ${nhsNumber}`);

/** Opens what an account keeps of its person's record. */
export async function openPatient(
  masterKeys: KeySet,
  account: AccountId,
  { sealed, wrappedKey }: SealedPatient,
): Promise<Patient> {
  return openPatientWith(await unwrapDataKey(masterKeys, wrappedKey, keyAad(account)), account, sealed);
}

/** Accounts and the records of their people, over the account atoms and the directory. */
export function proofs(parts: AccountParts): Proofs {
  const tools = accountTools(parts);
  const directory = directoryOf(parts.env);
  const { masterKeys } = readConfig(parts.env);

  async function readOwner(session: CookieToken) {
    const opened = await tools.openSession(session);
    if (opened === undefined) return undefined;
    const { account, ref } = opened;
    const owner = await tools.call<Atom.ReadPatientAnswer>(account, 'readPatient', { session: ref });
    if (owner.tag !== 'owner') return undefined;
    const key = await unwrapDataKey(masterKeys, owner.wrappedKey, keyAad(account));
    return { account, ref, owner, key };
  }

  /** The mail that says what is being done; none while the atom of an older release does not tell the address. */
  async function tellOf({ account, key, owner }: NonNullable<Awaited<ReturnType<typeof readOwner>>>, caller: Caller) {
    if (owner.sealedEmail === undefined) return undefined;
    const email = (await openWith(key, owner.sealedEmail, columnAad('email', account))) as EmailAddress;
    return newNotice({ parts, tools }, { account, email, template: 'identity-proved', caller });
  }

  async function begin(account: AccountId, input: Atom.BeginLinkInput): Promise<Atom.BeginLinkAnswer['tag']> {
    // An atom of the release before knows no such verb; one that is away says so at the next.
    const answer = await tools.call<Atom.BeginLinkAnswer>(account, 'beginLink', input).catch(() => undefined);
    return answer?.tag ?? 'begun';
  }

  return {
    async read(session) {
      const read = await readOwner(session);
      if (read === undefined) return undefined;
      const { account, key, owner } = read;
      const phone = (await openWith(key, owner.sealedPhone, columnAad('phone', account))) as PhoneNumber;
      if (owner.sealed === undefined) return { phone };
      const patient = await openPatientWith(key, account, owner.sealed);
      return { phone, patient, ...(owner.at !== undefined && { matchedAt: owner.at }) };
    },

    async takeTrace(session) {
      const opened = await tools.openSession(session);
      if (opened === undefined) return { outcome: 'no-session' };
      const input = { session: opened.ref } satisfies SessionInput;
      const answer = await tools.call<Atom.TakeTraceAnswer>(opened.account, 'takeTrace', input);
      return answer.tag === 'locked' ? { outcome: 'locked', until: answer.until } : { outcome: answer.tag };
    },

    async refundTrace(session) {
      const opened = await tools.openSession(session);
      if (opened === undefined) return;
      await tools.call(opened.account, 'refundTrace', { session: opened.ref } satisfies SessionInput);
    },

    async link(session, patient, caller) {
      const read = await readOwner(session);
      if (read === undefined) return 'no-session';
      const { account, ref, key, owner } = read;
      // Ensure an account that has another record keeps nobody's number from them, for a moment neither.
      const held = owner.sealed === undefined ? undefined : await openPatientWith(key, account, owner.sealed);
      const isOther = held !== undefined && held.nhsNumber !== patient.nhsNumber;
      if (isOther && !(owner.suspended === true && mayReplace(held, patient))) return 'already-proved';
      const entry = await directory.nhsNumberEntry(patient.nhsNumber);
      const op = await tieOf(account, patient);
      if ((await begin(account, { session: ref, op })) === 'no-session') return 'no-session';
      const reserved = await directory.reserve(entry, account, op);
      if (reserved.tag !== 'reserved' || reserved.account !== account) {
        const found = await directory.find(entry);
        if (found.tag !== 'owned') return 'busy';
        // It may be this account's by another operation: atoms that were built again took it over from the book.
        if (found.account !== account) return 'held-by-another';
      }
      const [sealed, called, notice] = await Promise.all([
        sealPatientWith(key, account, patient),
        calledBy(parts, caller),
        tellOf(read, caller),
      ]);
      if (reserved.tag === 'reserved' && (await directory.commit(entry, op)).tag !== 'owned') return 'held-by-another';
      const input = {
        ...{ session: ref, op },
        patient: { sealed, index: entry.indexes },
        ...(notice && { notice }),
        ...called,
      } satisfies Atom.LinkPatientInput;
      const answer = await tools.call<Atom.LinkPatientAnswer>(account, 'linkPatient', input);
      // A suspended number is of no use to anybody; it goes when the account has another.
      if (answer.tag === 'done' && isOther)
        await directory.release(await directory.nhsNumberEntry(held.nhsNumber), account);
      if (answer.tag === 'done') return 'linked';
      // Ensure a number is given back only where the account said that it has another: without a session it said nothing.
      if (answer.tag === 'already-proved' && (held === undefined || isOther)) await directory.release(entry, account);
      return answer.tag;
    },

    async disable(session, caller) {
      const opened = await tools.openSession(session);
      if (opened === undefined) return 'no-session';
      const input: DisableInput = { session: opened.ref, ...(await calledBy(parts, caller)) };
      return (await tools.call<DisableAnswer>(opened.account, 'disable', input)).tag;
    },
  };
}
