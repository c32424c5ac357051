import type * as Atom from '../../durable-objects/client';
import { fromBase64Url } from '../crypto/base64url';
import { sha256 } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import { clientId, type EpochSeconds } from '../domain/brands';
import type { Client } from '../domain/client';
import { isClientId } from '../domain/client-registration';
import type { RotatedClient } from '../domain/key-rotation';
import { limits } from '../domain/limits';
import type { SeenAssertion } from '../domain/seen-assertions';
import { Unavailable } from '../domain/unavailable';
import { type Env, readConfig } from '../env';
import type { Operators } from '../ports';
import type { Admission, ClientRegistry, Clients, ServiceIds } from '../ports/services';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { requireDirectory } from './directory';
import { readPostgres } from './postgres';
import { client as clientTable } from './schema';
import { publishedKeysOf } from './service-keys';

/** What the adapters of connected services work with. */
export interface ClientParts {
  readonly env: Env;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

const STATUS_AGE_MILLIS = limits.clientStatusAge.value * 1000;
/** An id is told to nobody before its service is stored, so one that is unknown stays so. */
const UNKNOWN_MILLIS = 60_000;
const MOST_HELD = 1000;

interface Known {
  readonly client: Client;
  /** The machine's time at which the atom was asked. */
  readonly askedAt: number;
}

/** Shared by the requests of an isolate: values, never promises. */
const known = new Map<string, Known>();
const unknown = new Map<string, number>();
let turn = 0;

/** Connected services, over their atoms. */
export function clients({ env, now, fetch: fetchKeys = (...input) => fetch(...input) }: ClientParts): Clients {
  const { loopback } = readConfig(env);
  return {
    async find(id) {
      if (!isClientId(id) || isFresh(unknown.get(id), UNKNOWN_MILLIS)) return undefined;
      const held = known.get(id);
      if (held !== undefined && isFresh(held.askedAt, STATUS_AGE_MILLIS)) return held.client;
      return refresh(env, id, held?.client);
    },

    async verificationKeys(client, kid) {
      if (client.keys.kind === 'jwks_uri') {
        return publishedKeysOf({ now, loopback, fetch: fetchKeys }, { client, uri: client.keys.uri, kid });
      }
      const { previousKeys = [] }: RotatedClient = client;
      return [...client.keys.keys, ...previousKeys];
    },

    async admit(client, { jti, exp }): Promise<Admission> {
      const assertion = await noted({ jti, exp });
      const shard = shardOf(assertion.jti, client.shards);
      const answer = await callAtom<Atom.ClientAdmission>(address(env, client.clientId, shard), 'admit', assertion);
      if (answer.outcome === 'unknown') throw new Unavailable(`shard ${shard} of a service has no record`);
      if (answer.version < client.version && shard !== 0) {
        await follow(env, client, shard);
        return { outcome: answer.outcome, version: client.version, status: client.status };
      }
      if (answer.version !== client.version) known.delete(client.clientId);
      return answer;
    },
  };
}

/** The registry of services as the operator sees it. */
export function clientRegistry({ env }: ClientParts): ClientRegistry & ServiceIds {
  return {
    newId: () => clientId(randomId()),

    async put(client, expectedVersion) {
      const write: Atom.ClientWrite = { client, expectedVersion, op: randomId() };
      const answer = await callAtom<Atom.ClientWritten>(address(env, client.clientId, 0), 'write', write);
      if (answer.outcome === 'conflict') return 'conflict';
      const others = Array.from({ length: client.shards - 1 }, (_, index) => index + 1);
      await Promise.all(others.map((shard) => follow(env, client, shard)));
      known.delete(client.clientId);
      unknown.delete(client.clientId);
      return 'stored';
    },

    async read(id) {
      if (!isClientId(id)) return undefined;
      const answer = await callAtom<Atom.ClientRead>(address(env, id, 0), 'read', { version: 0 });
      return answer.outcome === 'client' ? answer.client : undefined;
    },

    async list() {
      const rows = await readPostgres(readConfig(env), (db) =>
        db.select({ record: clientTable.record }).from(clientTable).orderBy(clientTable.name, clientTable.id),
      );
      return rows.map(({ record }) => record);
    },
  };
}

/** The ids of operators' tokens, in an object of their own. */
export function operators({ env }: ClientParts): Operators {
  return {
    async admit(token) {
      const answer = await callAtom<Atom.Noted>(address(env, 'operator', 0), 'note', await noted(token));
      return answer.outcome;
    },
  };
}

const address = (env: Env, id: string, shard: number) => atomStub(env, 'CLIENT', `${id}:${shard}`);

const isFresh = (since: number | undefined, millis: number): boolean => {
  const age = Date.now() - (since ?? Number.NEGATIVE_INFINITY);
  return age >= 0 && age < millis;
};

/** Asks one shard, in turn, and holds what it says. Shard 0 has the last word on what is not there. */
async function refresh(env: Env, id: string, held: Client | undefined): Promise<Client | undefined> {
  const askedAt = Date.now();
  turn += 1;
  const shard = held === undefined ? 0 : turn % held.shards;
  const answer = await callAtom<Atom.ClientRead>(address(env, id, shard), 'read', { version: held?.version ?? 0 });
  switch (answer.outcome) {
    case 'unchanged':
      if (held === undefined) throw new Unavailable('a service without a version');
      return hold(held, askedAt);
    case 'client':
      if (held === undefined || shard === 0 || answer.client.version > held.version)
        return hold(answer.client, askedAt);
      await follow(env, held, shard);
      return hold(held, askedAt);
    case 'none':
      if (shard !== 0) return refresh(env, id, undefined);
      // Ensure that a service is not called unknown while its atoms are being built again.
      await requireDirectory(env);
      known.delete(id);
      remember(unknown, id, askedAt);
      return undefined;
    default:
      throw new Unavailable(`unknown answer ${JSON.stringify(answer satisfies never)}`);
  }
}

function hold(client: Client, askedAt: number): Client {
  remember(known, client.clientId, { client, askedAt });
  return client;
}

/** The oldest entry makes room: a stranger who guesses ids pushes out guesses, not services. */
function remember<Value>(map: Map<string, Value>, id: string, value: Value): void {
  map.delete(id);
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > MOST_HELD && oldest !== undefined) map.delete(oldest);
}

/** Tells a shard what shard 0 has decided: when a service is changed, and when a change was cut off half-way. */
async function follow(env: Env, client: Client, shard: number): Promise<void> {
  await callAtom<Atom.ClientWritten>(address(env, client.clientId, shard), 'follow', { client, op: randomId() });
}

async function noted({ jti, exp }: { readonly jti: string; readonly exp: EpochSeconds }): Promise<SeenAssertion> {
  return { jti: await sha256(jti), exp, op: randomId() };
}

/** The shard that knows of an assertion id: the first bytes of its hash. */
function shardOf(jtiHash: string, shards: number): number {
  const bytes = fromBase64Url(jtiHash);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % shards;
}
