import type { AuthorizationRequest } from '../domain/authorization-request';
import type { Client, Compatibility } from '../domain/client';
import { limits } from '../domain/limits';
import { type ProfileName, profiles } from '../domain/profiles';
import { readVectors, type Vector } from '../domain/vector';
import { canBeClientId } from './client-id';
import { OAuthError, type OAuthErrorCode } from './oauth-error';
import { allValues, oneValue, type Parameters, refuseMalformedText, refuseRepetition } from './parameters';
import { codeChallengeMethod, isCodeChallenge } from './pkce';
import { readScopes } from './scope';

/**
 * Who asks. Faults go to a page: nothing in the request can be trusted yet.
 * @throws OAuthError invalid_request when client_id is missing or repeated; unauthorized_client when it cannot be an id
 * @see RFC 6749 §4.1.2.1; NHS login Federation §3.3
 */
export function readClientId(params: Parameters): string {
  // Ensure there is one client_id: with two, whom the person is told about and who gets the code could differ.
  const [clientId, second] = allValues(params, 'client_id');
  if (second !== undefined)
    throw pageFault('invalid_request', 'client_id was sent more than once', 'client_id_repeated');
  if (clientId === undefined || clientId === '') {
    throw pageFault('invalid_request', 'client_id is missing', 'client_id_missing');
  }
  // Ensure the id is one that could have been given out, before anything is looked up by it.
  if (!canBeClientId(clientId)) throw unknownService('client_id_malformed');
  return clientId;
}

/**
 * The service that asks, if it may.
 * @param client what the registry holds under the id, or undefined
 * @param issuer at which the request arrived
 * @throws OAuthError unauthorized_client (page) when there is none, it is disabled, or it belongs to another issuer
 */
export function checkClient(client: Client | undefined, issuer: ProfileName): Client {
  if (client === undefined) throw unknownService('client_unknown');
  if (client.status !== 'active') throw unknownService('client_disabled', client.name);
  if (client.issuer !== issuer) throw unknownService('client_of_other_issuer');
  return client;
}

/**
 * Where the answer goes: one of the registered addresses, byte for byte.
 * @throws OAuthError invalid_redirect_uri (page) when missing or not registered; invalid_request (page) when repeated
 * @see RFC 9700 §2.1; NHS login Federation §3.3 redirect_uri
 */
export function checkRedirectUri(client: Client, params: Parameters): string {
  const [sent, second] = allValues(params, 'redirect_uri');
  if (second !== undefined) {
    throw pageFault('invalid_request', 'redirect_uri was sent more than once', 'redirect_uri_repeated');
  }
  // Ensure the address is equal to a registered one, with no rule of equivalence that could be stretched.
  const redirectUri = client.redirectUris.find((registered) => registered === sent);
  if (redirectUri === undefined) {
    throw pageFault('invalid_redirect_uri', 'redirect_uri is not registered for this service', 'redirect_uri_mismatch');
  }
  return redirectUri;
}

/**
 * The state to send back, with a code or an error.
 * @returns undefined when none was sent, when it was repeated (nobody knows which was meant), when it is too long or no UTF-8
 */
export function stateToReturn(params: Parameters): string | undefined {
  const [state, second] = allValues(params, 'state');
  if (state === undefined || state === '' || second !== undefined) return undefined;
  if (isTooLong(state) || !state.isWellFormed()) return undefined;
  return state;
}

/**
 * Checks an authorization request whose client and redirect_uri were found good, in this order: repetition, missing and
 * malformed parameters, response_type, request objects, scope, vectors, prompt, PKCE, what can be met at all.
 * @throws OAuthError (redirect) invalid_request, unsupported_response_type, request_not_supported,
 *   request_uri_not_supported, registration_not_supported, invalid_scope; access_denied when only `Ck` is accepted
 * @see NHS login Federation §3.3, §3.4; OpenID Connect Core 1.0 §3.1.2.2
 */
export function parseAuthorizationRequest(params: Parameters, client: Client): AuthorizationRequest {
  refuseRepetition(params, 'redirect');
  refuseMalformedText(params, 'redirect');
  const responseType = required(params, 'response_type');
  const scope = required(params, 'scope');
  const state = routingValue(params, client, 'state');
  const nonce = routingValue(params, client, 'nonce');
  // Ensure the flow is the code flow; response_mode is not looked at: the answer is always a query.
  if (responseType !== 'code') {
    throw fault('unsupported_response_type', 'response_type must be code', 'response_type');
  }
  refuseRequestObjects(params);
  const scopes = readScopes(scope, client.scopes);
  if (scopes.kind === 'refused') throw fault('invalid_scope', scopes.description, scopes.reason);
  const vectors = acceptedVectors(params, client);
  const prompt = readPrompt(oneValue(params, 'prompt'));
  const codeChallenge = readCodeChallenge(params);
  refuseUnmeetable(vectors);

  const assertedLoginIdentity = oneValue(params, 'asserted_login_identity');
  return {
    issuer: client.issuer,
    clientId: client.clientId,
    redirectUri: checkRedirectUri(client, params),
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
    scopes: scopes.scopes,
    vectors,
    prompt,
    display: oneValue(params, 'display') === 'touch' ? 'touch' : 'page',
    allowRegistration: oneValue(params, 'allow_registration') !== 'false',
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    ...(assertedLoginIdentity === undefined ? {} : { assertedLoginIdentity }),
  };
}

