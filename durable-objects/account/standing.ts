import { type Attempts, type Factor, keptAttempts } from '../../src/domain/attempts';
import type { AccountStanding } from '../../src/domain/ledger-row';
import { keptTraces } from '../../src/domain/traces';
import { readEntry } from '../entries';
import { counterOf } from './attempts';
import { type Head, readHead, type Turn, tell } from './head';
import { listPasskeys, readHandle } from './kept-passkeys';
import { removalOnRecord } from './passkey-removal';
import { readTraces } from './proof';

const factors: readonly Factor[] = ['password', 'passcode'];

/** What the book of record is to know of an account so that it can be built again: what lets in, and what keeps out. */
function standingOf({ sql, now }: Pick<Turn, 'sql' | 'now'>, head: Head): AccountStanding {
  const { sealedPassword, passwordLength, passwordOff, passwordByLink, passwordNeedsSecond, turnedOnAt } = head;
  const { passwordBeside, suspended } = head;
  const userHandle = readHandle(sql);
  const kept = factors.map((factor) => {
    const held = readEntry<Attempts>(sql, 'attempts', counterOf(factor), now);
    return [factor, held && keptAttempts(factor, held)] as const;
  });
  const proofs = readTraces({ sql, now });
  const traces = proofs && keptTraces(proofs);
  const removal = removalOnRecord({ sql, now });
  const held = listPasskeys(sql);
  const beside = held.flatMap(({ id, value }) => (value.addedBeside ? [[id, value.addedBeside] as const] : []));
  return {
    ...(sealedPassword === undefined ? {} : { sealedPassword }),
    ...(passwordLength === undefined ? {} : { passwordLength }),
    ...(passwordOff === undefined ? {} : { passwordOff }),
    ...(passwordByLink === undefined ? {} : { passwordByLink }),
    ...(passwordNeedsSecond === undefined ? {} : { passwordNeedsSecond }),
    ...(passwordBeside === undefined ? {} : { passwordBeside }),
    ...(suspended === undefined ? {} : { suspended }),
    ...(turnedOnAt === undefined ? {} : { turnedOnAt }),
    ...(userHandle === undefined ? {} : { userHandle }),
    provenPasskeys: held.flatMap(({ id, value }) => (value.userVerified ? [id] : [])),
    ...(beside.length > 0 && { passkeysBeside: Object.fromEntries(beside) }),
    attempts: Object.fromEntries(kept.filter(([, attempts]) => attempts !== undefined)),
    ...(traces === undefined ? {} : { traces }),
    ...(removal === undefined ? {} : { removal }),
  };
}

/** The standing as it is now, to be compared with what it is after a decision; undefined for a decoy. */
export function standingText(turn: Pick<Turn, 'sql' | 'now'>): string | undefined {
  const head = readHead(turn.sql);
  return head === undefined ? undefined : JSON.stringify(standingOf(turn, head));
}

/**
 * Tells the book of record what the account stands on, if this decision changed it; once also where an older release did not.
 * Compared after each decision, not told where it changes: no verb can forget it.
 */
export function tellStanding(turn: Turn, before: string | undefined): void {
  const head = readHead(turn.sql);
  if (head === undefined) return;
  const standing = standingOf(turn, head);
  if (head.standingTold === true && JSON.stringify(standing) === before) return;
  tell(turn, { ...head, standingTold: true }, { change: 'standing', at: turn.now, standing });
}
