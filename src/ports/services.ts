import type { ClientId, EpochSeconds } from '../domain/brands';
import type { Client, PublicJwk } from '../domain/client';

/** Connected services. A known service needs neither Postgres nor Redis. */
export interface Clients {
  /** The service with this id, active or disabled, with a status at most 500 ms old; undefined when there is none. */
  find(id: string): Promise<Client | undefined>;
  /** Its verification keys: as registered, or from its `jwks_uri` (cached; refetched at most once a minute for an unknown `kid`). */
  verificationKeys(client: Client, kid: string | undefined): Promise<readonly PublicJwk[]>;
  /**
   * Takes note of an assertion id, once (RFC 7523 §3 item 7), and says how the service stands now.
   * @param exp when the assertion ends; the id is kept until then plus skew
   */
  admit(client: Client, assertion: { readonly jti: string; readonly exp: EpochSeconds }): Promise<Admission>;
}

export interface Admission {
  readonly outcome: 'fresh' | 'replayed';
  readonly version: number;
  readonly status: 'active' | 'disabled';
}

/** The registry of services as the operator sees it. Listing reads Postgres, the rest does not. */
export interface ClientRegistry {
  /** Writes to every shard of the service, then answers. `conflict`: `expectedVersion` is not the one held. */
  put(client: Client, expectedVersion: number): Promise<'stored' | 'conflict'>;
  read(id: ClientId): Promise<Client | undefined>;
  list(): Promise<readonly Client[]>;
}

/** Names and links of services as they were last seen: a copy that may be lost or old, by which nothing is decided. */
export interface DisplayData {
  service(id: ClientId): Promise<{ readonly name: string; readonly homeUri?: string } | undefined>;
  keepService(id: ClientId, service: { readonly name: string; readonly homeUri?: string }): Promise<void>;
}

export interface ServiceIds {
  /** A fresh client id: 128 random bits, base64url. */
  newId(): ClientId;
}
