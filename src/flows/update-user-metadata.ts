import type { Ports } from '../ports';
import type { Caller } from '../ports/caller';
import { verifyAccessToken } from '../protocol/access-token';
import { readBearer } from '../protocol/bearer';
import { issuerOf } from '../protocol/issuer';
import { OAuthError } from '../protocol/oauth-error';
import { parseUserMetadata, randomUserMetadata } from '../protocol/user-metadata';

export interface UpdateUserMetadataInput {
  readonly authorization: string | undefined;
  /** `client_user_metadata` of the body; undefined when the body was not as it must be. */
  readonly metadata: string | undefined;
  readonly caller: Caller;
}

/**
 * Keeps what a service noted about a person, for that service alone.
 * @throws OAuthError invalid_token | insufficient_scope | invalid_request (deliver bearer)
 * @see NHS login Federation §3.7 (PATCH)
 */
export async function updateUserMetadata(
  ports: Pick<Ports, 'accounts' | 'clients' | 'clock' | 'keys' | 'settings'>,
  input: UpdateUserMetadataInput,
): Promise<void> {
  const issuer = issuerOf(ports.settings.origin, 'nhs-login');
  const jwt = readBearer(input.authorization);
  const keys = await ports.keys.published('nhs-login');
  const token = await verifyAccessToken(jwt, { issuer, keys, now: ports.clock.now() });
  const client = await ports.clients.find(token.clientId);
  // Ensure the service was not disabled.
  if (client === undefined || client.status !== 'active') throw ended();
  // Ensure the token opens what is to be written, and that the scope was not taken from the service since.
  if (!token.scopes.includes('client_metadata') || !client.scopes.includes('client_metadata')) {
    throw new OAuthError('insufficient_scope', {
      description: 'the client_metadata scope is needed',
      reason: 'scope_client_metadata',
      deliver: 'bearer',
    });
  }
  const change = parseUserMetadata(input.metadata);
  const text =
    change.kind === 'random'
      ? await randomUserMetadata(await ports.clients.verificationKeys(client, undefined))
      : change.kind === 'keep'
        ? change.text
        : '';
  if (text === undefined) throw new Error('a service has no key to encrypt to');
  const written = await ports.accounts.writeUserMetadata(token.jti, token.clientId, text, input.caller);
  if (written === 'ended') throw ended();
}

const ended = (): OAuthError =>
  new OAuthError('invalid_token', {
    description: 'the access token is no longer valid',
    reason: 'grant_ended',
    deliver: 'bearer',
  });
