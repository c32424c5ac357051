import type { NewPasskey } from '../domain/passkey';
import { relyingPartyOf } from './passkey';
import { verifyRegistration } from './passkey-registration';
import { readRegistration } from './passkey-response';

/** What came of a ceremony in which a passkey was made; the reason is in the words of the page that asked for it. */
export type MadePasskeyVerdict =
  | { readonly kind: 'made'; readonly made: NewPasskey; readonly userHandle: string }
  | { readonly kind: 'refused'; readonly problem: 'passkey-expired' | 'passkey-not-made' };

/**
 * Judges what an authenticator answered when it was to make a passkey.
 * @param asked.origin of the issuer
 * @param asked.ceremony the challenge that was given to this browser for this, spent by now; undefined where there was none
 * @param asked.response as JSON
 * @param asked.conditional the browser was asked to make it by itself after a sign-in
 * @see W3C WebAuthn Level 3 §7.1
 */
export async function judgeMadePasskey(asked: {
  readonly origin: string;
  readonly ceremony: { readonly challenge: string; readonly userHandle: string } | undefined;
  readonly response: string;
  readonly conditional?: boolean;
}): Promise<MadePasskeyVerdict> {
  const { origin, ceremony, conditional = false } = asked;
  if (ceremony === undefined) return { kind: 'refused', problem: 'passkey-expired' };
  const { challenge, userHandle } = ceremony;
  const response = readRegistration(asked.response);
  if (response === undefined) return { kind: 'refused', problem: 'passkey-not-made' };
  const verified = await verifyRegistration({ rp: relyingPartyOf(origin), challenge, response, conditional });
  return verified.kind === 'passkey'
    ? { kind: 'made', made: verified.passkey, userHandle }
    : { kind: 'refused', problem: 'passkey-not-made' };
}
