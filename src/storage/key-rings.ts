import type { KeyCandidate, Reseal, RingAnswer, RingKey } from '../../durable-objects/key-ring';
import { sha256 } from '../crypto/keyed-hash';
import { newestVersion } from '../crypto/purpose-key';
import { open, seal, sealedVersion } from '../crypto/sealing';
import type { EpochSeconds } from '../domain/brands';
import { publishedKeys, signingKey, wantsSuccessor } from '../domain/key-phase';
import { limits } from '../domain/limits';
import { type ProfileName, profiles } from '../domain/profiles';
import { Unavailable } from '../domain/unavailable';
import { type Env, readConfig } from '../env';
import type { Audit } from '../ports/audit';
import type { HeldKey, KeyRegistry, KeyRevocation, Keys, KeyUse, RingRotation, SigningKey } from '../ports/keys';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

/** What the signing keys need. */
export interface KeyRingParts {
  readonly env: Env;
  now(): EpochSeconds;
  readonly audit: Pick<Audit, 'record'>;
}

/** One ring: the keys of one issuer, algorithm and use. */
interface Ring {
  readonly issuer: ProfileName;
  readonly use: KeyUse;
  readonly algorithm: keyof typeof keyKinds;
  readonly name: string;
}

interface HeldRing {
  readonly keys: readonly RingKey[];
  readonly readAt: EpochSeconds;
  /** Not asked again before; later than `readAt` plus a minute when the atom was away. */
  readonly askAgainAt: number;
}

/** What an isolate holds: rings as read, and private keys by ring and kid, not extractable. */
interface Held {
  readonly rings: Map<string, HeldRing>;
  readonly privateKeys: Map<string, CryptoKey>;
}

const keyKinds = {
  RS512: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
} as const;

const PURPOSE = 'signing-key';
const MOST_PRIVATE_KEYS = 32;
const TRY_AGAIN_SECONDS = 5;
const uses: readonly KeyUse[] = ['id-token', 'access-token'];
const isolate = new WeakMap<Env, Held>();

/** Signing keys, over `key-ring` atoms. The first request of a new deployment makes the first key of each ring. */
export function keyRings(parts: KeyRingParts): Keys {
  return {
    async signing(issuer, use): Promise<SigningKey> {
      const ring = ringOf(issuer, use);
      const keys = await readRing(parts, ring, isLate);
      const key = signingKey(keys, parts.now());
      if (key === undefined) throw new Unavailable(`no key of ${ring.name} may sign`);
      return { kid: key.kid, algorithm: ring.algorithm, key: await privateKey(parts, ring, key) };
    },

    async published(issuer) {
      const rings = await Promise.all(uses.map((use) => readRing(parts, ringOf(issuer, use), isLate)));
      return rings.flatMap((keys) => publishedKeys(keys, parts.now())).map(({ publicJwk }) => publicJwk);
    },
  };
}

/** Gives every ring its successor in time; for the hourly task. */
export async function tendKeyRings(parts: KeyRingParts): Promise<void> {
  forget(parts.env);
  await Promise.all(allRings().map((ring) => readRing(parts, ring, wantsSuccessor)));
}

/** What the operator's view of the rings needs. */
type RegistryParts = Pick<KeyRingParts, 'env' | 'now'>;

/** The rings for the operator: read from their atoms each time, and changed there. */
export function keyRegistry(parts: RegistryParts): KeyRegistry {
  return {
    async list() {
      const rings = await Promise.all(allRings().map((ring) => heldKeys(parts, ring)));
      return rings.flat();
    },
    rotate: () => Promise.all(allRings().map((ring) => rotateRing(parts, ring))),
    async revoke(kid) {
      const held = await Promise.all(allRings().map(async (ring) => ({ ring, keys: await heldKeys(parts, ring) })));
      const found = held.find(({ keys }) => keys.some((key) => key.kid === kid));
      return found === undefined ? { outcome: 'unknown' } : endKey(parts, found.ring, kid);
    },
  };
}

