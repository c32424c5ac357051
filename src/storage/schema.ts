import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Client } from '../domain/client';
import type { AccountStanding, AccountStatus } from '../domain/ledger-row';

/**
 * The book of record. Ledgers write it, some seconds after an atom has decided; nothing on a person's way reads it.
 * `sensitive=true`: personal data, ciphertext of it, or a name under which one person can be found again.
 * No foreign keys: a row of one ledger may arrive before the row of another that it names.
 * Times are epoch seconds, so that a hash over them is a hash over the same digits.
 */
const epoch = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** People. Everything that names one is sealed under the account's own data key. */
export const account = pgTable('account', {
  id: text('id').primaryKey(), // sensitive=true
  subject: text('subject').notNull().unique(), // sensitive=true
  level: text('level').notNull(), // sensitive=false
  wrappedKey: text('wrapped_key').notNull(), // sensitive=true
  kekVersion: integer('kek_version').notNull(), // sensitive=false
  sealedEmail: text('sealed_email').notNull(), // sensitive=true
  sealedPhone: text('sealed_phone').notNull(), // sensitive=true
  hasPassword: boolean('has_password').notNull(), // sensitive=false
  createdAt: epoch('created_at'), // sensitive=false
  sealedPatient: text('sealed_patient'), // sensitive=true
  provedAgainst: text('proved_against'), // sensitive=false
  provedAt: bigint('proved_at', { mode: 'number' }), // sensitive=false
  status: text('status').$type<AccountStatus>().notNull().default('active'), // sensitive=false
  standing: jsonb('standing').$type<AccountStanding>(), // sensitive=true
  appliedSeq: bigint('applied_seq', { mode: 'number' }).notNull(), // sensitive=false
});

/**
 * Who owns an address, a passkey or an NHS number, as keyed hashes. For addresses and numbers a second line behind the
 * directory atoms. The id of a passkey may pass from one account to another, and rows of two accounts arrive in any order:
 * each says what it owns by its own rows, and in the end that is what the directory decided.
 */
export const accountIdentifier = pgTable(
  'account_identifier',
  {
    kind: text('kind').notNull(), // sensitive=false
    indexVersion: integer('index_version').notNull(), // sensitive=false
    value: text('value').notNull(), // sensitive=true
    account: text('account').notNull(), // sensitive=true
  },
  (table) => [
    primaryKey({
      name: 'account_identifier_held',
      columns: [table.kind, table.indexVersion, table.value, table.account],
    }),
    uniqueIndex('account_identifier_owner')
      .on(table.kind, table.indexVersion, table.value)
      .where(sql`kind <> 'passkey'`),
    index('account_identifier_account').on(table.account),
  ],
);

/** Passkeys, sealed: everything an account can be built from again. A passkey that was removed is gone. */
export const passkey = pgTable(
  'passkey',
  {
    account: text('account').notNull(), // sensitive=true
    value: text('value').notNull(), // sensitive=true
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    sealed: text('sealed').notNull(), // sensitive=true
    at: epoch('at'), // sensitive=false
  },
  (table) => [primaryKey({ columns: [table.account, table.value] })],
);

/** Which terms a person has accepted, and when. */
export const termsAcceptance = pgTable(
  'terms_acceptance',
  {
    account: text('account').notNull(), // sensitive=true
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    termsVersion: text('terms_version').notNull(), // sensitive=false
    at: epoch('at'), // sensitive=false
  },
  (table) => [primaryKey({ columns: [table.account, table.seq] })],
);

/** What a person has agreed that a connected service may be told. */
export const consent = pgTable(
  'consent',
  {
    account: text('account').notNull(), // sensitive=true
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    client: text('client').notNull(), // sensitive=true
    scopes: text('scopes').array().notNull(), // sensitive=false
    level: text('level').notNull(), // sensitive=false
    version: text('version').notNull(), // sensitive=false
    at: epoch('at'), // sensitive=false
  },
  (table) => [primaryKey({ columns: [table.account, table.seq] }), index('consent_client').on(table.client)],
);

/** What a service noted about a person: its newest note, or none. */
export const clientNote = pgTable(
  'client_note',
  {
    account: text('account').notNull(), // sensitive=true
    client: text('client').notNull(), // sensitive=true
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    sealed: text('sealed'), // sensitive=true
    at: epoch('at'), // sensitive=false
  },
  (table) => [primaryKey({ columns: [table.account, table.client] })],
);

/** Connected services: the newest version of each record. */
export const client = pgTable('client', {
  id: text('id').primaryKey(), // sensitive=false
  version: integer('version').notNull(), // sensitive=false
  status: text('status').notNull(), // sensitive=false
  name: text('name').notNull(), // sensitive=false
  record: jsonb('record').$type<Client>().notNull(), // sensitive=false
});

/** Security events in chains. No role of the product may change or delete a row. */
export const auditEvent = pgTable(
  'audit_event',
  {
    chain: text('chain').notNull(), // sensitive=false
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    prevHash: text('prev_hash').notNull(), // sensitive=false
    hash: text('hash').notNull(), // sensitive=false
    eventId: text('event_id').notNull(), // sensitive=false
    kind: text('kind').notNull(), // sensitive=false
    at: epoch('at'), // sensitive=false
    account: text('account'), // sensitive=true
    client: text('client'), // sensitive=false
    sealed: text('sealed'), // sensitive=true
  },
  (table) => [
    primaryKey({ name: 'audit_event_place', columns: [table.chain, table.seq] }),
    unique('audit_event_once').on(table.eventId),
    index('audit_event_account').on(table.account, table.at),
  ],
);

/** Signed heads of the chains, hour by hour: what a chain must at least contain. */
export const auditHead = pgTable(
  'audit_head',
  {
    chain: text('chain').notNull(), // sensitive=false
    seq: bigint('seq', { mode: 'number' }).notNull(), // sensitive=false
    hash: text('hash').notNull(), // sensitive=false
    at: epoch('at'), // sensitive=false
    signature: text('signature').notNull(), // sensitive=false
  },
  (table) => [primaryKey({ columns: [table.chain, table.seq] })],
);
