import { constants, createHmac, type KeyObject, sign } from 'node:crypto';

/** How the bytes under a forged header are signed; the header may say otherwise. */
export type ForgedSignature =
  | {
      readonly how: 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES512' | 'EdDSA';
      readonly key: KeyObject;
    }
  | { readonly how: 'HS256' | 'HS384' | 'HS512'; readonly secret: string | Uint8Array }
  | { readonly how: 'nothing' }
  | { readonly how: 'text'; readonly text: string };

const part = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/** A JWS in compact form from texts as they are: nothing is checked, put in order or left out. */
export function forgedJwt(header: string, payload: string, signature: ForgedSignature): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${signatureOf(Buffer.from(input), signature)}`;
}

function signatureOf(input: Buffer, signature: ForgedSignature): string {
  switch (signature.how) {
    case 'nothing':
      return '';
    case 'text':
      return signature.text;
    case 'HS256':
    case 'HS384':
    case 'HS512':
      return createHmac(`sha${signature.how.slice(2)}`, signature.secret)
        .update(input)
        .digest('base64url');
    case 'EdDSA':
      return sign(null, input, signature.key).toString('base64url');
    default:
      return sign(`sha${signature.how.slice(2)}`, input, keyFor(signature.how, signature.key)).toString('base64url');
  }
}

function keyFor(how: string, key: KeyObject) {
  if (how.startsWith('PS'))
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return how.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' as const } : key;
}

/** The three parts of a JWT in compact form. */
export function partsOf(jwt: string): readonly [string, string, string] {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  return [header, payload, signature];
}

/** The text of one part. */
export const textOfPart = (encoded: string): string => Buffer.from(encoded, 'base64url').toString('utf8');

/** Every JWT that differs from this one in one bit, at places spread over each of its parts. @param places how many in each part */
export function bitFlips(jwt: string, places: number): readonly string[] {
  const parts = partsOf(jwt);
  return parts.flatMap((encoded, index) => {
    const bytes = Buffer.from(encoded, 'base64url');
    return Array.from({ length: places }, (_, place) => {
      const flipped = Buffer.from(bytes);
      const at = Math.floor(((place + 0.5) * bytes.length) / places);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (place % 8));
      return parts.map((own, position) => (position === index ? flipped.toString('base64url') : own)).join('.');
    });
  });
}
