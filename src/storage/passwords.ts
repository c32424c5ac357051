import type { HasherAnswer } from '../../durable-objects/hasher';
import { keyedHash } from '../crypto/keyed-hash';
import { utf8 } from '../crypto/utf8';
import { wideNetworkOf } from '../domain/network-address';
import { Unavailable } from '../domain/unavailable';
import { type Env, readConfig } from '../env';
import type { Caller } from '../ports/caller';
import type { Passwords } from '../ports/passwords';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

const HASHERS = 256;
/** A hash takes about 150 ms; who waits a second for one is told to come back. */
const PATIENCE = { looks: 10, everyMillis: 100 };
/** However slow the machine: no call is left open for ever. */
const DEADLINE_MILLIS = 9000;
const BLOCKLIST_DEADLINE_MILLIS = 1000;
/** Digits of the hash in the name of a blocklist file, and of those that follow in its lines. */
const PREFIX_DIGITS = 2;
const SUFFIX_DIGITS = 16;

/** Calls of this isolate that a hasher has not answered yet. */
const inFlight = new Map<number, number>();

/** Passwords, hashed in one of 256 `hasher` atoms: of two chosen at random the one with less to do. */
export function passwords(env: Env): Passwords {
  const call = async (verb: 'hash' | 'verify', input: object) => {
    const answer = await withHasher((hasher) =>
      patiently(
        callAtom<HasherAnswer>(atomStub(env, 'HASHER', String(hasher)), verb, input, {
          deadlineMillis: DEADLINE_MILLIS,
        }),
      ),
    );
    if (answer.outcome === 'busy') throw new Unavailable('too many passwords at once');
    return answer;
  };
  return {
    async hash(password, caller) {
      const answer = await call('hash', { password, of: await networkOf(env, caller) });
      if (answer.outcome !== 'hashed') throw new Unavailable('a hasher gave no hash');
      return answer.stored;
    },
    verify: async (password, stored, caller) =>
      (await call('verify', { password, stored, of: await networkOf(env, caller) })).outcome === 'match',
    isCommon: (password) => isListed(env.ASSETS, password),
  };
}

/** The network of a caller, as hashers tell networks apart; a /48 is one. */
const networkOf = (env: Env, { address }: Caller): Promise<string> =>
  keyedHash(readConfig(env).indexKeys, 'hasher-network', wideNetworkOf(address) ?? address);

/**
 * Waits for a second in which this thread could look ten times. Where the hasher shares it, a hash that has begun lets nobody
 * look: its answer is heard before it is given up, on however slow a machine.
 * @throws Unavailable when no hasher answered
 */
async function patiently<Answer>(call: Promise<Answer>): Promise<Answer> {
  const over = new AbortController();
  const late = async (): Promise<never> => {
    for (let look = 0; look < PATIENCE.looks; look += 1)
      await scheduler.wait(PATIENCE.everyMillis, { signal: over.signal });
    throw new Unavailable('no hasher answered in time');
  };
  return Promise.race([call, late()]).finally(() => over.abort());
}

async function withHasher<Answer>(act: (hasher: number) => Promise<Answer>): Promise<Answer> {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint8Array(2));
  const load = (hasher: number) => inFlight.get(hasher) ?? 0;
  const hasher = (load(first) <= load(second) ? first : second) % HASHERS;
  inFlight.set(hasher, load(hasher) + 1);
  try {
    return await act(hasher);
  } finally {
    if (load(hasher) > 1) inFlight.set(hasher, load(hasher) - 1);
    else inFlight.delete(hasher);
  }
}

/**
 * Whether a password is on the list of common ones, an asset of this deployment: `blocklist/<first two hex digits of the
 * SHA-256>.txt` holds the sixteen digits that follow, line by line. Spellings that differ in case or in compatibility
 * forms are one.
 * @throws Unavailable when the list cannot be read: a password that was not compared is not accepted
 */
async function isListed(assets: Fetcher, password: string): Promise<boolean> {
  const digits = await sha256Hex(password.normalize('NFKC').toLowerCase());
  const lines = await readBucket(assets, digits.slice(0, PREFIX_DIGITS));
  return lines.includes(digits.slice(PREFIX_DIGITS, PREFIX_DIGITS + SUFFIX_DIGITS));
}

async function readBucket(assets: Fetcher, prefix: string): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(BLOCKLIST_DEADLINE_MILLIS);
  const answer = await assets
    .fetch(`https://assets.invalid/blocklist/${prefix}.txt`, { signal })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch((cause: unknown) => {
      throw new Unavailable('the list of common passwords was not read', { cause });
    });
  // Every bucket has lines: an empty one is a broken deployment.
  if (answer.status !== 200 || !/^[0-9a-f]{16}\n/.test(answer.text))
    throw new Unavailable('the list of common passwords is missing');
  return answer.text.split('\n');
}

async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
