import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { AppContext } from '../src/context';
import { publishKeys } from '../src/flows/publish-keys';
import { readMetadata } from '../src/flows/read-metadata';
import { readRelatedOrigins } from '../src/flows/read-related-origins';
import { readTrustmark } from '../src/flows/read-trustmark';

/** What pages of any origin may read. */
const openDocuments = ['/.well-known/openid-configuration', '/.well-known/jwks.json', '/trustmark/:host'];
const open = cors({ origin: '*', allowMethods: ['GET', 'HEAD'], allowHeaders: ['Accept'], maxAge: 86_400 });

/** The text of each document as it was last answered, for as long as the flow gives the same one. */
const texts = new WeakMap<object, string>();

/** Answers with a document that is the same for everyone; it is put into words once. */
function answerDocument(c: Context<AppContext>, document: object, cacheControl: string): Response {
  const text = texts.get(document) ?? JSON.stringify(document);
  texts.set(document, text);
  c.header('Cache-Control', cacheControl);
  c.header('Content-Type', 'application/json');
  return c.body(text);
}

/** Documents that services read: metadata, keys, trustmark; and browsers, before they use a passkey elsewhere. Nobody is known by them. */
export const discovery = new Hono<AppContext>()
  .on(['GET', 'HEAD', 'OPTIONS'], openDocuments, open)
  .get('/.well-known/openid-configuration', (c) => answerDocument(c, readMetadata(c.var.ports), 'public, max-age=3600'))
  .get('/.well-known/jwks.json', async (c) =>
    answerDocument(c, await publishKeys(c.var.ports), 'public, max-age=3600, must-revalidate'),
  )
  .get('/.well-known/webauthn', (c) => {
    const related = readRelatedOrigins(c.var.ports);
    return related === undefined ? c.notFound() : answerDocument(c, related, 'public, max-age=3600');
  })
  .get('/trustmark/:host', (c) => {
    const trustmark = readTrustmark(c.var.ports, c.req.param('host'));
    return trustmark === undefined ? c.notFound() : answerDocument(c, trustmark, 'public, max-age=3600');
  });
