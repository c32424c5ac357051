import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandFailure, messageOf } from './command.ts';

type ServiceFile = Readonly<Record<string, unknown>>;

/** What `show` adds to a service's file, so that its output can be edited and given back to `update`. */
const givenByGatehouse: readonly string[] = [
  'client_id',
  'client_id_issued_at',
  'version',
  'status',
  'previous_jwks',
  'notes',
];

/** Reads the file that describes a service; a PEM key in it becomes a JWK set. @throws CommandFailure */
export function readServiceFile(path: string): ServiceFile {
  const { public_key_pem: pem, ...file } = parseObject(readText(path), path);
  if (pem === undefined) return file;
  if (file['jwks'] !== undefined || file['jwks_uri'] !== undefined) {
    throw new CommandFailure(`${path}: give one of public_key_pem, jwks and jwks_uri.`);
  }
  if (typeof pem !== 'string') throw new CommandFailure(`${path}: public_key_pem must be the text of a PEM file.`);
  return { ...file, jwks: jwksOf(pem, path) };
}

/** The same for a service that exists: what Gatehouse gives is left out. */
export function readUpdateFile(path: string): ServiceFile {
  const file = readServiceFile(path);
  return Object.fromEntries(Object.entries(file).filter(([name]) => !givenByGatehouse.includes(name)));
}

/** Reads new keys: a JWK set, one JWK, or a PEM file. @throws CommandFailure */
export function readKeyFile(path: string): ServiceFile {
  const text = readText(path);
  if (text.trimStart().startsWith('-----BEGIN')) return jwksOf(text, path);
  const value = parseObject(text, path);
  return value['kty'] === undefined ? value : { keys: [value] };
}

function jwksOf(pem: string, path: string): ServiceFile {
  // Ensure that a private key is not quietly taken for its public half: it has been handed around.
  if (/PRIVATE KEY/.test(pem))
    throw new CommandFailure(`${path}: this is a private key. Give the public one: openssl pkey -in key.pem -pubout`);
  try {
    const { kty, n, e, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' });
    return { keys: [{ kty, n, e, crv, x, y }] };
  } catch (thrown) {
    throw new CommandFailure(`${path}: this is not a public key in PEM form (${messageOf(thrown)}).`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new CommandFailure(`${path} cannot be read: ${messageOf(thrown)}`);
  }
}

function parseObject(text: string, path: string): ServiceFile {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (thrown) {
    throw new CommandFailure(`${path} is not JSON: ${messageOf(thrown)}`);
  }
  throw new CommandFailure(`${path} must hold one JSON object.`);
}
