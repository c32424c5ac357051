import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { AppContext } from '../src/context';
import { publishKeys } from '../src/flows/publish-keys';
import { readMetadata } from '../src/flows/read-metadata';
import { readTrustmark } from '../src/flows/read-trustmark';
import { onlyMethods } from '../src/http/methods';

const open = cors({ origin: '*', allowMethods: ['GET', 'HEAD'] });

/** Documents that services read: metadata, keys, trustmark. Any origin may; nobody is known by them. */
export const discovery = new Hono<AppContext>()
  .use(open)
  .get('/.well-known/openid-configuration', (c) => {
    c.header('Cache-Control', 'public, max-age=3600');
    return c.json(readMetadata(c.var.ports));
  })
  .get('/.well-known/jwks.json', async (c) => {
    const jwks = await publishKeys(c.var.ports);
    c.header('Cache-Control', 'public, max-age=3600, must-revalidate');
    return c.json(jwks);
  })
  .get('/trustmark/:host', (c) => {
    const trustmark = readTrustmark(c.var.ports, c.req.param('host'));
    if (trustmark === undefined) return c.notFound();
    c.header('Cache-Control', 'public, max-age=3600');
    return c.json(trustmark);
  })
  .all('/.well-known/openid-configuration', onlyMethods('GET', 'HEAD', 'OPTIONS'))
  .all('/.well-known/jwks.json', onlyMethods('GET', 'HEAD', 'OPTIONS'))
  .all('/trustmark/:host', onlyMethods('GET', 'HEAD', 'OPTIONS'));
