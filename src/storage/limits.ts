import type { TakeAnswer } from '../../durable-objects/rate-limit';
import { fromBase64Url } from '../crypto/base64url';
import { keyedHash } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import { epochSeconds } from '../domain/brands';
import { type Env, readConfig } from '../env';
import type { Limits } from '../ports';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

/** Rate-limit atoms there are. */
const SHARDS = 256;

/**
 * Exact counters over `rate-limit` atoms. What is limited (an address, a number) is known to them as a keyed hash only;
 * its first byte chooses the atom. With a new index key the counters begin anew.
 */
export function limits(env: Env): Limits {
  const { indexKeys } = readConfig(env);
  return {
    async take(window, key) {
      const hash = await keyedHash(indexKeys, 'rate-limit', window, key);
      const shard = (fromBase64Url(hash)[0] ?? 0) % SHARDS;
      const input = { window, key: hash, operation: randomId() };
      const answer = await callAtom<TakeAnswer>(atomStub(env, 'RATE_LIMIT', String(shard)), 'take', input);
      return answer.outcome === 'taken' ? answer : { outcome: 'limited', until: epochSeconds(answer.until) };
    },
  };
}
