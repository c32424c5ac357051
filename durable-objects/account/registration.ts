import { counterOf, writeCounter } from './attempts';
import { activateHead, beginAccount, readHead, type Turn } from './head';
import { beginWithPasskey } from './passkeys';
import { findSession, openSession } from './sessions';
import type { ActivateAnswer, ActivateInput, PrepareAnswer, PrepareInput } from './verbs';

/** Keeps a person being registered, with what was guessed at the address before. @returns `taken` when the object is another's */
export function prepare(turn: Turn, input: PrepareInput): PrepareAnswer {
  const held = readHead(turn.sql);
  if (held !== undefined && held.op !== input.op) return { tag: 'taken' };
  if (held !== undefined) return { tag: 'prepared' };
  const head = beginAccount(turn, input);
  if (input.attempts !== undefined) writeCounter(turn, counterOf('password'), input.attempts);
  if (input.passkey !== undefined) beginWithPasskey(turn, head, input.passkey);
  return { tag: 'prepared' };
}

/** Activates what `prepare` kept, and opens the session of its person, once. @returns `unknown` for another registration's */
export function activate(turn: Turn, { op, session }: ActivateInput): ActivateAnswer {
  const head = readHead(turn.sql);
  if (head === undefined || head.op !== op) return { tag: 'unknown' };
  if (head.state === 'pending') activateHead(turn.sql, head);
  if (session !== undefined && findSession(turn.sql, session, turn.now) === undefined)
    openSession(turn, session, { shown: session.shown, signedInBy: session.signedInBy });
  return { tag: 'active' };
}
