import type { WorldClock } from './clock.ts';
import { createRealRedis } from './emulators/upstash/real-redis.ts';
import { createRedisEndpoint, type RedisEndpoint } from './emulators/upstash/rest.ts';
import { createMemoryRedis } from './emulators/upstash/store.ts';
import { messageOf, StartFailure } from './failure.ts';
import type { Secrets } from './home.ts';
import type { WorldOptions } from './options.ts';

/** How the service reaches its cache. */
export interface Cache {
  readonly url: string;
  readonly token: string;
  /** The endpoint that this world serves; undefined when the service speaks to a real Upstash. */
  readonly endpoint: RedisEndpoint | undefined;
}

/** The cache of a world: in memory, or the real server of `REDIS_URL`. @throws StartFailure when that is not understood */
export function openRedis(options: WorldOptions, secrets: Secrets, clock: WorldClock, consoleOrigin: string): Cache {
  const own = { url: `${consoleOrigin}/emulators/redis`, token: secrets.REDIS_TOKEN };
  const { redisUrl, redisToken } = options;
  if (redisUrl === undefined) return { ...own, endpoint: createRedisEndpoint(createMemoryRedis(clock), own.token) };
  if (/^rediss?:\/\//.test(redisUrl))
    return { ...own, endpoint: createRedisEndpoint(createRealRedis(redisUrl), own.token) };
  if (!/^https?:\/\//.test(redisUrl))
    throw new StartFailure('REDIS_URL must begin with redis://, rediss:// or https://.');
  if (redisToken === undefined) throw new StartFailure('REDIS_URL is an Upstash address: set REDIS_TOKEN beside it.');
  return { url: redisUrl, token: redisToken, endpoint: undefined };
}

/** Asks the real server of `REDIS_URL`, without which the service would work on unnoticed. @throws StartFailure when it does not answer */
export async function checkRedis({ redisUrl }: Pick<WorldOptions, 'redisUrl'>): Promise<void> {
  if (redisUrl === undefined || !/^rediss?:/.test(redisUrl)) return;
  await createRealRedis(redisUrl)(['PING']).catch((thrown: unknown) => {
    throw new StartFailure(`The server of REDIS_URL cannot be used: ${messageOf(thrown)}`, { cause: thrown });
  });
}
