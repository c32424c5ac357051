import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { AppContext } from '../src/context';
import { nestsTooDeep } from '../src/domain/json-depth';
import { readUserinfo } from '../src/flows/read-userinfo';
import { updateUserMetadata } from '../src/flows/update-user-metadata';
import { smallBody } from '../src/http/body';
import { jsonOnly } from '../src/http/forms';
import { callerOf } from '../src/http/request-facts';

const change = z.object({ client_user_metadata: z.string() });

/** The body's value; undefined when it is no JSON object with it. Whether the caller may write is judged first. */
async function readMetadata(c: Context<AppContext>): Promise<string | undefined> {
  return change.safeParse(readJson(await c.req.arrayBuffer())).data?.client_user_metadata;
}

/** JSON is UTF-8; bytes that are none would come back to the service as another text. @see RFC 8259 §8.1 */
function readJson(body: ArrayBuffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body);
    const value: unknown = JSON.parse(text);
    return nestsTooDeep(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** What an access token tells, and what its service may note. The token comes in the Authorization header only. */
export const userinfo = new Hono<AppContext>()
  .on(['GET', 'POST'], '/userinfo', smallBody, async (c) => {
    const told = await readUserinfo(c.var.ports, c.req.header('authorization'));
    c.header('Pragma', 'no-cache');
    return c.json(told);
  })
  .patch('/userinfo', smallBody, jsonOnly, async (c) => {
    const metadata = await readMetadata(c);
    const authorization = c.req.header('authorization');
    await updateUserMetadata(c.var.ports, { authorization, metadata, caller: callerOf(c) });
    return c.body(null, 204);
  });
