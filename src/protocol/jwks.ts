import type { PublicJwk } from '../domain/client';

/** A published key, with the members a service needs to verify by `kid`. @see RFC 7517 §4; RFC 7518 §6.3.1 */
export interface PublishedKey {
  readonly kty: string;
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
}

/**
 * The JWKS document of an issuer. Members are picked one by one, so that no private one can slip in.
 * @throws Error when a key has no `kid`, `alg`, `n` or `e`: services could not use it
 */
export function jwksDocument(keys: readonly PublicJwk[]): { readonly keys: readonly PublishedKey[] } {
  return {
    keys: keys.map(({ kty, n, e, kid, alg }) => {
      if (n === undefined || e === undefined || kid === undefined || alg === undefined) {
        throw new Error('a published key has kid, alg, n and e');
      }
      return { kty, n, e, kid, alg, use: 'sig' };
    }),
  };
}
