import { type EpochSeconds, epochSeconds } from './brands';

/** An access token as its atom holds it: sealed. `id` is the ticket under which it was fetched. */
export interface KeptToken {
  readonly id: string;
  readonly sealed: string;
  readonly expiresAt: number;
}

/** What is known of the one token of a deployment for an outside system. Times in epoch seconds. */
export interface TokenState {
  readonly token?: KeptToken;
  /** Somebody is fetching a new one. */
  readonly fetch?: { readonly ticket: string; readonly until: number };
  /** It could not be fetched a moment ago. */
  readonly awayUntil: number;
}

/** `fetch`: this caller fetches a new token. `wait`: another one does. `away`: it could not be had a moment ago. */
export type TokenTurn = ({ readonly outcome: 'held' } & KeptToken) | { readonly outcome: 'fetch' | 'wait' | 'away' };

/** Before the first token was fetched. */
export const noToken: TokenState = { awayUntil: 0 };

/** A token is renewed so long before its end, and not used in the last of it. */
const RENEW_SECONDS = 60;
const LAST_SECONDS = 10;
/** Fetching takes no longer. */
const FETCH_SECONDS = 10;
/** All wait as long after a failure. */
const AWAY_SECONDS = 1;

/**
 * Says what one caller does about the token. One caller alone fetches, while the others go on with the old one as long as
 * it is good. The same ticket gets the same answer.
 * @param ticket random, chosen by the caller for this turn
 */
export function takeToken(
  state: TokenState,
  ticket: string,
  now: EpochSeconds,
): { readonly state: TokenState; readonly turn: TokenTurn } {
  const { token, fetch } = state;
  const isFetched = fetch !== undefined && now < fetch.until && fetch.ticket !== ticket;
  const spare = isFetched || now < state.awayUntil ? LAST_SECONDS : RENEW_SECONDS;
  if (token !== undefined && now < token.expiresAt - spare) return { state, turn: { outcome: 'held', ...token } };
  if (isFetched) return { state, turn: { outcome: 'wait' } };
  if (now < state.awayUntil) return { state, turn: { outcome: 'away' } };
  return { state: { ...state, fetch: { ticket, until: now + FETCH_SECONDS } }, turn: { outcome: 'fetch' } };
}

/** The state after a fetch. Whoever comes too late to be the fetcher still brings a good token; the one that lasts longest stays. */
export function settleToken(
  state: TokenState,
  ticket: string,
  fetched: Omit<KeptToken, 'id'> | undefined,
  now: EpochSeconds,
): TokenState {
  const { fetch, ...rest } = state;
  const others = fetch !== undefined && fetch.ticket !== ticket ? { fetch } : {};
  if (fetched === undefined) return fetch?.ticket === ticket ? { ...rest, awayUntil: now + AWAY_SECONDS } : state;
  const isLonger = state.token === undefined || fetched.expiresAt > state.token.expiresAt;
  return { ...rest, ...others, ...(isLonger && { token: { id: ticket, ...fetched } }), awayUntil: 0 };
}

/** Forgets a token that the system refused, unless another one has taken its place. */
export function dropToken(state: TokenState, id: string): TokenState {
  if (state.token?.id !== id) return state;
  const { token: _refused, ...rest } = state;
  return rest;
}

/** A token in the clear, for one isolate. */
export interface BearerToken {
  readonly id: string;
  readonly token: string;
}

/** What a client brings back from the token endpoint. */
export interface FetchedToken {
  readonly token: string;
  readonly expiresAt: EpochSeconds;
}

/** The one token of a deployment for an outside system, as its client sees it. */
export interface SharedToken {
  /**
   * The token to use now.
   * @param fetchToken called when it is this caller's turn; undefined when it cannot be had
   * @param endsAtMillis how long the caller can wait: epoch, the machine's time
   * @returns undefined when there is none in that time. Never rejects.
   */
  read(fetchToken: () => Promise<FetchedToken | undefined>, endsAtMillis: number): Promise<BearerToken | undefined>;
  /** The system refused it: nobody uses it any more. Never rejects. */
  drop(id: string): Promise<void>;
}

/** The end of a token whose life is told in seconds; half an hour at most is believed. */
export const tokenEnd = (now: EpochSeconds, lifeSeconds: number): EpochSeconds =>
  epochSeconds(now + Math.min(lifeSeconds, 1800));
