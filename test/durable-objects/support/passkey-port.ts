import { toBase64Url } from '../../../src/crypto/base64url';
import { randomBytes } from '../../../src/crypto/random';
import { interactionId } from '../../../src/domain/brands';
import type { MadePasskey } from '../../../src/ports/passkeys';
import { aMadePasskey, theCaller } from '../../support/builders';
import { type AtomPorts, aNewAccount } from './account-port';
import { unique } from './signing-in';

export const anInteractionId = () => interactionId(unique('7-interaction'));

/** A passkey that was just made, whose id is random if not said otherwise. */
export function aMade(credentialId = toBase64Url(randomBytes(32))): MadePasskey {
  return { made: { ...aMadePasskey.made, credentialId }, userHandle: toBase64Url(randomBytes(64)) };
}

/** A person who registered with a passkey and no password. */
export async function passkeyOnly({ accounts }: AtomPorts, passkey = aMade()) {
  const { password: _none, ...person } = aNewAccount();
  const created = await accounts.create({ ...person, passkey });
  if (created.outcome !== 'created') throw new Error(`the person was not registered: ${created.outcome}`);
  const { session } = created;
  return { ...person, session, credentialId: passkey.made.credentialId };
}

export const reservePasskey = ({ accounts }: AtomPorts, credentialId: string) =>
  accounts.reservePasskey(credentialId, { interaction: anInteractionId(), caller: theCaller });
