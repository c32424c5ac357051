import { Redis } from '@upstash/redis/cloudflare';
import { keyedHash } from '../crypto/keyed-hash';
import type { EpochSeconds } from '../domain/brands';
import { limits } from '../domain/limits';
import type { Config } from '../env';
import type { CoarseLimits } from '../ports/limits';
import type { DisplayData } from '../ports/services';

/** What the cache needs: where it is, and the time. */
export interface RedisParts {
  readonly config: Pick<Config, 'redis' | 'indexKeys'>;
  now(): EpochSeconds;
}

const DEADLINE_MILLIS = 300;
/** After a failure Redis is left alone so long, in the machine's time: its absence must not cost each request the deadline. */
const REST_MILLIS = 5000;
const WINDOW_SECONDS = 60;
const DISPLAY_SECONDS = 86_400;

let restUntilMillis = 0;

/** Asks Redis once, briefly. @returns undefined when it is away; it is never relied upon */
async function ask<Answer>(
  { redis }: Pick<Config, 'redis'>,
  act: (client: Redis) => Promise<Answer>,
): Promise<Answer | undefined> {
  if (Date.now() < restUntilMillis) return undefined;
  try {
    const signal = AbortSignal.timeout(DEADLINE_MILLIS);
    return await act(
      new Redis({ ...redis, signal, retry: false, enableTelemetry: false, automaticDeserialization: false }),
    );
  } catch {
    restUntilMillis = Date.now() + REST_MILLIS;
    return undefined;
  }
}

/** The coarse brake on one network. It can only say no: with Redis away all go on to the exact limits. */
export function coarseLimits({ config, now }: RedisParts): CoarseLimits {
  return {
    async allows(key) {
      const hash = await keyedHash(config.indexKeys, 'coarse-limit', key);
      const name = `coarse:${hash}:${Math.floor(now() / WINDOW_SECONDS)}`;
      const counted = await ask(config, (client) =>
        client
          .pipeline()
          .incr(name)
          .expire(name, 2 * WINDOW_SECONDS)
          .exec<[number, number]>(),
      );
      return counted === undefined || counted[0] <= limits.requestsPerAddressPerMinute.value;
    },
  };
}

/** Names and links of services, for pages that have nothing better. */
export function displayData({ config }: RedisParts): DisplayData {
  return {
    async service(id) {
      const text = await ask(config, (client) => client.get<string>(`service:${id}`));
      return text == null ? undefined : parseService(text);
    },
    async keepService(id, service) {
      await ask(config, (client) => client.set(`service:${id}`, JSON.stringify(service), { ex: DISPLAY_SECONDS }));
    },
  };
}

type DisplayedService = Awaited<ReturnType<DisplayData['service']>>;

function parseService(text: string): DisplayedService {
  try {
    const { name, homeUri } = JSON.parse(text) as Partial<Record<'name' | 'homeUri', unknown>>;
    if (typeof name !== 'string') return undefined;
    return typeof homeUri === 'string' ? { name, homeUri } : { name };
  } catch {
    return undefined;
  }
}
