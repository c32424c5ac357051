import { sameHash } from '../../src/domain/constant-time';
import type { StoredGrant } from '../../src/domain/grant';
import { limits } from '../../src/domain/limits';
import { levelStands } from '../../src/domain/patient';
import { judgeRefresh, type RefreshFamily, rotateFamily } from '../../src/domain/refresh-family';
import { deleteEntry, readEntry, writeEntry } from '../entries';
import type { RefreshAnswer, RefreshInput } from './grant-verbs';
import { audit, type Head, readActiveHead, type Turn } from './head';
import { tokenGrant } from './proof';
import { consentsOf } from './sessions';

/** Begins the family of a grant that was just redeemed. @param endsAt 30 days from the sign-in, not sliding */
export function beginFamily(turn: Turn, grantId: string, secretHash: string, endsAt: number): void {
  const family: RefreshFamily = { generation: 1, currentHash: secretHash, endsAt };
  writeEntry(turn.sql, 'family', grantId, family, endsAt);
}

/** Ends the refresh tokens of a grant; the grant itself is not touched. */
export const endFamily = (sql: SqlStorage, grantId: string): void => deleteEntry(sql, 'family', grantId);

/** Spends a refresh token: its successor takes its place. One that was replaced before ends the family and its grant. */
export function refresh(turn: Turn, input: RefreshInput): RefreshAnswer {
  const { sql, now } = turn;
  const head = readActiveHead(sql);
  const family = readEntry<RefreshFamily>(sql, 'family', input.grantId, now);
  const stored = readEntry<StoredGrant>(sql, 'grant', input.grantId, now);
  if (head === undefined || family === undefined || stored === undefined || !mayGoOn(turn, head, stored)) {
    return { tag: 'refused', why: 'unknown' };
  }
  const verdict = judgeRefresh(family, input.shown, now, sameHash);
  const good = verdict.kind === 'rotate' || verdict.kind === 'repeat';
  const { scopes: granted } = stored.grant;
  const { scopes: asked = granted } = input;
  // Ensure a request that asks too much, or for nothing, costs nothing: the token stays what it was.
  if (good && (asked.length === 0 || !asked.every((scope) => granted.some((one) => one === scope)))) {
    return { tag: 'refused', why: 'scope' };
  }
  const client = stored.grant.clientId;
  switch (verdict.kind) {
    case 'rotate':
      writeEntry(sql, 'family', input.grantId, rotateFamily(family, input.next, now), family.endsAt);
      audit(turn, 'token_issued', { client });
      return { tag: 'refreshed', ...tokenGrant(head, stored) };
    case 'repeat':
      audit(turn, 'token_issued', { client });
      return { tag: 'repeated', ...tokenGrant(head, stored), sealedSuccessor: verdict.sealedSuccessor };
    case 'reused':
      endFamily(sql, input.grantId);
      writeEntry(sql, 'grant', input.grantId, { ...stored, revokedAt: now }, now + limits.idTokenLife.value);
      audit(turn, 'refresh_reused', { client });
      return { tag: 'refused', why: 'reused' };
    case 'unknown':
    case 'expired':
      audit(turn, 'token_refused', { client });
      return { tag: 'refused', why: verdict.kind };
    default:
      return verdict satisfies never;
  }
}

/** Whether what the family stands on still stands: the grant, the person's sessions since, the consent. */
function mayGoOn({ sql, now }: Turn, head: Head, stored: StoredGrant): boolean {
  if (stored.redeemedAt === undefined || stored.revokedAt !== undefined) return false;
  if (stored.grant.issuedAt < head.notBefore || !levelStands(stored.grant.level, head.level)) return false;
  return consentsOf(sql, now).some((consent) => consent.client === stored.grant.clientId);
}
