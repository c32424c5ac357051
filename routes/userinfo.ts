import { Hono } from 'hono';
import type { AppContext } from '../src/context';
import { readUserinfo } from '../src/flows/read-userinfo';
import { onlyMethods } from '../src/http/methods';

/** What an access token tells. The token comes in the Authorization header only. */
export const userinfo = new Hono<AppContext>()
  .on(['GET', 'POST'], '/userinfo', async (c) => {
    const told = await readUserinfo(c.var.ports, c.req.header('authorization'));
    c.header('Pragma', 'no-cache');
    return c.json(told);
  })
  .all('/userinfo', onlyMethods('GET', 'POST'));
