/**
 * Every error code that a connected service can meet, and the HTTP status it has where it is not sent by redirect.
 * @see NHS login Federation §3.3 (errors of /authorize), §3.5 (errors of /token), §3.7 (errors of /userinfo)
 * @see RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1; OpenID Connect Core 1.0 §3.1.2.6
 */
export const oauthErrorStatus = {
  // The authorization endpoint.
  invalid_request: 400,
  unauthorized_client: 400,
  access_denied: 403,
  unsupported_response_type: 400,
  invalid_scope: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  sso_login_required: 400,
  login_required: 400,
  interaction_required: 400,
  account_selection_required: 400,
  consent_required: 400,
  invalid_request_uri: 400,
  invalid_request_object: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  invalid_redirect_uri: 400,
  // The token endpoint.
  invalid_client: 400,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  // Resources behind a bearer token.
  invalid_token: 401,
  insufficient_scope: 403,
} as const satisfies Record<string, number>;

export type OAuthErrorCode = keyof typeof oauthErrorStatus;

/**
 * How an error reaches whoever caused it: `page` to the person when no redirect may be trusted, `redirect` to the
 * service, `json` in the body of the token endpoint, `bearer` in `WWW-Authenticate`.
 */
export type OAuthErrorDelivery = 'page' | 'redirect' | 'json' | 'bearer';

export interface OAuthErrorInput {
  /** Told to the service: printable ASCII, fixed text, never what was sent. */
  readonly description: string;
  /** Private, for the log: a tag in snake_case, such as `assertion_alg`; never what was sent. */
  readonly reason: string;
  readonly deliver: OAuthErrorDelivery;
  /** Set when the service tried to authenticate by the Authorization header: it is answered in the same way, with 401. */
  readonly challenge?: 'Basic';
  /** The name of a known service, for the page that a person reads. */
  readonly service?: string;
}

/** The fault of a connected service. @see RFC 6749 §5.2 (status 401 and its challenge) */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly description: string;
  readonly reason: string;
  readonly deliver: OAuthErrorDelivery;
  readonly status: number;
  /** The scheme for `WWW-Authenticate`, which goes with status 401 at the token endpoint. */
  readonly challenge: 'Basic' | undefined;
  readonly service: string | undefined;

  /** @throws Error when the description has a character that RFC 6749 §5.2 does not allow */
  constructor(code: OAuthErrorCode, { description, reason, deliver, challenge, service }: OAuthErrorInput) {
    super(`${code}: ${reason}`);
    if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(description))
      throw new Error('an error description is printable ASCII');
    this.code = code;
    this.description = description;
    this.reason = reason;
    this.deliver = deliver;
    this.challenge = challenge;
    this.service = service;
    this.status = challenge === undefined ? oauthErrorStatus[code] : 401;
  }
}

/**
 * The `WWW-Authenticate` value for an error of a bearer endpoint. Codes and descriptions hold no quote and no backslash.
 * @see RFC 6750 §3
 */
export function bearerChallenge({ code, description }: OAuthError): string {
  return `Bearer error="${code}", error_description="${description}"`;
}
