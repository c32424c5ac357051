import { sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { AccountId } from '../domain/brands';
import type { AccountChange, BlindIndex, LedgerRow, PasskeyRecord } from '../domain/ledger-row';
import type { Postgres } from './postgres';
import { account, accountIdentifier, clientNote, consent, passkey, termsAcceptance } from './schema';

type AccountRow = Extract<LedgerRow, { kind: 'account' }>;

/** Writes a change of an account to the book of record: once, and only after those before it. */
export function writeAccountChange(db: Postgres, row: AccountRow): BatchItem<'pg'> {
  switch (row.change.change) {
    case 'created':
      return writeAccount(db, row.account, row.seq, row.change);
    case 'terms':
      return db.execute(sql`${turnOf(row)}
        insert into ${termsAcceptance} (account, seq, terms_version, at)
        select id, ${row.seq}::bigint, ${row.change.termsVersion}::text, ${row.change.at}::bigint from turn`);
    case 'consent': {
      const { client, level, version, at, scopes } = row.change;
      const list = sql.join(
        scopes.map((scope) => sql`${scope}`),
        sql`, `,
      );
      return db.execute(sql`${turnOf(row)}
        insert into ${consent} (account, seq, client, scopes, level, version, at)
        select id, ${row.seq}::bigint, ${client}::text, array[${list}]::text[], ${level}::text, ${version}::text, ${at}::bigint from turn`);
    }
    case 'client-note': {
      const { client, sealed = null, at } = row.change;
      return db.execute(sql`${turnOf(row)}
        insert into ${clientNote} (account, client, seq, sealed, at)
        select id, ${client}::text, ${row.seq}::bigint, ${sealed}::text, ${at}::bigint from turn
        on conflict (account, client) do update set seq = excluded.seq, sealed = excluded.sealed, at = excluded.at`);
    }
    case 'keys-renewed':
      return renewKeys(db, row, row.change);
    case 'password-set':
      // One statement changes a row once: what is set rides with the number.
      return db.execute(sql`update ${account} set has_password = true, applied_seq = ${row.seq}
        where id = ${row.account} and applied_seq < ${row.seq}`);
    case 'standing':
      return db.execute(sql`update ${account} set standing = ${JSON.stringify(row.change.standing)}::jsonb,
        applied_seq = ${row.seq} where id = ${row.account} and applied_seq < ${row.seq}`);
    case 'level':
      return db.execute(sql`update ${account} set level = ${row.change.level}, applied_seq = ${row.seq}
        where id = ${row.account} and applied_seq < ${row.seq}`);
    case 'status':
      return db.execute(sql`update ${account} set status = ${row.change.status}, applied_seq = ${row.seq}
        where id = ${row.account} and applied_seq < ${row.seq}`);
    case 'proved':
      return writeProof(db, row, row.change);
    case 'passkey-added':
    case 'passkey-named':
      return writePasskey(db, row, row.change);
    case 'passkey-removed':
      return removePasskey(db, row, row.change.index);
    default:
      return row.change satisfies never;
  }
}

/** Lets a change act once, and only after those before it. */
function turnOf({ account: id, seq }: { readonly account: AccountId; readonly seq: number }) {
  return sql`with turn as (
    update ${account} set applied_seq = ${seq} where id = ${id} and applied_seq < ${seq} returning id
  )`;
}

type Created = Extract<AccountChange, { change: 'created' }>;

function writeAccount(db: Postgres, id: AccountId, seq: number, created: Created): BatchItem<'pg'> {
  const { wrappedKey, emailIndex } = created;
  const owned = valuesOf(emailIndex);
  return db.execute(sql`with born as (
      insert into ${account}
        (id, subject, level, wrapped_key, kek_version, sealed_email, sealed_phone, has_password, created_at, applied_seq)
      values (${id}, ${created.subject}, ${created.level}, ${wrappedKey.ciphertext}, ${wrappedKey.kekVersion},
        ${created.sealedEmail}, ${created.sealedPhone}, ${created.hasPassword}, ${created.at}, ${seq})
      on conflict (id) do nothing
      returning id
    )
    insert into ${accountIdentifier} (kind, index_version, value, account)
    select 'email', owned.version, owned.value, born.id from born, (values ${owned}) as owned (version, value)`);
}

type Proved = Extract<AccountChange, { change: 'proved' }>;

/** The number that an account had before, if it had another, is free again. */
function writeProof(db: Postgres, row: AccountRow, { at, level, against, sealed, index }: Proved): BatchItem<'pg'> {
  return db.execute(sql`with turn as (
      update ${account} set level = ${level}, sealed_patient = ${sealed}, proved_against = ${against},
        proved_at = ${at}, applied_seq = ${row.seq}
      where id = ${row.account} and applied_seq < ${row.seq} returning id
    ), freed as (
      delete from ${accountIdentifier} using turn
      where ${accountIdentifier.kind} = 'nhs-number' and ${accountIdentifier.account} = turn.id
        and not exists (select 1 from (values ${valuesOf(index)}) as kept (version, value)
          where kept.value = ${accountIdentifier.value})
    )
    insert into ${accountIdentifier} (kind, index_version, value, account)
    select 'nhs-number', owned.version, owned.value, turn.id from turn, (values ${valuesOf(index)}) as owned (version, value)
    where not exists (select 1 from ${accountIdentifier} held where held.kind = 'nhs-number'
      and held.value = owned.value and held.account = turn.id)`);
}

type Renewed = Extract<AccountChange, { change: 'keys-renewed' }>;

function renewKeys(
  db: Postgres,
  row: AccountRow,
  { wrappedKey, emailIndex, passkeyIndexes, nhsNumberIndex = [] }: Renewed,
): BatchItem<'pg'> {
  const valued = (kind: string, indexes: readonly BlindIndex[]) =>
    indexes.map(
      ({ version, value }) => sql`(${kind}::text, ${version}::integer, ${value}::text, ${indexes[0]?.value}::text)`,
    );
  const owned = [
    ...valued('email', emailIndex),
    ...valued('nhs-number', nhsNumberIndex),
    ...passkeyIndexes.flatMap((indexes) => valued('passkey', indexes)),
  ];
  return db.execute(sql`with turn as (
      update ${account} set applied_seq = ${row.seq}, wrapped_key = ${wrappedKey.ciphertext},
        kek_version = ${wrappedKey.kekVersion}
      where id = ${row.account} and applied_seq < ${row.seq} returning id
    ), owned (kind, version, value, newest) as (values ${sql.join(owned, sql`, `)}),
    renamed as (
      update ${passkey} set value = owned.newest from turn, owned
      where ${passkey.account} = turn.id and owned.kind = 'passkey'
        and ${passkey.value} = owned.value and owned.value <> owned.newest
    )
    insert into ${accountIdentifier} (kind, index_version, value, account)
    select owned.kind, owned.version, owned.value, turn.id from turn, owned
    where not exists (select 1 from ${accountIdentifier} held where held.kind = owned.kind
      and held.index_version = owned.version and held.value = owned.value and held.account = turn.id)`);
}

/** The rows of keyed values, newest version first. */
const valuesOf = (indexes: readonly BlindIndex[]) =>
  sql.join(
    indexes.map(({ version, value }) => sql`(${version}::integer, ${value}::text)`),
    sql`, `,
  );

/** The names that one passkey has had: each is its keyed value of the version that was the newest then. */
const namesOf = (indexes: readonly BlindIndex[]) =>
  sql.join([sql`null`, ...indexes.map(({ value }) => sql`${value}::text`)], sql`, `);

/** A name changes nothing of when a passkey was added: an account that is built again tells by it who added what, and when. */
function writePasskey(
  db: Postgres,
  row: AccountRow,
  { at, index, sealed }: PasskeyRecord & { readonly at: number },
): BatchItem<'pg'> {
  const name = index[0]?.value ?? '';
  return db.execute(sql`${turnOf(row)}, renamed as (
      delete from ${passkey} using turn
      where ${passkey.account} = turn.id and ${passkey.value} in (${namesOf(index.slice(1))})
      returning ${passkey.at}
    ), kept as (
      insert into ${passkey} (account, value, seq, sealed, at)
      select id, ${name}::text, ${row.seq}::bigint, ${sealed}::text,
        coalesce((select min(at) from renamed), ${at}::bigint) from turn
      on conflict (account, value) do update set seq = excluded.seq, sealed = excluded.sealed
      returning account
    )
    insert into ${accountIdentifier} (kind, index_version, value, account)
    select 'passkey', owned.version, owned.value, kept.account from kept, (values ${valuesOf(index)}) as owned (version, value)
    where not exists (select 1 from ${accountIdentifier} held where held.kind = 'passkey'
      and held.value = owned.value and held.account = kept.account)`);
}

function removePasskey(db: Postgres, row: AccountRow, index: readonly BlindIndex[]): BatchItem<'pg'> {
  return db.execute(sql`${turnOf(row)}, gone as (
      delete from ${passkey} using turn
      where ${passkey.account} = turn.id and ${passkey.value} in (${namesOf(index)})
    )
    delete from ${accountIdentifier} using turn, (values ${valuesOf(index)}) as freed (version, value)
    where ${accountIdentifier.kind} = 'passkey' and ${accountIdentifier.account} = turn.id
      and ${accountIdentifier.value} = freed.value`);
}
