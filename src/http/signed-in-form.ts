import type { Context } from 'hono';
import type { AppContext } from '../context';
import type { Caller, CookieToken } from '../ports/caller';
import { readCookie } from './cookies';
import { formPairs } from './forms';
import { callerOf } from './request-facts';

export type SignedInForm =
  | {
      readonly kind: 'form';
      readonly session: CookieToken;
      readonly fields: ReadonlyMap<string, string>;
      /** All that was sent by one name. */
      readonly all: (name: string) => readonly string[];
      readonly caller: Caller;
    }
  /** Nobody is signed in in this browser. */
  | { readonly kind: 'no-session' }
  /** It bears no token of this session: another site may have sent it. */
  | { readonly kind: 'foreign' };

/** Reads a form of the account's pages, which counts only with the token that this session's pages were given. */
export async function signedInForm(c: Context<AppContext>): Promise<SignedInForm> {
  const session = readCookie(c, 'session');
  const pairs = await formPairs(c);
  const fields = new Map(pairs);
  const all = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  if (session === undefined) return { kind: 'no-session' };
  const own = await c.var.ports.formTokens.matches(session, fields.get('csrf') ?? '');
  return own ? { kind: 'form', session, fields, all, caller: callerOf(c) } : { kind: 'foreign' };
}
