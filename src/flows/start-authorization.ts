import type { AccountFacts } from '../domain/account';
import type { AuthorizationRequest } from '../domain/authorization-request';
import { journeyView, nextStep } from '../domain/journey';
import type { Caller, CookieToken, Ports } from '../ports';
import {
  checkClient,
  checkRedirectUri,
  parseAuthorizationRequest,
  readClientId,
  stateToReturn,
} from '../protocol/authorization-request';
import { codeLocation, errorLocation } from '../protocol/authorization-response';
import { OAuthError } from '../protocol/oauth-error';

export interface StartAuthorizationInput {
  /** Query and body parameters together, in order, repetitions included. */
  readonly parameters: readonly (readonly [string, string])[];
  /** Absent on POST, which reads no cookie. */
  readonly session: CookieToken | undefined;
  /** A cross-site POST stores the request; a same-site GET goes on with it. */
  readonly storeOnly: boolean;
  readonly caller: Caller;
}
export type StartAuthorizationOutcome =
  /** Back to the service with a code or an error. */
  | { readonly kind: 'to-service'; readonly location: string }
  /** A page is needed: the interaction, its secret for the browser's cookie, and the page if it is known. */
  | { readonly kind: 'interact'; readonly interaction: string; readonly secret: string; readonly page?: string };

/**
 * Begins to answer an authorization request: service and redirect URI first, for nothing may be redirected before they are
 * known to belong together; then the request; then the session. Something is stored only when a page is needed.
 * @throws OAuthError deliver page when the service or its redirect URI is not known
 * @see NHS login Federation §3.3; RFC 6749 §4.1.2.1
 */
export async function startAuthorization(
  ports: Pick<Ports, 'clients' | 'accounts' | 'interactions' | 'audit' | 'clock'>,
  input: StartAuthorizationInput,
): Promise<StartAuthorizationOutcome> {
  const client = checkClient(await ports.clients.find(readClientId(input.parameters)), 'nhs-login');
  const redirectUri = checkRedirectUri(client, input.parameters);
  let request: AuthorizationRequest;
  try {
    request = parseAuthorizationRequest(input.parameters, client);
  } catch (cause) {
    if (!(cause instanceof OAuthError) || cause.deliver !== 'redirect') throw cause;
    ports.audit.record({
      kind: 'authz_refused',
      at: ports.clock.now(),
      client: client.clientId,
      ...input.caller,
      detail: { reason: cause.reason },
    });
    const state = stateToReturn(input.parameters);
    return {
      kind: 'to-service',
      location: errorLocation(redirectUri, { error: cause.code, description: cause.description, state }),
    };
  }
  const interaction = ports.interactions.newId();
  if (input.storeOnly)
    return { kind: 'interact', interaction, ...(await ports.interactions.begin(interaction, request)) };
  let account: AccountFacts | undefined;
  if (request.prompt !== 'login') {
    const authorized = await ports.accounts.authorize(input.session, { interaction, request, caller: input.caller });
    if (authorized.outcome === 'granted')
      return {
        kind: 'to-service',
        location: codeLocation(redirectUri, { code: authorized.code, state: request.state }),
      };
    account = authorized.outcome === 'needs' ? authorized.facts : undefined;
  }
  const next = nextStep(journeyView({ request, facts: {}, account, interaction }));
  if (request.prompt === 'none') {
    return {
      kind: 'to-service',
      location: errorLocation(redirectUri, {
        error: next?.silentError ?? 'interaction_required',
        state: request.state,
      }),
    };
  }
  const { secret } = await ports.interactions.begin(interaction, request);
  return { kind: 'interact', interaction, secret, ...(next === undefined ? {} : { page: next.page }) };
}
