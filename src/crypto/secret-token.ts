import { type AccountId, accountId as asAccountId, type EpochSeconds } from '../domain/brands';
import { NONCE_BYTES, openBytes, sealBytes } from './aes-gcm';
import { fromBase64Url, toBase64Url } from './base64url';
import { sha256 } from './keyed-hash';
import { type KeySet, newestVersion, purposeKey, purposeMac } from './purpose-key';
import { randomSecret } from './random';
import { fromUtf8, lengthPrefixed, utf8 } from './utf8';

/** What a token is for. A token of one kind never opens as another. */
export type TokenKind = 'code' | 'session' | 'device' | 'refresh' | 'access' | 'id' | 'reset' | 'disown' | 'removal';

/** For whom and for what a token counts; all of it is bound to the token. */
export interface TokenBinding {
  readonly kind: TokenKind;
  /** The issuer's identifier. */
  readonly issuer: string;
  /** The connected service; empty for what is a person's alone. */
  readonly client: string;
}

export interface RoutingInput extends TokenBinding {
  readonly accountId: AccountId;
  /** The entry in the account's atom that the token stands for. */
  readonly entryId: string;
  readonly at: EpochSeconds;
  /** With a seed the token is a keyed hash of it: the same input gives the same token, so a retry is answered alike. */
  readonly seed?: string;
}

export interface ReadInput extends TokenBinding {
  readonly now: EpochSeconds;
}

export interface MintedToken {
  readonly token: string;
  /** The only thing to store: SHA-256 of the secret part, base64url. */
  readonly secretHash: string;
  readonly entryId: string;
}

export interface Route {
  readonly accountId: AccountId;
  readonly entryId: string;
}

export interface TokenRoute extends Route {
  readonly secretHash: string;
}

/** This month and the twelve before: longer than anything a token stands for lives. */
const OPEN_MONTHS = 13;
/** A token of a machine whose clock is ahead at the turn of the month still opens. */
const AHEAD_SECONDS = 300;
const MAX_LENGTH = 1024;
const PURPOSE = 'token';

/**
 * A bearer secret that says, to us alone, where it belongs: `version.routing.secret`.
 * The version names the routing master and the month; the routing part is sealed, so that two tokens of one person have
 * nothing in common; the secret is 256 bits, of which only the hash is stored.
 */
export async function mintToken(keys: KeySet, input: RoutingInput): Promise<MintedToken> {
  const secret = input.seed === undefined ? randomSecret() : await derivedSecret(keys, input, input.seed);
  const token = `${await mintRouting(keys, input)}.${secret}`;
  return { token, secretHash: await sha256(secret), entryId: input.entryId };
}

/** `version.routing` without a secret: for the `jti` of a signed token, whose signature is the secret. */
export async function mintRouting(keys: KeySet, input: RoutingInput): Promise<string> {
  if (input.accountId.includes('.')) throw new Error('an account id has no dot');
  const version = `${newestVersion(keys)}-${monthOf(input.at)}`;
  const { key } = await routingKey(keys, version);
  const plaintext = utf8(`${input.accountId}.${input.entryId}`);
  const nonce =
    input.seed === undefined ? undefined : await derivedNonce(keys, { ...input, seed: input.seed, version });
  const bytes = await sealBytes(key, {
    plaintext,
    aad: aadOf(input, version),
    ...(nonce === undefined ? {} : { nonce }),
  });
  return `${version}.${toBase64Url(bytes)}`;
}

/**
 * Where a token belongs, and the hash by which its atom will judge it.
 * @returns undefined for any token that this issuer did not make for this kind and client, or whose month is over
 */
export async function readToken(keys: KeySet, token: string, input: ReadInput): Promise<TokenRoute | undefined> {
  const cut = token.lastIndexOf('.');
  const secret = token.slice(cut + 1);
  // Ensure the secret has the one form we give out.
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) return undefined;
  const route = await readRouting(keys, token.slice(0, Math.max(cut, 0)), input);
  return route === undefined ? undefined : { ...route, secretHash: await sha256(secret) };
}

/** Where a `jti` belongs. @returns undefined for one that is not ours, of another kind, issuer or client, or too old */
export async function readRouting(keys: KeySet, text: string, input: ReadInput): Promise<Route | undefined> {
  if (text.length > MAX_LENGTH) return undefined;
  const [, master, month, routing] = /^([1-9]\d{0,8})-(\d{4}(?:0[1-9]|1[0-2]))\.([A-Za-z0-9_-]+)$/.exec(text) ?? [];
  if (master === undefined || month === undefined || routing === undefined) return undefined;
  // Ensure the month's key is still open, before any key is derived for it.
  if (!keys.has(Number(master)) || !monthIsOpen(month, input.now)) return undefined;
  const version = `${master}-${month}`;
  const opened = await openRouting(keys, version, routing, input);
  if (opened === undefined) return undefined;
  const dot = opened.indexOf('.');
  return dot < 0 ? undefined : { accountId: asAccountId(opened.slice(0, dot)), entryId: opened.slice(dot + 1) };
}

async function openRouting(keys: KeySet, version: string, routing: string, binding: TokenBinding) {
  const { key } = await routingKey(keys, version);
  try {
    return fromUtf8(await openBytes(key, fromBase64Url(routing), aadOf(binding, version)));
  } catch {
    return undefined;
  }
}

function routingKey(keys: KeySet, version: string) {
  const [master = '', month = ''] = version.split('-');
  return purposeKey(keys, `${PURPOSE}/routing/${month}`, Number(master));
}

const aadOf = ({ kind, issuer, client }: TokenBinding, version: string): Uint8Array<ArrayBuffer> =>
  lengthPrefixed([kind, issuer, client, version]);

/** Without the month: a retry over the turn of a month has another routing part and the same secret. */
async function derivedSecret(keys: KeySet, input: RoutingInput, seed: string): Promise<string> {
  const parts = [seed, input.kind, input.issuer, input.client, input.accountId, input.entryId];
  return toBase64Url(await derived(keys, 'secret', parts));
}

/** Covers all that is sealed and all that it is bound to, so that one nonce never serves two texts. */
async function derivedNonce(keys: KeySet, input: RoutingInput & { readonly seed: string; readonly version: string }) {
  const { seed, version, kind, issuer, client, accountId, entryId } = input;
  const bytes = await derived(keys, 'nonce', [seed, version, kind, issuer, client, accountId, entryId]);
  return bytes.slice(0, NONCE_BYTES);
}

async function derived(keys: KeySet, what: 'secret' | 'nonce', parts: readonly string[]) {
  const { key } = await purposeMac(keys, `${PURPOSE}/${what}`);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, lengthPrefixed(parts)));
}

/** The month of a moment, `YYYYMM`, in UTC. */
function monthOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 7).replace('-', '');
}

/** Whether tokens of this month are still read: the month is neither over nor in the future. */
function monthIsOpen(month: string, now: EpochSeconds): boolean {
  const behind = monthNumber(monthOf(now)) - monthNumber(month);
  const ahead = monthNumber(month) - monthNumber(monthOf(now + AHEAD_SECONDS));
  return behind < OPEN_MONTHS && ahead <= 0;
}

/** Months since the year 0, so that they can be subtracted. */
const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(4));
