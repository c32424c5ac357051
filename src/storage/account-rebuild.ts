import { and, asc, inArray, isNotNull, sql } from 'drizzle-orm';
import type * as Atom from '../../durable-objects/account/rebuild';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { sha256 } from '../crypto/keyed-hash';
import { openWith } from '../crypto/sealing';
import { type AccountId, accountId, clientId, type EmailAddress, epochSeconds, subject } from '../domain/brands';
import type { Scope } from '../domain/claims';
import type { Consent } from '../domain/consent';
import type { NewPasskey } from '../domain/passkey';
import { Unavailable } from '../domain/unavailable';
import type { ProofingLevel } from '../domain/vector';
import { type Config, type Env, readConfig } from '../env';
import { columnAad, keyAad, sealColumn } from './account-contact';
import { openPatient } from './account-proof';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { sealRequestContext } from './audit';
import { type DirectoryEntry, directoryOf } from './directory';
import { openPostgres, readPostgres } from './postgres';
import * as book from './schema';

const CLAIM_DEADLINE_MILLIS = 5000;

/**
 * Each generation of atoms numbers the changes of an account from a number of its own: a row of the atoms before that comes
 * late is older than all that follow, and changes nothing.
 */
export const firstSeqOf = (generation: string): number => (Number(generation) - 1) * 1_000_000_000_000;

/** More changes than can wait in a damaged object. */
const SEQ_GAP = 1_000_000;

type AccountRow = typeof book.account.$inferSelect;

/** All that the book has of some accounts. */
interface Shelf {
  readonly accounts: readonly AccountRow[];
  readonly passkeys: readonly (typeof book.passkey.$inferSelect)[];
  readonly terms: readonly (typeof book.termsAcceptance.$inferSelect)[];
  readonly consents: readonly (typeof book.consent.$inferSelect)[];
  readonly notes: readonly (typeof book.clientNote.$inferSelect)[];
}

/** Builds one account again, if it is not there. An id that nobody has takes the same way to its end. */
export async function wakeAccount(env: Env, account: AccountId): Promise<void> {
  const { accounts } = await buildAccounts(env, [account]);
  if (accounts === 0) await callAtom(atomStub(env, 'ACCOUNT', account), 'heldKeys', {});
}

/**
 * Builds accounts again that their atoms lost. From here on the book takes no change of theirs that was decided before.
 * @param replace also those that are there, for what they hold is damaged
 * @returns how many there are, and how many of them stay behind, for their data key does not open
 * @throws Unavailable when Postgres or an atom does not answer
 */
