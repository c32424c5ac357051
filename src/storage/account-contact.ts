import type { SealedContact } from '../../durable-objects/account/verbs';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { openWith, sealWith } from '../crypto/sealing';
import type { AccountId, EmailAddress, PhoneNumber } from '../domain/brands';
import type { KeySet } from '../env';

/** Columns of an account that are sealed under its own data key. */
export type AccountColumn = 'email' | 'phone' | 'password' | 'passkey' | 'passkey-name' | 'patient' | `note:${string}`;

/** Where a sealed value belongs: table, column, account. It opens nowhere else. */
export const columnAad = (column: AccountColumn, account: AccountId): string => `account|${column}|${account}`;

/** Associated data of an account's wrapped data key. */
export const keyAad = (account: AccountId): string => `account|data-key|${account}`;

/** Seals a value under the account's data key, for this column of this account alone. */
export const sealColumn = (key: CryptoKey, column: AccountColumn, account: AccountId, value: string): Promise<string> =>
  sealWith(key, value, columnAad(column, account));

/** Opens what `sealColumn` sealed. @throws when it was sealed for another column or account */
export async function openColumn(
  masterKeys: KeySet,
  column: AccountColumn,
  account: AccountId,
  sealed: { readonly value: string; readonly wrappedKey: SealedContact['wrappedKey'] },
): Promise<string> {
  const key = await unwrapDataKey(masterKeys, sealed.wrappedKey, keyAad(account));
  return openWith(key, sealed.value, columnAad(column, account));
}

/** Opens the address and the number of an account. */
export async function openContact(
  masterKeys: KeySet,
  account: AccountId,
  sealed: SealedContact,
): Promise<{ readonly email: EmailAddress; readonly phone: PhoneNumber }> {
  const key = await unwrapDataKey(masterKeys, sealed.wrappedKey, keyAad(account));
  const [email, phone] = await Promise.all([
    openWith(key, sealed.sealedEmail, columnAad('email', account)),
    openWith(key, sealed.sealedPhone, columnAad('phone', account)),
  ]);
  return { email: email as EmailAddress, phone: phone as PhoneNumber };
}
