import { lowerLevel, toldLevel } from '../domain/vector';
import type { Ports } from '../ports';
import { verifyAccessToken } from '../protocol/access-token';
import { readBearer } from '../protocol/bearer';
import { provenFacts } from '../protocol/id-token';
import { issuerOf } from '../protocol/issuer';
import { OAuthError } from '../protocol/oauth-error';
import { userinfoClaims } from '../protocol/userinfo';

/**
 * What an access token tells of its person now. Its grant, its service and the consent behind it are asked for each time, so
 * that an end takes effect at once. Neither Postgres nor Redis is asked.
 * @throws OAuthError invalid_token (deliver bearer) when the token, its grant or its service does not stand;
 *   insufficient_scope when a refresh left `openid` out
 * @see NHS login Federation §3.7; RFC 6750; OpenID Connect Core 1.0 §5.3.1
 */
export async function readUserinfo(
  ports: Pick<Ports, 'accounts' | 'clients' | 'clock' | 'keys' | 'settings'>,
  authorization: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const issuer = issuerOf(ports.settings.origin, 'nhs-login');
  const jwt = readBearer(authorization);
  const token = await verifyAccessToken(jwt, {
    issuer,
    keys: await ports.keys.published('nhs-login'),
    now: ports.clock.now(),
  });
  const [client, grant] = await Promise.all([
    ports.clients.find(token.clientId),
    ports.accounts.readGrant(token.jti, token.clientId),
  ]);
  // Ensure the service was not disabled, and that nothing ended what the token stands for.
  if (client === undefined || client.status !== 'active' || grant === undefined || grant.subject !== token.subject) {
    throw new OAuthError('invalid_token', {
      description: 'the access token is no longer valid',
      reason: 'grant_ended',
      deliver: 'bearer',
    });
  }
  const scopes = token.scopes.filter((scope) => grant.scopes.includes(scope) && client.scopes.includes(scope));
  // Ensure the token opens userinfo at all: without its subject an answer could be taken for somebody else's.
  if (!scopes.includes('openid')) {
    throw new OAuthError('insufficient_scope', {
      description: 'the openid scope is needed',
      reason: 'scope_openid',
      deliver: 'bearer',
    });
  }
  const told = lowerLevel(
    toldLevel(grant.level, grant.passwordAlone === true, client.vectors),
    grant.agreed ?? grant.level,
  );
  return userinfoClaims({
    issuer,
    clientId: token.clientId,
    subject: grant.subject,
    scopes,
    level: grant.level,
    toldLevel: told,
    email: grant.email,
    emailVerified: true,
    phoneNumber: grant.phone,
    phoneNumberVerified: true,
    // Where nothing is told from the record, this is not either: it is as for somebody who has none.
    phoneNumberPdsMatched: told !== 'P0' && grant.patient?.phoneMatched === true,
    ...(grant.patient && { proven: provenFacts(grant.patient) }),
    ...(grant.patient?.odsCode === undefined ? {} : { gpOdsCode: grant.patient.odsCode }),
    ...(grant.userMetadata === undefined ? {} : { clientUserMetadata: grant.userMetadata }),
  });
}