const ringKeys = async (env: Env, { name }: Ring): Promise<readonly RingKey[]> =>
  (await callAtom<{ readonly keys: readonly RingKey[] }>(atomStub(env, 'KEY_RING', name), 'read', {})).keys;

/** Under which version of the master key each signing key is sealed. */
export async function ringVersions(env: Env): Promise<readonly number[]> {
  const rings = await Promise.all(allRings().map((ring) => ringKeys(env, ring)));
  return rings.flat().map(({ sealedPrivateJwk }) => sealedVersion(sealedPrivateJwk));
}

/** Seals every private key anew that is not under the newest master key. */
export async function resealRings(env: Env): Promise<void> {
  const { masterKeys } = readConfig(env);
  const newest = newestVersion(masterKeys);
  for (const ring of allRings()) {
    for (const { kid, sealedPrivateJwk: from } of await ringKeys(env, ring)) {
      if (sealedVersion(from) === newest) continue;
      const aad = associated(ring, kid);
      const sealedPrivateJwk = await seal(masterKeys, PURPOSE, await open(masterKeys, PURPOSE, from, aad), aad);
      await callAtom(atomStub(env, 'KEY_RING', ring.name), 'reseal', { kid, from, sealedPrivateJwk } satisfies Reseal);
    }
  }
  forget(env);
}

async function heldKeys({ env }: RegistryParts, { name, issuer, use, algorithm }: Ring): Promise<readonly HeldKey[]> {
  const address = atomStub(env, 'KEY_RING', name);
  const { keys } = await callAtom<{ readonly keys: readonly RingKey[] }>(address, 'read', {});
  return keys.map(({ kid, publishFrom, signFrom, retireFrom, goneFrom }) => {
    const times = { publishFrom, signFrom, retireFrom, goneFrom };
    return { issuer, use, algorithm, kid, ...times };
  });
}

async function rotateRing({ env }: RegistryParts, ring: Ring): Promise<RingRotation> {
  const candidate = await makeKey(env, ring);
  const { outcome, keys } = await callAtom<RingAnswer>(atomStub(env, 'KEY_RING', ring.name), 'rotate', candidate);
  forget(env);
  const [next] = keys.toSorted((a, b) => b.signFrom - a.signFrom);
  if (next === undefined) throw new Unavailable(`the ring ${ring.name} has no key`);
  const { issuer, use } = ring;
  const { kid, signFrom } = next;
  return { issuer, use, outcome: outcome === 'kept' ? 'rotated' : 'waiting', kid, signFrom };
}

async function endKey({ env, now }: RegistryParts, ring: Ring, kid: string): Promise<KeyRevocation> {
  const candidate = await makeKey(env, ring);
  const address = atomStub(env, 'KEY_RING', ring.name);
  const { keys } = await callAtom<RingAnswer>(address, 'revoke', { kid, candidate });
  forget(env);
  const { issuer, use } = ring;
  const signing = signingKey(keys, now());
  // Ensure that it is gone, and that the ring can go on: the caller tells people that it is so.
  if (signing === undefined || keys.some((key) => key.kid === kid)) throw new Unavailable('the key was not ended');
  return { outcome: 'revoked', issuer, use, signing: signing.kid };
}

/** A request makes a key only when the hourly task did not: making one takes a while. */
const isLate = (keys: readonly RingKey[], now: EpochSeconds): boolean => {
  const key = signingKey(keys, now);
  return key === undefined || (key.retireFrom <= now && keys.every(({ signFrom }) => signFrom <= now));
};

const allRings = (): readonly Ring[] =>
  Object.keys(profiles).flatMap((issuer) => uses.map((use) => ringOf(issuer as ProfileName, use)));

function ringOf(issuer: ProfileName, use: KeyUse): Ring {
  const { idTokenAlgorithm, accessTokenAlgorithm } = profiles[issuer];
  const algorithm = use === 'id-token' ? idTokenAlgorithm : accessTokenAlgorithm;
  return { issuer, use, algorithm, name: `${issuer}:${algorithm}:${use}` };
}

