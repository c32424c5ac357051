import type { BlindIndex, WrappedKey } from '../../src/domain/ledger-row';
import { writeEntry } from '../entries';
import { readOwnHead, type Turn, tell } from './head';
import { listPasskeys, type StoredPasskey } from './kept-passkeys';

/** What an account is sealed and found by, for who renews it under newer keys of the deployment. */
export type HeldKeysAnswer =
  | {
      readonly tag: 'keys';
      readonly wrappedKey: WrappedKey;
      readonly sealedEmail: string;
      /** The newest version of the index key under which the account is found. */
      readonly indexVersion: number;
      readonly credentialIds: readonly string[];
      /** What is kept of the person's record; absent before a proof. */
      readonly sealedPatient?: string;
    }
  | { readonly tag: 'none' };

/** What an account keeps, made anew under the deployment's latest keys. */
export interface RenewKeysInput {
  /** What the rest was made from: an account that has changed since stays as it is. */
  readonly from: {
    readonly wrappedKey: WrappedKey;
    readonly sealedEmail: string;
    readonly credentialIds: readonly string[];
    readonly sealedPatient?: string;
  };
  /** The same data key under a newer master key. */
  readonly wrappedKey: WrappedKey;
  /** The keyed values of the address, and of each passkey, of every live version. */
  readonly emailIndex: readonly BlindIndex[];
  readonly passkeyIndexes: readonly (readonly BlindIndex[])[];
  /** Those of the NHS number; absent before a proof. */
  readonly nhsNumberIndex?: readonly BlindIndex[];
}
/** `changed`: something else is kept by now than the rest was made from. `none`: there is no account. */
export type RenewKeysAnswer = { readonly tag: 'renewed' | 'changed' | 'none' };

/** Which keys of the deployment an account rests on; `none` for a decoy. */
export function heldKeys(sql: SqlStorage): HeldKeysAnswer {
  const head = readOwnHead(sql);
  if (head === undefined) return { tag: 'none' };
  const { wrappedKey, sealedEmail, reserved } = head;
  const indexVersion = Math.max(0, ...reserved.indexes.map(({ version }) => version));
  const credentialIds = listPasskeys(sql).map(({ value }) => value.credentialId);
  const sealedPatient = head.patient?.sealed;
  const patient = sealedPatient === undefined ? {} : { sealedPatient };
  return { tag: 'keys', wrappedKey, sealedEmail, indexVersion, credentialIds, ...patient };
}

/** Keeps the account's data key under a newer master key, and tells the book of record of it and of the newer indexes. */
export function renewKeys(turn: Turn, input: RenewKeysInput): RenewKeysAnswer {
  const head = readOwnHead(turn.sql);
  if (head === undefined) return { tag: 'none' };
  const { from, wrappedKey, emailIndex, passkeyIndexes, nhsNumberIndex } = input;
  const passkeys = listPasskeys(turn.sql);
  const isSame =
    head.wrappedKey.ciphertext === from.wrappedKey.ciphertext &&
    head.sealedEmail === from.sealedEmail &&
    head.patient?.sealed === from.sealedPatient &&
    passkeys.map(({ value }) => value.credentialId).join() === from.credentialIds.join();
  if (!isSame) return { tag: 'changed' };
  for (const [at, { id, value }] of passkeys.entries())
    writeEntry(turn.sql, 'passkey', id, { ...value, index: passkeyIndexes[at] ?? value.index } satisfies StoredPasskey);
  const patient = head.patient && nhsNumberIndex && { patient: { ...head.patient, index: nhsNumberIndex } };
  const next = { ...head, wrappedKey, reserved: { ...head.reserved, indexes: emailIndex }, ...patient };
  const told = { wrappedKey, emailIndex, passkeyIndexes, ...(nhsNumberIndex && { nhsNumberIndex }) };
  tell(turn, next, { change: 'keys-renewed', at: turn.now, ...told });
  return { tag: 'renewed' };
}
