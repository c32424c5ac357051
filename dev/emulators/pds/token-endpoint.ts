import { randomBytes, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { WorldClock } from '../../clock.ts';

/** An application as it is registered with the platform. */
export interface RegisteredApp {
  readonly apiKey: string;
  /** The public keys of the application; empty = none registered. */
  readonly jwks: JSONWebKeySet;
}

const mostAheadSeconds = 300;
const lifeSeconds = 599;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  readonly status: 400 | 401 | 403;
  readonly error: string;

  constructor(status: 400 | 401 | 403, description: string, error = 'invalid_request') {
    super(description);
    this.status = status;
    this.error = error;
  }
}

function readHeader(assertion: string): Record<string, unknown> {
  try {
    decodeJwt(assertion);
    return { ...decodeProtectedHeader(assertion) };
  } catch {
    throw new TokenRefusal(400, 'Malformed JWT in client_assertion');
  }
}

function checkHeader(header: Record<string, unknown>, { jwks }: RegisteredApp): void {
  if (header.alg === undefined) throw new TokenRefusal(400, "Missing 'alg' header in client_assertion JWT");
  if (header.alg !== 'RS512') {
    throw new TokenRefusal(
      400,
      "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
    );
  }
  if (header.typ !== 'JWT') throw new TokenRefusal(400, "Invalid 'typ' header in client_assertion JWT - must be 'JWT'");
  if (typeof header.kid !== 'string') throw new TokenRefusal(400, "Missing 'kid' header in client_assertion JWT");
  if (jwks.keys.length === 0)
    throw new TokenRefusal(
      403,
      'You need to register a public key to use this authentication method - please contact support to configure',
      'public_key error',
    );
  if (!jwks.keys.some(({ kid }) => kid === header.kid))
    throw new TokenRefusal(401, "Invalid 'kid' header in client_assertion JWT - no matching public key");
}

function checkClaims(
  claims: Record<string, unknown>,
  expected: { apiKey: string; audience: string; now: number },
): void {
  const { iss, sub, aud, exp, jti } = claims;
  if (typeof iss !== 'string' || iss !== sub)
    throw new TokenRefusal(400, "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT");
  if (iss !== expected.apiKey) throw new TokenRefusal(401, "Invalid 'iss'/'sub' claims in client_assertion JWT");
  if (jti === undefined) throw new TokenRefusal(400, "Missing 'jti' claim in client_assertion JWT");
  if (typeof jti !== 'string') throw new TokenRefusal(400, "Failed to decode JWT: 'jti' claim must be a string");
  if (aud !== expected.audience) throw new TokenRefusal(401, "Missing or invalid 'aud' claim in client_assertion JWT");
  if (exp === undefined) throw new TokenRefusal(400, "Missing 'exp' claim in client_assertion JWT");
  if (!Number.isInteger(exp))
    throw new TokenRefusal(400, "Invalid 'exp' claim in client_assertion JWT - must be an integer");
  if (Number(exp) <= expected.now)
    throw new TokenRefusal(400, "Invalid 'exp' claim in client_assertion JWT - JWT has expired");
  if (Number(exp) > expected.now + mostAheadSeconds)
    throw new TokenRefusal(400, "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future");
}

/** The body as a form, checked as far as it goes before the assertion. */
async function readForm(request: Request): Promise<string> {
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') !== true)
    throw new TokenRefusal(400, 'Content-Type header must be application/x-www-form-urlencoded');
  const form = new URLSearchParams(await request.text());
  const grant = form.get('grant_type');
  if (grant === null) throw new TokenRefusal(400, 'grant_type is missing');
  if (grant !== 'client_credentials') throw new TokenRefusal(400, 'grant_type is invalid', 'unsupported_grant_type');
  if (form.get('client_assertion_type') !== assertionType)
    throw new TokenRefusal(400, `Missing or invalid client_assertion_type - must be '${assertionType}'`);
  const assertion = form.get('client_assertion');
  if (assertion === null) throw new TokenRefusal(400, 'Missing client_assertion');
  return assertion;
}

/**
 * The platform's token endpoint for applications, and the tokens that it gave out.
 * @param audience its own address
 * @see NHS England API platform, "Application-restricted RESTful APIs - signed JWT authentication"
 */
export function createTokenEndpoint(app: RegisteredApp, { clock, audience }: { clock: WorldClock; audience: string }) {
  const seen = new Set<string>();
  const issued = new Map<string, number>();

  const issue = async (request: Request): Promise<Response> => {
    const assertion = await readForm(request);
    checkHeader(readHeader(assertion), app);
    const claims = decodeJwt(assertion);
    const now = Math.floor(clock.now() / 1000);
    checkClaims(claims, { apiKey: app.apiKey, audience, now });

    // Ensure that the application itself signed it.
    await jwtVerify(assertion, createLocalJWKSet(app.jwks), {
      algorithms: ['RS512'],
      currentDate: new Date(clock.now()),
    }).catch((thrown: unknown) => {
      if (!(thrown instanceof errors.JOSEError)) throw thrown;
      throw new TokenRefusal(401, 'JWT signature verification failed', 'public_key error');
    });

    if (seen.has(String(claims.jti))) throw new TokenRefusal(400, "Non-unique 'jti' claim in client_assertion JWT");
    seen.add(String(claims.jti));
    const token = randomBytes(21).toString('base64url');
    issued.set(token, clock.now() + lifeSeconds * 1000);
    return Response.json({
      access_token: token,
      expires_in: String(lifeSeconds),
      token_type: 'Bearer',
      issued_at: String(clock.now()),
    });
  };

  return {
    /** How many tokens were given out. */
    issued: () => issued.size,
    /** Takes all tokens back, as when the application's keys are changed. */
    revokeAll: () => issued.clear(),
    isGood: (token: string) => (issued.get(token) ?? 0) > clock.now(),
    async answer(request: Request): Promise<Response> {
      try {
        return await issue(request);
      } catch (thrown) {
        if (!(thrown instanceof TokenRefusal)) throw thrown;
        const body = { error: thrown.error, error_description: thrown.message, message_id: randomUUID() };
        return Response.json(body, { status: thrown.status });
      }
    },
  };
}

export type TokenEndpoint = ReturnType<typeof createTokenEndpoint>;
