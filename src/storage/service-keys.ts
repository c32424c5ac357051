import type { EpochSeconds } from '../domain/brands';
import type { Client, PublicJwk } from '../domain/client';
import { profiles } from '../domain/profiles';
import { checkJwksUri } from '../domain/registered-uri';
import { readServiceKey } from '../domain/service-key';
import { Unavailable } from '../domain/unavailable';

/** What the reader of published keys works with. */
export interface ServiceKeysParts {
  now(): EpochSeconds;
  readonly loopback: boolean;
  readonly fetch: typeof fetch;
}

const CACHED_SECONDS = 300;
const REFETCH_SECONDS = 60;
/** While a service's own server is down, its last keys serve this long; then it is unavailable. */
const LAST_GOOD_SECONDS = 900;
const FAILURE_SECONDS = 5;
const DEADLINE_MILLIS = 3000;
const MOST_BYTES = 65_536;
const MOST_KEYS = 20;
const MOST_HELD = 500;

interface Published {
  readonly keys: readonly PublicJwk[];
  readonly fetchedAt: number;
  readonly triedAt: number;
}

/** Keys by address, shared by the requests of an isolate; `keys` is empty and `fetchedAt` 0 after nothing but failures. */
const held = new Map<string, Published>();

/**
 * The keys a service publishes: fetched here and never by an atom, held for 5 minutes, asked for again at most once a
 * minute when an assertion names a key that is not among them.
 * @throws Unavailable when they cannot be had
 */
export async function publishedKeysOf(
  parts: ServiceKeysParts,
  { client, uri, kid }: { readonly client: Client; readonly uri: string; readonly kid: string | undefined },
): Promise<readonly PublicJwk[]> {
  const now = parts.now();
  const published = held.get(uri);
  if (published !== undefined && isGoodEnough(published, kid, now)) return published.keys;
  if (published !== undefined && isWithin(published.triedAt, FAILURE_SECONDS, now))
    return lastGood(published, uri, now);
  const tried = { keys: published?.keys ?? [], fetchedAt: published?.fetchedAt ?? 0, triedAt: now };
  keep(uri, tried);
  try {
    const keys = readKeys(await fetchText(parts, uri), client);
    keep(uri, { keys, fetchedAt: now, triedAt: now });
    return keys;
  } catch (cause) {
    return lastGood(tried, uri, now, cause);
  }
}

/** Forgets all published keys; for tests. */
export function forgetPublishedKeys(): void {
  held.clear();
}

/** A clock that was set back says nothing about age. */
const isWithin = (since: number, seconds: number, now: number): boolean => now >= since && now - since < seconds;

function isGoodEnough({ keys, fetchedAt, triedAt }: Published, kid: string | undefined, now: number): boolean {
  if (!isWithin(fetchedAt, CACHED_SECONDS, now)) return false;
  return kid === undefined || keys.some((key) => key.kid === kid) || isWithin(triedAt, REFETCH_SECONDS, now);
}

function lastGood({ keys, fetchedAt }: Published, uri: string, now: number, cause?: unknown): readonly PublicJwk[] {
  if (isWithin(fetchedAt, LAST_GOOD_SECONDS, now)) return keys;
  throw new Unavailable(`the keys at ${uri} cannot be had`, { cause });
}

function keep(uri: string, published: Published): void {
  held.delete(uri);
  held.set(uri, published);
  const [oldest] = held.keys();
  if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest);
}

async function fetchText({ loopback, fetch }: ServiceKeysParts, uri: string): Promise<string> {
  // Ensure that a record written under other rules cannot lead inside.
  const advice = checkJwksUri(uri, { loopback });
  if (advice !== undefined) throw new Error(advice);
  const answer = await fetch(uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // Ensure that a redirect cannot lead elsewhere: it is an answer like any other, and not a 200.
    redirect: 'manual',
    signal: AbortSignal.timeout(DEADLINE_MILLIS),
  });
  if (answer.status !== 200 || answer.body === null) throw new Error(`status ${answer.status}`);
  return readAtMost(answer.body, MOST_BYTES);
}

async function readAtMost(body: ReadableStream<Uint8Array>, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new Error(`more than ${most} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Those keys that can verify; a set may hold others, for other uses. */
function readKeys(text: string, { issuer }: Client): readonly PublicJwk[] {
  const { keys }: { keys?: unknown } = JSON.parse(text);
  if (!Array.isArray(keys)) throw new Error('not a JWK set');
  return keys.slice(0, MOST_KEYS).flatMap((value) => {
    const verdict = readServiceKey(value, profiles[issuer].clientAuthentication.algorithms);
    return verdict.kind === 'key' ? [verdict.key] : [];
  });
}
