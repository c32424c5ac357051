import type { EpochSeconds } from '../domain/brands';
import type { PublicJwk } from '../domain/client';
import type { TimedKey } from '../domain/key-phase';
import type { ProfileName } from '../domain/profiles';

/** A private key that signs now. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly key: CryptoKey;
}

export type KeyUse = 'id-token' | 'access-token';

export interface Keys {
  signing(issuer: ProfileName, use: KeyUse): Promise<SigningKey>;
  /** All keys that services must know now: next, active and retiring, of both uses. */
  published(issuer: ProfileName): Promise<readonly PublicJwk[]>;
}

/** A signing key as the operator sees it. */
export interface HeldKey extends TimedKey {
  readonly issuer: ProfileName;
  readonly use: KeyUse;
  /** As in the JOSE header, for example `RS512`. */
  readonly algorithm: string;
}

export interface RingRotation {
  readonly issuer: ProfileName;
  readonly use: KeyUse;
  /** `waiting`: a key that was added earlier has not signed yet; no second one is added before it does. */
  readonly outcome: 'rotated' | 'waiting';
  /** The key that signs next. */
  readonly kid: string;
  readonly signFrom: EpochSeconds;
}

export type KeyRevocation =
  /** `signing`: the key of its ring that signs from now on. */
  | {
      readonly outcome: 'revoked';
      readonly issuer: ProfileName;
      readonly use: KeyUse;
      readonly signing: string;
    }
  | { readonly outcome: 'unknown' };

/** The rings of all issuers, as their atoms hold them at this moment. */
export interface KeyRegistry {
  list(): Promise<readonly HeldKey[]>;
  /** Gives each ring a successor, which signs when services have had time to learn of it. */
  rotate(): Promise<readonly RingRotation[]>;
  /** Ends a key: published no longer, and good for nothing it signed, everywhere within a minute. */
  revoke(kid: string): Promise<KeyRevocation>;
}

/** What is stored under versions of the deployment's own keys. Reads Postgres. */
export interface StoredKeys {
  count(): Promise<{
    /** Every version that is configured or still used, newest first. */
    readonly masterKeys: readonly {
      readonly version: number;
      readonly accounts: number;
      readonly signingKeys: number;
    }[];
    readonly indexKeys: { readonly newest: number; readonly accountsBehind: number };
    /** Rows that Postgres does not have yet: while there are any, the counts may be too low. */
    readonly undelivered: number;
  }>;
  /**
   * Renews some accounts that are not under the newest keys, and at the beginning the signing keys.
   * @param after where the last call ended @returns `last`: where to go on; absent at the end
   */
  renew(after: string | undefined): Promise<{ readonly renewed: number; readonly last?: string }>;
}
