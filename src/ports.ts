import type { EpochSeconds } from './domain/brands';
import type { AccountStatuses } from './ports/account-statuses';
import type { Accounts } from './ports/accounts';
import type { Audit, AuditChains } from './ports/audit';
import type { Backlog } from './ports/backlog';
import type { Interactions } from './ports/interactions';
import type { Journeys } from './ports/journeys';
import type { KeyRegistry, Keys, StoredKeys } from './ports/keys';
import type { CoarseLimits, Limits } from './ports/limits';
import type { Organisations } from './ports/organisations';
import type { PasskeyRemovals } from './ports/passkey-removals';
import type { Passwords } from './ports/passwords';
import type { Pds } from './ports/pds';
import type { Proofs } from './ports/proofs';
import type { Rebuild } from './ports/rebuild';
import type { Receipts } from './ports/receipts';
import type { ClientRegistry, Clients, DisplayData, ServiceIds } from './ports/services';

/**
 * What flows may ask of the world, in domain types only. Any call may reject with `Unavailable`.
 */
export interface Clock {
  now(): EpochSeconds;
}

/** Tokens that bind a form to the browser it was shown to. */
export interface FormTokens {
  /** @param binding the secret of a cookie that only this browser holds */
  issue(binding: string): Promise<string>;
  matches(binding: string, shown: string): Promise<boolean>;
}

/** The one who runs the deployment, known by a key in its configuration. */
export interface Operators {
  /** Takes note of the id of an operator's token, once. */
  admit(token: { readonly jti: string; readonly exp: EpochSeconds }): Promise<'fresh' | 'replayed'>;
}

/** Small facts of the deployment that flows need. */
export interface Settings {
  readonly origin: string;
  readonly testPhoneNumbers: boolean;
  readonly loopback: boolean;
  /** Other origins of the same operator whose pages may use our passkeys. */
  readonly relatedOrigins: readonly string[];
  /** Domains, lower case, at which nobody sets up an account. */
  readonly blockedEmailDomains: readonly string[];
}

export interface Ports {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly clients: Clients;
  readonly clientRegistry: ClientRegistry;
  readonly limits: Limits;
  readonly receipts: Receipts;
  readonly coarseLimits: CoarseLimits;
  readonly displayData: DisplayData;
  readonly backlog: Backlog;
  readonly keys: Keys;
  readonly keyRegistry: KeyRegistry;
  readonly storedKeys: StoredKeys;
  readonly rebuild: Rebuild;
  readonly accountStatuses: AccountStatuses;
  readonly passwords: Passwords;
  readonly pds: Pds;
  readonly organisations: Organisations;
  readonly audit: Audit;
  readonly auditChains: AuditChains;
  readonly accounts: Accounts;
  readonly passkeyRemovals: PasskeyRemovals;
  readonly proofs: Proofs;
  readonly interactions: Interactions;
  readonly operators: Operators;
  readonly serviceIds: ServiceIds;
  readonly journeys: Journeys;
  readonly formTokens: FormTokens;
}
