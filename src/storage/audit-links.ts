import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { ChainHead } from '../domain/audit-chain';
import type { AuditEventKind } from '../domain/audit-event';
import { accountId, clientId, epochSeconds, type Subject } from '../domain/brands';
import type { ChainedAuditEvent } from '../domain/ledger-row';
import type { Config } from '../env';
import type { PersonsEvents } from '../ports/audit';
import { openRequestContext } from './audit';
import { readPostgres } from './postgres';
import { account, auditEvent } from './schema';

/** So many links are read at a time. */
export const LINKS_AT_A_TIME = 1000;

/** Jumps from name to name in the index, however long the chains are. */
export function readChainNames(config: Pick<Config, 'postgres'>): Promise<readonly string[]> {
  return readPostgres(config, async (db) => {
    const { rows } = await db.execute<{ chain: string }>(sql`with recursive name as (
        (select chain from ${auditEvent} order by chain limit 1)
        union all
        select (select next.chain from ${auditEvent} as next where next.chain > name.chain order by next.chain limit 1)
        from name where name.chain is not null
      )
      select chain from name where chain is not null`);
    return rows.map(({ chain }) => chain);
  });
}

/** The links after a head, at most 1,000. */
export function readLinks(
  config: Pick<Config, 'postgres'>,
  { chain, seq }: ChainHead,
): Promise<readonly ChainedAuditEvent[]> {
  return readPostgres(config, async (db) => {
    const rows = await db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.chain, chain), gt(auditEvent.seq, seq)))
      .orderBy(asc(auditEvent.seq))
      .limit(LINKS_AT_A_TIME);
    return rows.map(parseLink);
  });
}

/** What was written down about a person, in the order of the chains; undefined when nobody has that subject. */
export async function readPersonsEvents(config: Config, subject: Subject): Promise<PersonsEvents | undefined> {
  const rows = await readPostgres(config, (db) =>
    db
      .select({ owner: account.id, link: auditEvent })
      .from(account)
      .leftJoin(auditEvent, eq(auditEvent.account, account.id))
      .where(eq(account.subject, subject))
      .orderBy(asc(auditEvent.chain), asc(auditEvent.seq)),
  );
  const owner = rows[0]?.owner;
  if (owner === undefined) return undefined;
  const links = rows.flatMap(({ link }) => (link === null ? [] : [parseLink(link)]));
  const events = await Promise.all(
    links.map(async ({ chain, seq, hash, event: { kind, at, client, sealed } }) => {
      const context = sealed === undefined ? {} : await openRequestContext(config.auditKeys, sealed);
      return { chain, seq, hash, kind, at, ...(client !== undefined && { client }), ...context };
    }),
  );
  return { account: accountId(owner), events };
}

/** The row as it was hashed. What it says is judged by its hash, so nothing is checked here. */
function parseLink(row: typeof auditEvent.$inferSelect): ChainedAuditEvent {
  const { chain, seq, prevHash, hash, eventId: id, at, account, client, sealed } = row;
  const event = {
    id,
    kind: row.kind as AuditEventKind,
    at: epochSeconds(at),
    ...(account !== null && { account: accountId(account) }),
    ...(client !== null && { client: clientId(client) }),
    ...(sealed !== null && { sealed }),
  };
  return { chain, seq, prevHash, hash, event };
}
