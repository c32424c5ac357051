import { nearestName } from './nearest-name';
import { type ProfileName, profiles } from './profiles';
import { type File, quoted, type Report } from './registration-file';

const MOST_NAME_CHARACTERS = 100;

/**
 * Every member a file may have. `read`: kept in the record · `fixed`: must say what the issuer does anyway ·
 * `idle`: understood, without effect with the issuers there are.
 * @see RFC 7591 §2; OpenID Connect Dynamic Client Registration 1.0 §2
 */
const members = {
  client_name: 'read',
  client_uri: 'read',
  policy_uri: 'read',
  tos_uri: 'read',
  redirect_uris: 'read',
  post_logout_redirect_uris: 'read',
  jwks: 'read',
  jwks_uri: 'read',
  scope: 'read',
  vectors: 'read',
  legal_basis: 'read',
  issuer: 'read',
  refresh_tokens: 'read',
  im1_enabled: 'read',
  sso_from: 'read',
  compatibility: 'read',
  shards: 'read',
  grant_types: 'read',
  response_types: 'fixed',
  token_endpoint_auth_method: 'fixed',
  token_endpoint_auth_signing_alg: 'fixed',
  id_token_signed_response_alg: 'fixed',
  subject_type: 'fixed',
  application_type: 'idle',
  contacts: 'idle',
  logo_uri: 'idle',
  software_id: 'idle',
  software_version: 'idle',
  backchannel_logout_uri: 'idle',
  backchannel_logout_session_required: 'idle',
  frontchannel_logout_uri: 'idle',
  frontchannel_logout_session_required: 'idle',
} as const satisfies Record<string, 'read' | 'fixed' | 'idle'>;

/** Members that people send and that need another answer than "unknown". */
const answers: Readonly<Record<string, string>> = {
  public_key_pem: 'Send the key as jwks: "npm run service -- add" turns a PEM file into one.',
  client_id: 'Leave it out: Gatehouse gives each service its id.',
  client_secret: 'Leave it out: a service proves itself with its private key (private_key_jwt), there are no secrets.',
  request_object_signing_alg: 'Leave it out: request objects are not accepted.',
  userinfo_signed_response_alg: 'Leave it out: userinfo is always plain JSON.',
};

/** Reports every member that no file has, with the name that was probably meant. */
export function checkMembers(file: File, report: Report): void {
  for (const name of Object.keys(file)) {
    if (Object.hasOwn(members, name)) continue;
    const near = nearestName(name, Object.keys(members));
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    const advice = near === undefined ? 'Remove it: Gatehouse has no member of this name.' : `Did you mean ${near}?`;
    report(name.slice(0, MOST_NAME_CHARACTERS), answer ?? advice);
  }
}

/** Reports every member that asks for another method or algorithm than the issuer's. */
export function checkFixed(file: File, issuer: ProfileName, report: Report): void {
  const profile = profiles[issuer];
  const fixed: Readonly<Record<string, readonly string[]>> = {
    token_endpoint_auth_method: [profile.clientAuthentication.method],
    token_endpoint_auth_signing_alg: profile.clientAuthentication.algorithms,
    id_token_signed_response_alg: [profile.idTokenAlgorithm],
    subject_type: ['public'],
  };
  for (const [name, allowed] of Object.entries(fixed)) {
    const said = file[name];
    if (said === undefined || allowed.some((one) => one === said)) continue;
    report(name, `Set it to ${quoted(allowed)}, or leave it out: issuer ${issuer} knows nothing else.`);
  }
  const types = file['response_types'];
  if (types !== undefined && !(Array.isArray(types) && types.length === 1 && types[0] === 'code')) {
    report('response_types', 'Set it to ["code"], or leave it out.');
  }
}

/** A sentence about each member that was understood and has no effect. */
export function idleNotes(file: File, issuer: ProfileName): readonly string[] {
  return Object.entries(members)
    .filter(([name, use]) => use === 'idle' && file[name] !== undefined)
    .map(([name]) => `${name} has no effect with issuer ${issuer}, and is not kept.`);
}
