import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { askOperator, callOperator, type OperatorTarget } from '../../cli/operator-client.ts';
import { writePrivately } from '../home.ts';
import type { House } from './houses.ts';
import { worldTime } from './world-time.ts';

/** Where the demo lives, and who it signs people in with. */
export interface DemoWorld {
  /** The demo's own origin. */
  readonly origin: string;
  readonly issuer: string;
  /** Where the service listens, when that is not its issuer's origin. */
  readonly service: string;
  readonly console: string;
  /** The folder of the whole world. */
  readonly home: string;
}

/** What a service of the demo proves itself with. */
export interface DemoIdentity {
  readonly clientId: string;
  readonly privateJwk: JWK;
}

type Json = Readonly<Record<string, unknown>>;

const levels = ['P0', 'P5', 'P9'] as const;
const credentials = ['Cp', 'Cp.Cd', 'Cm'] as const;

/**
 * Registers a service of the demo through the operator API, or brings its registration up to date.
 * @param ssoFrom client ids of services that may assert a login to it
 */
export async function registerDemo(
  world: DemoWorld,
  house: House,
  ssoFrom: readonly string[] = [],
): Promise<DemoIdentity> {
  const folder = join(world.home, 'demo', house.folder);
  mkdirSync(folder, { recursive: true });
  const privateJwk = readPrivateKey(join(folder, 'key.jwk.json'), house.keyId);
  const place = join(folder, 'service.json');
  const target = await targetOf(world);
  const file = demoFile(world, house, { privateJwk, ssoFrom });
  const clientId = await updated(knownId(place), file, target);
  if (clientId !== undefined) return { clientId, privateJwk };
  const added = await askOperator('services.add', { file }, target);
  writePrivately(place, `${JSON.stringify({ client_id: added['client_id'] })}\n`);
  return { clientId: String(added['client_id']), privateJwk };
}

/** The file of a service of the demo, as `npm run service -- add` would take it. */
export function demoFile(
  { origin }: Pick<DemoWorld, 'origin'>,
  { name, path, home }: House,
  { privateJwk: { kty, n, e, kid }, ssoFrom }: { readonly privateJwk: JWK; readonly ssoFrom: readonly string[] },
): Json {
  const base = `${origin}${path}`;
  return {
    client_name: name,
    client_uri: `${origin}${home}`,
    policy_uri: `${base}/privacy`,
    tos_uri: `${base}/terms`,
    redirect_uris: [`${base}/callback`],
    jwks: { keys: [{ kty, n, e, kid, use: 'sig' }] },
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'RS512',
    scope: 'openid profile email phone client_metadata',
    vectors: levels.flatMap((level) => credentials.map((credential) => `${level}.${credential}`)),
    legal_basis: 'nhs-commissioned',
    sso_from: ssoFrom,
  };
}

/** The id of the demo if the service still knows it, after bringing its record up to date. */
async function updated(clientId: string | undefined, file: Json, target: OperatorTarget): Promise<string | undefined> {
  if (clientId === undefined) return undefined;
  const { status, body } = await callOperator('services.show', { client_id: clientId }, target);
  // After a reset of the world nobody has this id any more.
  if (status === 404) return undefined;
  const isCurrent = Object.entries(file).every(([name, value]) => canonical(body[name]) === canonical(value));
  if (!isCurrent) await askOperator('services.update', { client_id: clientId, file }, target);
  return clientId;
}

async function targetOf({ issuer, service, console: consoleOrigin, home }: DemoWorld): Promise<OperatorTarget> {
  const key: JWK = JSON.parse(readFileSync(join(home, 'operator.jwk.json'), 'utf8'));
  const now = async () => (await worldTime(consoleOrigin)).epochSeconds;
  return { origin: issuer, address: service, key, now };
}

function readPrivateKey(place: string, kid: string): JWK {
  if (!existsSync(place)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS512' };
    writePrivately(place, `${JSON.stringify(jwk)}\n`);
  }
  return JSON.parse(readFileSync(place, 'utf8'));
}

function knownId(place: string): string | undefined {
  if (!existsSync(place)) return undefined;
  const { client_id: id }: { client_id?: unknown } = JSON.parse(readFileSync(place, 'utf8'));
  return typeof id === 'string' ? id : undefined;
}

/** The same text for equal JSON, whatever the order of members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a.localeCompare(b)))
      : part,
  );
}
