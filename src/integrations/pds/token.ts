import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import type { EpochSeconds } from '../../domain/brands';
import { type FetchedToken, tokenEnd } from '../../domain/shared-token';
import type { Config } from '../../env';
import { callSupplier, jsonOf } from '../supplier-call';

/** What the token of the platform is fetched with. */
export interface TokenParts {
  readonly pds: NonNullable<Config['pds']>;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

/** `refused`: it is our application that is wrong, and trying again is of no use; `code` is the platform's own. */
export type TokenAnswer =
  | ({ readonly kind: 'token' } & FetchedToken)
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'unavailable' };

/** The platform allows 300 s; clocks differ. */
const ASSERTION_SECONDS = 180;
const DEADLINE_MILLIS = 2500;

// The platform writes the life of a token as text.
const life = z.union([z.string().regex(/^[1-9]\d{0,8}$/), z.number().int().positive()]).transform(Number);
const success = z.object({
  access_token: z.string().regex(/^[\w.~+/=-]{8,4096}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: life,
});
const refusal = z.object({ error: z.string().regex(/^[\w ]{3,40}$/) });

/**
 * Fetches a token for our application, which stands behind no user.
 * @see NHS England API platform, "Application-restricted RESTful APIs - signed JWT authentication"; RFC 7523 §2.2
 */
export async function fetchPdsToken(parts: TokenParts): Promise<TokenAnswer> {
  const url = `${parts.pds.baseUrl}/oauth2/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(parts, url),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const init = { method: 'POST', headers, body: body.toString() };
  const reply = await callSupplier(url, init, parts.fetch, DEADLINE_MILLIS);
  if (reply.kind !== 'answer') return { kind: 'unavailable' };
  const said = jsonOf(reply.text);
  if (reply.status === 200) {
    const token = success.safeParse(said);
    if (!token.success) return { kind: 'unavailable' };
    const { access_token: text, expires_in: seconds } = token.data;
    return { kind: 'token', token: text, expiresAt: tokenEnd(parts.now(), seconds) };
  }
  const refused = refusal.safeParse(said);
  const isOurs = [400, 401, 403].includes(reply.status) && refused.success;
  return isOurs ? { kind: 'refused', status: reply.status, code: refused.data.error } : { kind: 'unavailable' };
}

async function assertion({ pds: { apiKey, signingKey }, now }: TokenParts, audience: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid: signingKey.kid })
    .setIssuer(apiKey)
    .setSubject(apiKey)
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setExpirationTime(now() + ASSERTION_SECONDS)
    .sign(await importJWK(signingKey, 'RS512'));
}
