import type * as Atom from '../../durable-objects/account/retrace';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { randomId } from '../crypto/random';
import { openWith } from '../crypto/sealing';
import type { AccountId, EpochSeconds, PhoneNumber } from '../domain/brands';
import { type HeldProof, judgeHeldNumber, judgeRetrace, type RetraceVerdict } from '../domain/retrace';
import { type Env, readConfig } from '../env';
import type { Pds } from '../ports/pds';
import { columnAad, keyAad } from './account-contact';
import { openPatientWith, sealPatientWith, tieOf } from './account-proof';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { sealRequestContext } from './audit';
import { type DirectoryEntry, directoryOf } from './directory';

/** What a look at a record is made with. */
export interface RetraceParts {
  readonly env: Env;
  now(): EpochSeconds;
  readonly pds: Pick<Pds, 'read'>;
}

/** An account whose record is looked at. */
interface Looked {
  readonly account: AccountId;
  readonly key: CryptoKey;
  readonly held: HeldProof;
}

/**
 * Looks at the record of an account's person again, if that is due and nobody is at it, and tells the account what it found.
 * Nobody waits for it. What fails on the way stays due.
 * @throws Unavailable when the account or the directory does not answer
 */
export async function retraceAccount(parts: RetraceParts, account: AccountId): Promise<void> {
  const { masterKeys, auditKeys } = readConfig(parts.env);
  const call = <Answer>(verb: string, input: object): Promise<Answer> =>
    callAtom<Answer>(atomStub(parts.env, 'ACCOUNT', account), verb, input);
  const input: Atom.TakeRetraceInput = { op: randomId() };
  const taken = await call<Atom.TakeRetraceAnswer>('takeRetrace', input);
  if (taken.tag !== 'taken') return;
  const key = await unwrapDataKey(masterKeys, taken.wrappedKey, keyAad(account));
  const [patient, phone] = await Promise.all([
    openPatientWith(key, account, taken.sealed),
    openWith(key, taken.sealedPhone, columnAad('phone', account)),
  ]);
  const held: HeldProof = { patient, against: taken.against, at: taken.at };
  const reading = await parts.pds.read(patient.nhsNumber);
  const seen = { phone: phone as PhoneNumber, now: parts.now() };
  const verdict = await withNumber(parts.env, { account, key, held }, judgeRetrace(held, reading, seen));
  const detail = { ...('because' in verdict.found && { because: verdict.found.because }) };
  const told: Atom.RetracedInput = {
    from: taken.sealed,
    found: await findingOf({ account, key, held }, verdict),
    context: await sealRequestContext(auditKeys, { detail }),
  };
  const answer = await call<Atom.RetracedAnswer>('retraced', told);
  // The number of before goes last: until the account has the new one it is found by the old.
  if (answer.tag === 'done' && verdict.found.kind === 'renumbered')
    await directoryOf(parts.env).release(await directoryOf(parts.env).nhsNumberEntry(patient.nhsNumber), account);
}

interface Judged {
  readonly found: RetraceVerdict;
  /** Where the number of the record is found. */
  readonly entry: DirectoryEntry | undefined;
}

/** The verdict when the directory has been asked for the number: it has one account. */
async function withNumber(env: Env, { account, held }: Looked, found: RetraceVerdict): Promise<Judged> {
  if (!('patient' in found)) return { found, entry: undefined };
  const directory = directoryOf(env);
  const entry = await directory.nhsNumberEntry(found.patient.nhsNumber);
  if (found.kind === 'changed') return { found, entry };
  const op = await tieOf(account, found.patient);
  const reserved = await directory.reserve(entry, account, op);
  const isMine = reserved.tag === 'reserved' && reserved.account === account;
  if (isMine && (await directory.commit(entry, op)).tag === 'owned') return { found, entry };
  const owner = await directory.find(entry);
  // Ensure that nobody's account ends for a reservation that may lapse.
  if (owner.tag !== 'owned') return { found: { kind: 'owed' }, entry };
  return owner.account === account ? { found, entry } : { found: judgeHeldNumber(held, found.patient), entry };
}

async function findingOf({ account, key }: Looked, { found, entry }: Judged): Promise<Atom.RetraceFinding> {
  if (!('patient' in found)) return { kind: found.kind };
  const { kind, patient } = found;
  return { kind, sealed: await sealPatientWith(key, account, patient), index: entry?.indexes ?? [] };
}