export async function buildAccounts(
  env: Env,
  ids: readonly AccountId[],
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<{ readonly accounts: number; readonly left: number }> {
  if (ids.length === 0) return { accounts: 0, left: 0 };
  const config = readConfig(env);
  await claimAccounts(config, ids, replace ? SEQ_GAP : 0);
  const shelf = await readShelf(config, ids);
  const context = await sealRequestContext(config.auditKeys, {});
  const built = await Promise.all(
    shelf.accounts.map(async (row) => {
      const input = await openAccount(env, row, shelf).catch(() => undefined);
      if (input === undefined) return false;
      const seq = row.appliedSeq;
      const sent = { ...input, seq, context, ...(replace && { replace }) } satisfies Atom.RebuildInput;
      await callAtom<Atom.RebuildAnswer>(atomStub(env, 'ACCOUNT', row.id), 'rebuild', sent);
      return true;
    }),
  );
  return { accounts: built.length, left: built.filter((isBuilt) => !isBuilt).length };
}

async function claimAccounts({ postgres, generation }: Config, ids: readonly AccountId[], gap: number): Promise<void> {
  const { ledgerUrl: url, fetchEndpoint } = postgres;
  const db = openPostgres({ url, fetchEndpoint, deadlineMillis: CLAIM_DEADLINE_MILLIS });
  const appliedSeq = sql`greatest(${book.account.appliedSeq}, ${firstSeqOf(generation)}::bigint) + ${gap}::bigint`;
  try {
    await db.update(book.account).set({ appliedSeq }).where(inArray(book.account.id, ids));
  } catch {
    throw new Unavailable('Postgres did not answer');
  }
}

const readShelf = (config: Config, accounts: readonly AccountId[]): Promise<Shelf> =>
  readPostgres(config, async (db) => {
    const ids = [...accounts];
    const [rows, passkeys, terms, consents, notes] = await db.batch([
      db.select().from(book.account).where(inArray(book.account.id, ids)),
      db.select().from(book.passkey).where(inArray(book.passkey.account, ids)),
      db
        .select()
        .from(book.termsAcceptance)
        .where(inArray(book.termsAcceptance.account, ids))
        .orderBy(asc(book.termsAcceptance.seq)),
      db.select().from(book.consent).where(inArray(book.consent.account, ids)).orderBy(asc(book.consent.seq)),
      db
        .select()
        .from(book.clientNote)
        .where(and(inArray(book.clientNote.account, ids), isNotNull(book.clientNote.sealed))),
    ]);
    return { accounts: rows, passkeys, terms, consents, notes };
  });

/** @throws Error when the account's data key, or something under it, does not open */
async function openAccount(env: Env, row: AccountRow, shelf: Shelf) {
  const id = accountId(row.id);
  const { key, email, passkeys, number } = await openOwned(env, row, shelf.passkeys);
  const entry = await directoryOf(env).entry(email);
  const ofThis = <Row extends { readonly account: string }>(rows: readonly Row[]) =>
    rows.filter(({ account }) => account === row.id);
  const terms = ofThis(shelf.terms).at(-1);
  return {
    account: id,
    subject: subject(row.subject),
    createdAt: epochSeconds(row.createdAt),
    level: row.level as ProofingLevel,
    ...(row.status === 'disabled' && { status: 'disabled' as const }),
    wrappedKey: { kekVersion: row.kekVersion, ciphertext: row.wrappedKey },
    sealedEmail: row.sealedEmail,
    sealedPhone: row.sealedPhone,
    reserved: { shard: entry.shard, indexes: entry.indexes },
    acceptedTerms: terms?.termsVersion ?? '',
    // The newest of a service is the union of all that was agreed with it.
    consents: [...new Map(ofThis(shelf.consents).map((one) => [one.client, consentOf(one)])).values()],
    notes: Object.fromEntries(ofThis(shelf.notes).map(({ client, sealed }) => [client, sealed ?? ''])),
    passkeys: await Promise.all(
      passkeys.map(async ({ opened: { name, ...passkey }, entry: { indexes }, at }) => ({
        key: await sha256(passkey.credentialId),
        passkey,
        index: indexes,
        addedAt: epochSeconds(at),
        ...(name === undefined ? {} : { sealedName: await sealColumn(key, 'passkey-name', id, name) }),
      })),
    ),
    ...(number !== undefined && { patient: patientOf(row, number) }),
    ...(row.standing === null ? {} : { standing: row.standing }),
  };
}

const patientOf = (row: AccountRow, { indexes }: DirectoryEntry) => ({
  sealed: row.sealedPatient ?? '',
  index: indexes,
  against: row.provedAgainst === 'document' ? ('document' as const) : ('claim' as const),
  at: epochSeconds(row.provedAt ?? row.createdAt),
});

const consentOf = ({ client, scopes, level, version, at }: Shelf['consents'][number]): Consent => ({
  client: clientId(client),
  scopes: scopes as Scope[],
  level: level as ProofingLevel,
  version,
  at: epochSeconds(at),
});

/** What an account is found by, as the book has it sealed: its address, its passkeys, and its person's NHS number. */
export async function openOwned(
  env: Env,
  row: Pick<AccountRow, 'id' | 'wrappedKey' | 'kekVersion' | 'sealedEmail' | 'sealedPatient'>,
  passkeys: Shelf['passkeys'],
) {
  const { masterKeys } = readConfig(env);
  const id = accountId(row.id);
  const wrapped = { kekVersion: row.kekVersion, ciphertext: row.wrappedKey };
  const key = await unwrapDataKey(masterKeys, wrapped, keyAad(id));
  const directory = directoryOf(env);
  const email = (await openWith(key, row.sealedEmail, columnAad('email', id))) as EmailAddress;
  const patient =
    row.sealedPatient && (await openPatient(masterKeys, id, { sealed: row.sealedPatient, wrappedKey: wrapped }));
  return {
    key,
    email,
    number: patient ? await directory.nhsNumberEntry(patient.nhsNumber) : undefined,
    passkeys: await Promise.all(
      passkeys
        .filter(({ account }) => account === row.id)
        .map(async ({ sealed, at }) => {
          const opened: NewPasskey & { readonly name?: string } = JSON.parse(
            await openWith(key, sealed, columnAad('passkey', id)),
          );
          return { opened, at, entry: await directory.passkeyEntry(opened.credentialId) };
        }),
    ),
  };
}