function heldBy(env: Env): Held {
  const known = isolate.get(env) ?? { rings: new Map(), privateKeys: new Map() };
  isolate.set(env, known);
  return known;
}

function forget(env: Env): void {
  isolate.get(env)?.rings.clear();
}

/** The ring, at most a minute old; while its atom is away the last good one, for a day. */
async function readRing(parts: KeyRingParts, ring: Ring, wantsKey: typeof isLate): Promise<readonly RingKey[]> {
  const { rings } = heldBy(parts.env);
  const held = rings.get(ring.name);
  const now = parts.now();
  if (held !== undefined && now < held.askAgainAt && !wantsKey(held.keys, now)) return held.keys;
  try {
    const keys = await askRing(parts, ring, wantsKey);
    rings.set(ring.name, { keys, readAt: now, askAgainAt: now + limits.keyRingHeld.value });
    return keys;
  } catch (thrown) {
    const lastGoodUntil = (held?.readAt ?? 0) + limits.keyRingLastGood.value;
    if (held === undefined || now >= lastGoodUntil) throw thrown;
    rings.set(ring.name, { ...held, askAgainAt: Math.min(now + TRY_AGAIN_SECONDS, lastGoodUntil) });
    return held.keys;
  }
}

async function askRing(parts: KeyRingParts, ring: Ring, wantsKey: typeof isLate): Promise<readonly RingKey[]> {
  const address = atomStub(parts.env, 'KEY_RING', ring.name);
  const { keys } = await callAtom<{ readonly keys: readonly RingKey[] }>(address, 'read', {});
  if (!wantsKey(keys, parts.now())) return keys;
  const candidate = await makeKey(parts.env, ring);
  const answer = await callAtom<RingAnswer>(address, 'offer', candidate);
  if (answer.outcome === 'kept') {
    const detail = { kid: candidate.kid, issuer: ring.issuer, use: ring.use };
    parts.audit.record({ kind: 'key_published', at: parts.now(), detail });
  }
  return answer.keys;
}

/** A new key pair. Its private half leaves this function sealed, for its place in this ring only. */
async function makeKey(env: Env, ring: Ring): Promise<KeyCandidate> {
  const pair = await crypto.subtle.generateKey(keyKinds[ring.algorithm], true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('not a key pair');
  const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
  if (jwk instanceof ArrayBuffer || jwk.n === undefined || jwk.e === undefined) throw new Error('not an RSA key');
  const { e, kty, n } = jwk;
  // The thumbprint of RFC 7638 §3: members in this order.
  const kid = await sha256(JSON.stringify({ e, kty, n }));
  const sealedPrivateJwk = await seal(readConfig(env).masterKeys, PURPOSE, JSON.stringify(jwk), associated(ring, kid));
  return { kid, publicJwk: { kty, n, e, kid, alg: ring.algorithm, use: 'sig' }, sealedPrivateJwk };
}

async function privateKey({ env }: KeyRingParts, ring: Ring, { kid, sealedPrivateJwk }: RingKey): Promise<CryptoKey> {
  const { privateKeys } = heldBy(env);
  const name = associated(ring, kid);
  const known = privateKeys.get(name);
  if (known !== undefined) return known;
  const jwk = JSON.parse(await open(readConfig(env).masterKeys, PURPOSE, sealedPrivateJwk, name)) as JsonWebKey;
  const { name: algorithm, hash } = keyKinds[ring.algorithm];
  const key = await crypto.subtle.importKey('jwk', jwk, { name: algorithm, hash }, false, ['sign']);
  if (privateKeys.size >= MOST_PRIVATE_KEYS) privateKeys.clear();
  privateKeys.set(name, key);
  return key;
}

const associated = (ring: Ring, kid: string): string => `key-ring|${ring.name}|${kid}`;
