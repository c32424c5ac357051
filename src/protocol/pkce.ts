import { sha256 } from '../crypto/keyed-hash';

/** The one method offered: `plain` protects nothing once the request was read. @see RFC 9700 §2.1.1 */
export const codeChallengeMethod = 'S256';

/** Whether text can be an S256 challenge: 32 bytes, base64url, in the one spelling. @see RFC 7636 §4.2 */
export function isCodeChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

/** Whether text can be a verifier: 43 to 128 unreserved characters. @see RFC 7636 §4.1 */
export function isCodeVerifier(text: string): boolean {
  return /^[A-Za-z0-9\-._~]{43,128}$/.test(text);
}

/** The S256 challenge of a verifier: base64url of its SHA-256. @see RFC 7636 §4.2, §4.6 */
export function codeChallengeOf(verifier: string): Promise<string> {
  return sha256(verifier);
}
