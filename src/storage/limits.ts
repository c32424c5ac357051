import type { TakeAnswer } from '../../durable-objects/rate-limit';
import { fromBase64Url } from '../crypto/base64url';
import { keyedHash } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import { epochSeconds } from '../domain/brands';
import { wideNetworkOf } from '../domain/network-address';
import { type RateWindowName, wideWindowOf } from '../domain/rate-window';
import { type Env, readConfig } from '../env';
import type { Limits } from '../ports/limits';
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
  const call = async <Answer>(verb: string, window: RateWindowName, key: string, more = {}): Promise<Answer> => {
    const hash = await keyedHash(indexKeys, 'rate-limit', window, key);
    const shard = (fromBase64Url(hash)[0] ?? 0) % SHARDS;
    return callAtom<Answer>(atomStub(env, 'RATE_LIMIT', String(shard)), verb, { window, key: hash, ...more });
  };
  return {
    async take(window, key, operation = randomId()) {
      let answer = await call<TakeAnswer>('take', window, key, { operation });
      const [wideWindow, wide] = [wideWindowOf[window], wideNetworkOf(key)];
      // One after the other: what one network is refused is not counted for its neighbours.
      if (answer.outcome === 'taken' && wideWindow !== undefined && wide !== undefined)
        answer = await call<TakeAnswer>('take', wideWindow, wide, { operation });
      return answer.outcome === 'taken' ? answer : { ...answer, until: epochSeconds(answer.until) };
    },
    async giveBack(window, key, operation) {
      // An atom of the release before knows no such verb.
      await call('giveBack', window, key, { operation }).catch(() => undefined);
    },
    async isCounted(window, key) {
      return (await call<{ readonly counted: boolean }>('counted', window, key)).counted;
    },
  };
}
