import { randomBytes } from 'node:crypto';
import type { Exchange } from './exchanges.ts';
import type { Pending, Visit } from './relying-party.ts';
import type { Trouble } from './trouble.ts';

/** What the demo remembers of one browser. */
export interface DemoSession {
  readonly pending: Map<string, Pending>;
  visit?: Visit;
  exchanges: readonly Exchange[];
  /** Shown once, above the next page. */
  notice?: { readonly kind: 'signed-out' } | { readonly kind: 'trouble'; readonly trouble: Trouble };
}

export interface DemoSessions {
  find(id: string | undefined): DemoSession | undefined;
  /** A new session under a new id: never the one a browser brought along. */
  begin(pending: Map<string, Pending>): { readonly id: string; readonly session: DemoSession };
  end(id: string | undefined): void;
}

const MOST_SESSIONS = 500;
const MOST_PENDING = 20;

/** Sessions in memory: the demo forgets everybody when it stops. */
export function createSessions(): DemoSessions {
  const sessions = new Map<string, DemoSession>();
  return {
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
    begin(pending) {
      const id = randomBytes(18).toString('base64url');
      const session: DemoSession = { pending, exchanges: [] };
      sessions.set(id, session);
      dropOldest(sessions, MOST_SESSIONS);
      return { id, session };
    },
    end: (id) => void sessions.delete(id ?? ''),
  };
}

/** Remembers a request until its answer comes. */
export function expectAnswer(session: DemoSession, pending: Pending): void {
  session.pending.set(pending.state, pending);
  dropOldest(session.pending, MOST_PENDING);
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
