import { fromBase64Url } from '../crypto/base64url';
import { limits } from '../domain/limits';
import { type JsonObject, readJsonObject } from './json-object';

/** What a browser sends after making a passkey: read, and believed by nobody yet. Binary members are base64url. */
export interface RegistrationResponse {
  readonly credentialId: string;
  readonly clientDataJson: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

/** What a browser sends after using a passkey: read, and believed by nobody yet. Binary members are base64url. */
export interface AssertionResponse {
  readonly credentialId: string;
  readonly clientDataJson: string;
  readonly authenticatorData: string;
  readonly signature: string;
  /** Whom the authenticator keeps the passkey for. Some leave it out when they were told which passkey to use. */
  readonly userHandle?: string;
}

/** Ways to reach an authenticator; browsers invent new ones, which are dropped. @see W3C WebAuthn Level 3 §5.8.4 */
const knownTransports: readonly unknown[] = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];
const MOST_USER_HANDLE_BYTES = 64;

/**
 * Reads the form field of a registration.
 * @returns undefined unless it is a RegistrationResponseJSON of at most 16,384 characters whose binary members are
 *   canonical base64url
 * @see W3C WebAuthn Level 3 §5.1
 */
export function readRegistration(text: string): RegistrationResponse | undefined {
  const credential = readCredential(text);
  if (credential === undefined) return undefined;
  const { credentialId, clientDataJson, response } = credential;
  const attestationObject = bytesMember(response, 'attestationObject');
  if (attestationObject === undefined) return undefined;
  const said = Array.isArray(response['transports']) ? response['transports'] : [];
  return { credentialId, clientDataJson, attestationObject, transports: [...new Set(said.filter(isTransport))] };
}

/**
 * Reads the form field of a sign-in.
 * @returns undefined unless it is an AuthenticationResponseJSON of at most 16,384 characters whose binary members are
 *   canonical base64url
 * @see W3C WebAuthn Level 3 §5.1
 */
export function readAssertion(text: string): AssertionResponse | undefined {
  const credential = readCredential(text);
  if (credential === undefined) return undefined;
  const { credentialId, clientDataJson, response } = credential;
  const authenticatorData = bytesMember(response, 'authenticatorData');
  const signature = bytesMember(response, 'signature');
  if (authenticatorData === undefined || signature === undefined) return undefined;
  const read = { credentialId, clientDataJson, authenticatorData, signature };
  if (response['userHandle'] === undefined || response['userHandle'] === null) return read;
  const userHandle = bytesMember(response, 'userHandle', MOST_USER_HANDLE_BYTES);
  return userHandle === undefined ? undefined : { ...read, userHandle };
}

function readCredential(text: string) {
  if (text.length > limits.passkeyResponseMost.value) return undefined;
  const credential = readJsonObject(text);
  if (credential === undefined || credential['type'] !== 'public-key') return undefined;
  const credentialId = bytesMember(credential, 'rawId', limits.credentialIdMost.value);
  // Ensure both names of the passkey agree: one is looked up, and nothing may read the other.
  if (credentialId === undefined || credential['id'] !== credentialId) return undefined;
  const response = objectOf(credential['response']);
  const clientDataJson = response && bytesMember(response, 'clientDataJSON');
  return response === undefined || clientDataJson === undefined
    ? undefined
    : { credentialId, clientDataJson, response };
}

/** A member that is bytes in base64url, at least one, in the only spelling they have. */
function bytesMember(object: JsonObject, name: string, mostBytes: number = limits.passkeyResponseMost.value) {
  const text = object[name];
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return fromBase64Url(text).length <= mostBytes ? text : undefined;
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

const isTransport = (word: unknown): word is string => knownTransports.includes(word);