function required(params: Parameters, name: 'response_type' | 'scope'): string {
  const value = oneValue(params, name);
  if (value === undefined) throw fault('invalid_request', `${name} is missing`, `${name}_missing`);
  return value;
}

/** `state` and `nonce`: any Unicode, wanted by the profile unless this service is registered without. */
function routingValue(params: Parameters, client: Client, name: 'state' | 'nonce'): string | undefined {
  const value = oneValue(params, name);
  const profile = profiles[client.issuer];
  const wanted = name === 'state' ? profile.stateRequired : profile.nonceRequired;
  const excused = client.compatibility.includes(`${name}-optional` satisfies Compatibility);
  if (value === undefined && wanted && !excused) {
    throw fault('invalid_request', `${name} is missing`, `${name}_missing`);
  }
  if (value !== undefined && isTooLong(value)) {
    throw fault('invalid_request', `${name} is longer than 4096 characters`, `${name}_too_long`);
  }
  return value;
}

/** Counted in characters; the first test spares the count for what is long in any case. */
function isTooLong(value: string): boolean {
  const most = limits.stateMost.value;
  return value.length > most && (value.length > 2 * most || [...value].length > most);
}

/** @see OpenID Connect Core 1.0 §6, §7.2.1; NHS login Federation §3.3.3 */
function refuseRequestObjects(params: Parameters): void {
  const unsupported = [
    ['request', 'request_not_supported'],
    ['request_uri', 'request_uri_not_supported'],
    ['registration', 'registration_not_supported'],
  ] as const;
  for (const [name, code] of unsupported) {
    if (oneValue(params, name) !== undefined) throw fault(code, `${name} is not supported`, code);
  }
}

function acceptedVectors(params: Parameters, client: Client): readonly Vector[] {
  const verdict = readVectors(oneValue(params, 'vtr'), client.vectors);
  switch (verdict.kind) {
    case 'vectors':
      return verdict.vectors;
    case 'malformed':
      throw fault('invalid_request', verdict.why, 'vtr_malformed');
    case 'not-registered':
      throw fault('invalid_request', 'vtr has a vector that is not registered for this service', 'vtr_not_registered');
    default:
      throw new Error(verdict satisfies never);
  }
}

/** Lists, `consent` and `select_account` are refused: none of them is offered. */
function readPrompt(prompt: string | undefined): AuthorizationRequest['prompt'] {
  if (prompt === undefined) return 'any';
  if (prompt === 'none' || prompt === 'login') return prompt;
  throw fault('invalid_request', 'prompt must be empty, none or login', 'prompt');
}

/** @see RFC 7636 §4.3, §4.4.1 */
function readCodeChallenge(params: Parameters): string | undefined {
  const challenge = oneValue(params, 'code_challenge');
  const method = oneValue(params, 'code_challenge_method');
  if (challenge === undefined && method === undefined) return undefined;
  // Ensure the challenge was not lost on the way: the service believes that it is protected.
  if (challenge === undefined) throw fault('invalid_request', 'code_challenge is missing', 'code_challenge_missing');
  // Ensure the method is named: without it, it would be plain.
  if (method !== codeChallengeMethod) {
    throw fault('invalid_request', 'code_challenge_method must be S256', 'code_challenge_method');
  }
  if (!isCodeChallenge(challenge)) {
    throw fault('invalid_request', 'code_challenge must be 43 base64url characters', 'code_challenge');
  }
  return challenge;
}

/** `Ck`, a shared key in a device, is offered to nobody: a request that accepts nothing else can end only here. */
function refuseUnmeetable(vectors: readonly Vector[]): void {
  if (!vectors.every((vector) => vector.credentials.includes('Ck'))) return;
  throw fault('access_denied', 'no credential that vtr accepts is offered', 'vtr_only_ck');
}

const fault = (code: OAuthErrorCode, description: string, reason: string): OAuthError =>
  new OAuthError(code, { description, reason, deliver: 'redirect' });

const pageFault = (code: OAuthErrorCode, description: string, reason: string): OAuthError =>
  new OAuthError(code, { description, reason, deliver: 'page' });

/** One answer to programs for unknown, malformed and disabled; the page for people names a service that is paused. */
function unknownService(reason: string, service?: string): OAuthError {
  const description = 'client_id is not that of a connected service';
  const named = service === undefined ? {} : { service };
  return new OAuthError('unauthorized_client', { description, reason, deliver: 'page', ...named });
}
