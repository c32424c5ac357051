import type { AccountId, ClientId, EpochSeconds } from './brands';

/** Every kind of security event, in the vocabulary of the OWASP logging cheat sheet where it has a word. */
export const auditEventKinds = [
  'authn_login_success',
  'authn_login_fail',
  'authn_login_lock',
  'authn_passcode_sent',
  'authn_passcode_fail',
  'authn_passcode_lock',
  'authn_passcode_success',
  'authn_device_remembered',
  'authn_passkey_added',
  'authn_passkey_removed',
  'authn_passkey_named',
  'authn_passkey_fail',
  'authn_passkey_cloned',
  'authn_device_forgotten',
  'authn_device_copied',
  'authn_reset_requested',
  'authn_password_reset',
  'authn_password_change',
  'passkey_removal_asked',
  'passkey_removal_put_off',
  'passkey_removal_stopped',
  'login_disowned',
  'session_created',
  'login_asserted',
  'user_metadata_changed',
  'session_ended',
  'sessions_others_ended',
  'sessions_all_ended',
  'user_created',
  'user_email_verified',
  'user_phone_verified',
  'identity_proved',
  'identity_traced',
  'identity_refused',
  'identity_renewed',
  'identity_suspended',
  'account_disabled',
  'account_enabled',
  'authn_login_disabled',
  'terms_accepted',
  'terms_declined',
  'consent_given',
  'consent_declined',
  'authz_grant',
  'authz_refused',
  'token_issued',
  'token_refused',
  'code_reused',
  'refresh_reused',
  'client_authn_fail',
  'client_assertion_replayed',
  'rate_limited',
  'client_added',
  'client_changed',
  'client_disabled',
  'client_enabled',
  'client_key_rotated',
  'account_rebuilt',
  'atoms_rebuilt',
  'operator_called',
  'operator_refused',
  'audit_exported',
  'key_published',
  'key_rotated',
  'key_revoked',
] as const;
export type AuditEventKind = (typeof auditEventKinds)[number];

/** A security event before it is sealed and chained. No secret, code or token is ever a member. */
export interface AuditEvent {
  readonly kind: AuditEventKind;
  readonly at: EpochSeconds;
  readonly account?: AccountId;
  readonly client?: ClientId;
  /** The caller's network address; personal data, sealed with `detail` before it leaves the worker. */
  readonly address?: string;
  /** The id of the request, as told to the caller in `X-Request-Id`. */
  readonly requestId?: string;
  /** Small facts, for example `{ reason: 'alg_not_allowed' }`; may hold personal data, always sealed. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * An event ready for the chain: who and what in pseudonyms, the rest as ciphertext under the audit key.
 * The hash covers the ciphertext, so erasing a key never breaks the chain.
 */
export interface SealedAuditEvent {
  /** 128 random bits, base64url: the same event accepted twice is one event. */
  readonly id: string;
  readonly kind: AuditEventKind;
  readonly at: EpochSeconds;
  readonly account?: AccountId;
  readonly client?: ClientId;
  readonly sealed?: string;
}

/**
 * Whether a refusal beyond those that are recorded one by one is recorded for all before it: each time they have doubled. So a
 * flood is told, with its size, and adds no flood of rows.
 * @param beyond how many there were beyond, this one included
 */
export const tellsRefusals = (beyond: number): boolean => Number.isInteger(Math.log2(beyond));
