import { fromBase64Url, toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import { assertionOptions, registrationOptions, relyingPartyOf } from '../../src/protocol/passkey';
import { type Assertion, type AssertionVerdict, verifyAssertion } from '../../src/protocol/passkey-assertion';
import type { PasskeyRefusal } from '../../src/protocol/passkey-ceremony';
import {
  type Registration,
  type RegistrationVerdict,
  verifyRegistration,
} from '../../src/protocol/passkey-registration';
import { readAssertion, readRegistration } from '../../src/protocol/passkey-response';
import { type AuthenticatorTraits, createPasskey, type Lies, usePasskey } from '../support/software-authenticator';

export const rp = relyingPartyOf('https://auth.gatehouse.example');
export const challenge = toBase64Url(randomBytes(32));
export const user = {
  handle: toBase64Url(randomBytes(64)),
  name: 'person@example.com',
  displayName: 'person@example.com',
};
/** What a browser at our address is asked. */
export const creation = { options: registrationOptions({ rp, user, challenge, exclude: [] }), origin: rp.origin };
export const request = { options: assertionOptions({ rp, challenge, allow: [] }), origin: rp.origin };

/** Judges the form field of a registration. */
export async function judgedRegistration(
  field: string,
  rules: Partial<Registration> = {},
): Promise<RegistrationVerdict> {
  const response = readRegistration(field);
  if (response === undefined) throw new Error('the field cannot be read');
  return verifyRegistration({ rp, challenge, response, ...rules });
}

/** Makes a passkey with these lies, and judges it. */
export async function makingWith(lies: Lies, traits: AuthenticatorTraits = {}, rules: Partial<Registration> = {}) {
  return judgedRegistration((await createPasskey(creation, traits, lies)).field, rules);
}

/** A passkey that is made, and as its account holds it. */
export async function aHeldPasskey(traits: AuthenticatorTraits = {}) {
  const { passkey, field } = await createPasskey(creation, traits);
  const verdict = await judgedRegistration(field);
  if (verdict.kind === 'refused') throw new Error(`a passkey was refused: ${verdict.why}`);
  return { passkey, held: { ...verdict.passkey, userHandle: user.handle } };
}

/** Judges the form field of a sign-in. */
export async function judgedAssertion(
  field: string,
  rules: Pick<Assertion, 'held'> & Partial<Assertion>,
): Promise<AssertionVerdict> {
  const response = readAssertion(field);
  if (response === undefined) throw new Error('the field cannot be read');
  return verifyAssertion({ rp, challenge, response, ...rules });
}

/** Makes a passkey honestly, uses it with these lies, and judges that. */
export async function usingWith(lies: Lies, traits: AuthenticatorTraits = {}) {
  const { passkey, held } = await aHeldPasskey(traits);
  return judgedAssertion(await usePasskey(passkey, request, lies), { held });
}

export const refusedFor = (why: PasskeyRefusal) => ({ kind: 'refused', why });

/** A form field whose binary member is changed after it was signed. */
export function altered(field: string, member: string, change: (bytes: Uint8Array) => Uint8Array): string {
  const answer = JSON.parse(field);
  const bytes = change(fromBase64Url(answer.response[member]));
  return JSON.stringify({ ...answer, response: { ...answer.response, [member]: toBase64Url(bytes) } });
}
