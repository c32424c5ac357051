import { createHash, timingSafeEqual } from 'node:crypto';
import type { Emulator } from '../dispatch.ts';
import { type Redis, RedisError, type Reply } from './store.ts';

/** The Upstash REST endpoint, and how many commands it was asked to run. */
export interface RedisEndpoint {
  readonly answer: Emulator;
  commands(): number;
  clear(): Promise<void>;
}

type Outcome = { readonly result: unknown } | { readonly error: string };

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function encodeReply(reply: Reply, base64: boolean): unknown {
  if (typeof reply === 'string') return base64 ? Buffer.from(reply).toString('base64') : reply;
  if (reply === null || typeof reply === 'number') return reply;
  return reply.map((item) => encodeReply(item, base64));
}

function isCommand(value: unknown): value is readonly (string | number)[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => ['string', 'number'].includes(typeof part));
}

function refused(message: string, status: number): Response {
  return Response.json({ error: message }, { status });
}

/**
 * The REST interface of Upstash over any Redis: `POST /`, `/pipeline` and `/multi-exec`, and `GET /<command>/<args…>`.
 * @see Upstash documentation, "REST API"
 */
export function createRedisEndpoint(redis: Redis, token: string): RedisEndpoint {
  let count = 0;

  const run = async (command: readonly (string | number)[], base64: boolean): Promise<Outcome> => {
    count += 1;
    try {
      return { result: encodeReply(await redis(command.map(String)), base64) };
    } catch (thrown) {
      if (thrown instanceof RedisError) return { error: thrown.message };
      throw thrown;
    }
  };

  const answer: Emulator = async (request) => {
    const presented = request.headers.get('authorization') ?? '';
    if (!timingSafeEqual(digest(presented), digest(`Bearer ${token}`)))
      return refused('WRONGPASS invalid or missing auth token', 401);
    const base64 = request.headers.get('upstash-encoding') === 'base64';
    const { pathname } = new URL(request.url);
    if (request.method === 'GET') {
      return one(await run(pathname.slice(1).split('/').map(decodeURIComponent), base64));
    }
    const body: unknown = await request.json().catch(() => undefined);
    if (pathname === '/' && isCommand(body)) return one(await run(body, base64));
    const isList =
      (pathname === '/pipeline' || pathname === '/multi-exec') && Array.isArray(body) && body.every(isCommand);
    if (!isList) return refused('ERR failed to parse command', 400);
    const outcomes: Outcome[] = [];
    for (const command of body) outcomes.push(await run(command, base64));
    return Response.json(outcomes);
  };

  const one = (outcome: Outcome) => Response.json(outcome, { status: 'error' in outcome ? 400 : 200 });
  return {
    answer,
    commands: () => count,
    async clear() {
      await redis(['FLUSHDB']);
      count = 0;
    },
  };
}
