import type { AuthorizationRequest } from '../domain/authorization-request';
import type { InteractionId } from '../domain/brands';
import type { Client } from '../domain/client';
import type { InteractionFacts } from '../domain/interaction';
import { type JourneyView, journeyView, nextStep, silentError } from '../domain/journey';
import { profiles } from '../domain/profiles';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import { readAssertedLogin, verifyAssertedLogin } from '../protocol/asserted-login';
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

type StartPorts = Pick<Ports, 'clients' | 'accounts' | 'interactions' | 'limits' | 'audit' | 'clock'>;

/**
 * Begins to answer an authorization request: service and redirect URI first, for nothing may be redirected before they are
 * known to belong together; then the request; then the session. Something is stored only when a page is needed.
 * @throws OAuthError deliver page when the service or its redirect URI is not known
 * @see NHS login Federation §3.3; RFC 6749 §4.1.2.1
 */
export async function startAuthorization(
  ports: StartPorts,
  input: StartAuthorizationInput,
): Promise<StartAuthorizationOutcome> {
  const client = checkClient(await ports.clients.find(readClientId(input.parameters)), 'nhs-login');
  const redirectUri = checkRedirectUri(client, input.parameters);
  const request = readRequest(ports, client, input);
  if (request instanceof OAuthError) {
    const state = stateToReturn(input.parameters);
    return toService(errorLocation(redirectUri, { error: request.code, description: request.description, state }));
  }
  const { state, prompt } = request;
  const interaction = ports.interactions.newId();
  const asserted = await openAsserted(ports, { request, client, interaction, caller: input.caller });
  if (asserted === 'refused') noteRefusal(ports, client, input.caller, 'asserted_login');
  if (asserted === 'refused' && prompt === 'none') {
    return toService(errorLocation(redirectUri, { error: 'sso_login_required', state }));
  }
  const login = asserted === 'refused' ? undefined : asserted;
  const facts: InteractionFacts = login === undefined ? {} : { asserted: { session: login.session } };
  const begin = (page?: string) => beginInteraction(ports, { request, facts, interaction, caller: input.caller }, page);
  if (input.storeOnly) return begin();
  const judged = await judge(ports, { request, facts, login, interaction, input });
  if (judged.code !== undefined) return toService(codeLocation(redirectUri, { code: judged.code, state }));
  if (prompt === 'none') {
    const error = silentError(judged.view) ?? 'interaction_required';
    return toService(errorLocation(redirectUri, { error, state }));
  }
  return begin(nextStep(judged.view)?.page);
}

interface Beginning {
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  readonly interaction: InteractionId;
  readonly caller: Caller;
}

/** Stores the request, unless its network stored too many in this minute: then the service is told to try again. */
async function beginInteraction(
  ports: StartPorts,
  { request, facts, interaction, caller }: Beginning,
  page?: string,
): Promise<StartAuthorizationOutcome> {
  const taken = await ports.limits.take('interactions-by-address', caller.address);
  if (taken.outcome === 'limited') {
    const { redirectUri, state } = request;
    return toService(errorLocation(redirectUri, { error: 'temporarily_unavailable', state }));
  }
  // An asserted login was judged, and counts once: the JWT itself, which may be long, is of no more use.
  const { assertedLoginIdentity: _judged, ...kept } = request;
  const { secret } = await ports.interactions.begin(interaction, kept, facts);
  return { kind: 'interact', interaction, secret, ...(page === undefined ? {} : { page }) };
}

const toService = (location: string): StartAuthorizationOutcome => ({ kind: 'to-service', location });

/** The request, or the service's fault in it, noted in the audit trail. */
function readRequest(
  ports: StartPorts,
  client: Client,
  { parameters, caller }: StartAuthorizationInput,
): AuthorizationRequest | OAuthError {
  try {
    return parseAuthorizationRequest(parameters, client);
  } catch (cause) {
    if (!(cause instanceof OAuthError) || cause.deliver !== 'redirect') throw cause;
    noteRefusal(ports, client, caller, cause.reason);
    return cause;
  }
}

function noteRefusal(ports: StartPorts, { clientId: client }: Client, caller: Caller, reason: string): void {
  ports.audit.recordRefusal({ kind: 'authz_refused', at: ports.clock.now(), client, ...caller, detail: { reason } });
}

interface Judged {
  /** There when nothing is needed: the grant is made. */
  readonly code?: string;
  readonly view: JourneyView;
}

/**
 * Judges the request by who is signed in here, in one call of their account that also makes the grant; or by the login that
 * another service asserts, if it is not somebody else's than the person's who is here.
 */
async function judge(
  ports: StartPorts,
  {
    request,
    facts,
    login,
    interaction,
    input,
  }: {
    readonly request: AuthorizationRequest;
    readonly facts: InteractionFacts;
    readonly login: Awaited<ReturnType<Ports['accounts']['openAsserted']>>;
    readonly interaction: InteractionId;
    readonly input: StartAuthorizationInput;
  },
): Promise<Judged> {
  const { caller } = input;
  const session = request.prompt === 'login' ? undefined : input.session;
  if (login === undefined) {
    const authorized = await ports.accounts.authorize(session, { interaction, request, caller });
    const account = authorized.outcome === 'needs' ? authorized.facts : undefined;
    const view = journeyView({ request, facts, account, interaction });
    return authorized.outcome === 'granted' ? { code: authorized.code, view } : { view };
  }
  const account = await ports.accounts.readSession(session);
  const view = journeyView({ request, facts, account, asserted: login.facts, interaction });
  if (nextStep(view) !== undefined) return { view };
  const counts = view.account === account ? session : login.session;
  const authorized = await ports.accounts.authorize(counts, { interaction, request, caller });
  return authorized.outcome === 'granted' ? { code: authorized.code, view } : { view };
}

interface AssertedRequest {
  readonly request: AuthorizationRequest;
  readonly client: Client;
  readonly interaction: InteractionId;
  readonly caller: Caller;
}

/**
 * Signs a person in for this request by the login that another service asserts, if that pair is allowed to.
 * @returns `refused` when the request has an assertion that does not hold; undefined when it has none that counts
 * @see NHS login Federation §3.3.1 (asserted_login_identity)
 */
async function openAsserted(ports: StartPorts, { request, client, interaction, caller }: AssertedRequest) {
  const { assertedLoginIdentity: jwt, prompt } = request;
  // A request for a new sign-in is not satisfied by an old one.
  if (jwt === undefined || prompt === 'login') return undefined;
  const claimed = readAssertedLogin(jwt);
  const from = claimed === undefined ? undefined : await ports.clients.find(claimed.clientId);
  // Ensure the asserting service is one that may assert to this one.
  if (claimed === undefined || from === undefined || !client.ssoFrom.includes(from.clientId)) return 'refused';
  const verified = await verifyAssertedLogin(jwt, {
    clientId: from.clientId,
    keys: await ports.clients.verificationKeys(from, claimed.kid),
    algorithms: profiles[from.issuer].clientAuthentication.algorithms,
    now: ports.clock.now(),
  });
  if (verified === undefined) return 'refused';
  // Ensure it is used once, and that the asserting service stands.
  const admission = await ports.clients.admit(from, { jti: `asserted:${verified.jti}`, exp: verified.exp });
  if (admission.outcome !== 'fresh' || admission.status !== 'active') return 'refused';
  const { idTokenJti } = verified;
  const opened = await ports.accounts.openAsserted({ idTokenJti, clientId: from.clientId, interaction, caller });
  return opened ?? 'refused';
}
