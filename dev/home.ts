import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, StartFailure } from './failure.ts';

/** Where each piece of state lies inside the home folder. */
export interface Home {
  readonly path: string;
  readonly postgres: string;
  readonly worker: string;
  readonly demo: string;
  readonly clock: string;
  readonly inbox: string;
  readonly secrets: string;
  readonly operatorKey: string;
  readonly secondOperatorKey: string;
  readonly lock: string;
  readonly log: string;
  /** Which generation of atoms the service uses; the first where there is no such file. */
  readonly generation: string;
}

/** The random values of one home, made once; each is what a deployment would hold as a secret. */
export interface Secrets {
  readonly MASTER_KEYS: string;
  readonly INDEX_KEYS: string;
  readonly ROUTING_KEYS: string;
  readonly AUDIT_KEYS: string;
  readonly SHARD_KEY: string;
  readonly REDIS_TOKEN: string;
  readonly NOTIFY_API_KEY: string;
  readonly NOTIFY_CALLBACK_TOKEN: string;
  readonly VOODOO_API_KEY: string;
  readonly SNS_ACCESS_KEY_ID: string;
  readonly SNS_SECRET_ACCESS_KEY: string;
  readonly PDS_API_KEY: string;
  /** A private JWK. */
  readonly PDS_SIGNING_KEY: string;
  readonly ODS_API_KEY: string;
  /** Password part of the database roles; the embedded server trusts whoever asks. */
  readonly DATABASE_PASSWORD: string;
  /** Guards the paths that only the development entry of the worker has. */
  readonly DEV_SECRET: string;
}

export function homeAt(path: string): Home {
  return {
    path,
    postgres: join(path, 'postgres'),
    worker: join(path, 'worker'),
    demo: join(path, 'demo'),
    clock: join(path, 'clock.json'),
    inbox: join(path, 'inbox.jsonl'),
    secrets: join(path, 'secrets.json'),
    operatorKey: join(path, 'operator.jwk.json'),
    secondOperatorKey: join(path, 'second-operator.jwk.json'),
    lock: join(path, 'world.pid'),
    log: join(path, 'service.log'),
    generation: join(path, 'generation'),
  };
}

/** Makes the home folder. @throws StartFailure when it cannot be written to */
export function openHome(path: string): Home {
  const home = homeAt(path);
  try {
    // The database server may run as another user, who must be able to pass through to its own folder.
    if (makeFolder(path)) chmodSync(path, 0o711);
    writeFileSync(join(path, '.gitignore'), '*\n');
  } catch (thrown) {
    throw new StartFailure(`The state folder ${path} cannot be used: ${messageOf(thrown)}`);
  }
  return home;
}

/** Makes a folder and those above it, one by one: Node's recursive way never ends below /proc. @returns whether it is new */
function makeFolder(path: string): boolean {
  if (existsSync(path)) return false;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
  return true;
}

/** Deletes what a local world wrote, and nothing else that may lie in the folder. */
export function forgetHome(home: Home): void {
  for (const entry of [home.postgres, home.worker, home.demo, home.clock, home.inbox, home.log, home.generation]) {
    rmSync(entry, { recursive: true, force: true });
  }
  rmSync(home.secrets, { force: true });
  rmSync(home.operatorKey, { force: true });
  rmSync(home.secondOperatorKey, { force: true });
}

/** Writes a whole file or none of it, readable by its owner only. */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

function keyTable(): string {
  return JSON.stringify({ 1: randomKey() });
}

function makeSigningKey(): string {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 16);
  return JSON.stringify({ ...jwk, kid, alg: 'RS512', use: 'sig' });
}

/** All but the key that takes long to make. */
function makeSecrets(): Omit<Secrets, 'PDS_SIGNING_KEY'> {
  return {
    MASTER_KEYS: keyTable(),
    INDEX_KEYS: keyTable(),
    ROUTING_KEYS: keyTable(),
    AUDIT_KEYS: keyTable(),
    SHARD_KEY: randomKey(),
    REDIS_TOKEN: randomKey(),
    NOTIFY_API_KEY: `gatehouse_local-${randomUUID()}-${randomUUID()}`,
    NOTIFY_CALLBACK_TOKEN: randomKey(),
    VOODOO_API_KEY: randomKey(),
    SNS_ACCESS_KEY_ID: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    SNS_SECRET_ACCESS_KEY: randomKey(),
    PDS_API_KEY: randomKey(),
    ODS_API_KEY: randomKey(),
    DATABASE_PASSWORD: randomKey(),
    DEV_SECRET: randomKey(),
  };
}

/** The secrets of this home; missing ones are made, so that a home from an older version keeps working. */
export function readSecrets(home: Home): Secrets {
  const known: Partial<Secrets> = existsSync(home.secrets) ? readJson(home.secrets) : {};
  const signingKey = known.PDS_SIGNING_KEY ?? makeSigningKey();
  const secrets: Secrets = { ...makeSecrets(), PDS_SIGNING_KEY: signingKey, ...known };
  writePrivately(home.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** The public halves of the two operators' key pairs. */
export interface OperatorKeys {
  readonly first: Record<string, unknown>;
  /** Approves what one operator may not do alone. */
  readonly second: Record<string, unknown>;
}

/** The public halves of the operators' key pairs of this home; the private halves stay in their files. */
export const readOperatorKeys = (home: Home): OperatorKeys => ({
  first: readKeyPair(home.operatorKey),
  second: readKeyPair(home.secondOperatorKey),
});

function readKeyPair(path: string): Record<string, unknown> {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const jwk = privateKey.export({ format: 'jwk' });
    const kid = createHash('sha256').update(JSON.stringify(jwk.x)).digest('base64url').slice(0, 16);
    writePrivately(path, `${JSON.stringify({ ...jwk, kid, alg: 'EdDSA', use: 'sig' }, null, 2)}\n`);
  }
  const { d: _private, ...publicHalf } = readJson<Record<string, unknown>>(path);
  return publicHalf;
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (thrown) {
    throw new StartFailure(`${path} cannot be read: ${messageOf(thrown)} (npm start -- --fresh makes a new one)`);
  }
}
