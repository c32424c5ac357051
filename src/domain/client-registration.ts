import { type ClientId, clientId } from './brands';
import { type Scope, scopes } from './claims';
import type { Client, ClientKeys, Compatibility, LegalBasis, PublicJwk } from './client';
import { limits } from './limits';
import { type ProfileName, profiles } from './profiles';
import { checkJwksUri, checkLink, checkRedirectUri, type UriRules } from './registered-uri';
import {
  type File,
  isRecord,
  printable,
  quoted,
  type RegistrationProblem,
  type Report,
  readChoice,
  readChoices,
  readFlag,
  readTexts,
} from './registration-file';
import { checkFixed, checkMembers, idleNotes } from './registration-members';
import { isSameKey, readServiceKey } from './service-key';
import { parseVector } from './vector';

/** A service as its file describes it; id, version, status and time of creation are ours to give. */
export type Registration = Omit<Client, 'clientId' | 'version' | 'status' | 'createdAt'>;

export type RegistrationVerdict =
  | {
      readonly kind: 'registration';
      readonly registration: Registration;
      /** Sentences about members that were understood and have no effect with this issuer. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly RegistrationProblem[] };

export interface RegistrationRules extends UriRules {
  /** The id of the service itself, which `"self"` in `sso_from` stands for. */
  readonly self: ClientId;
  /** Ids of other services that exist; `assertersNamedIn` says which must be looked up. */
  readonly knownClientIds: ReadonlySet<string>;
}

const MOST_NAME_CHARACTERS = 100;
const MOST_KEYS = 10;
const MOST_ASSERTERS = 200;
const MOST_SHARDS = 64;
const MOST_PROBLEMS = 50;

const legalBases: readonly LegalBasis[] = ['nhs-commissioned', 'not-commissioned', 'local-authority', 'devolved'];
const compatibilities: readonly Compatibility[] = ['state-optional', 'nonce-optional'];
/** The names of the issuers there are. */
export const profileNames = Object.keys(profiles) as readonly ProfileName[];

/**
 * Reads the file that describes a connected service, and names everything that is wrong with it.
 * @param input what the file says, parsed as JSON
 * @returns the registration with defaults filled in, or every problem with a sentence that says what to do
 * @see RFC 7591 §2; NHS login Federation §2 (what is held for each service)
 */
export function parseRegistration(input: unknown, rules: RegistrationRules): RegistrationVerdict {
  if (!isRecord(input)) return { kind: 'refused', problems: [{ field: 'file', sentence: 'Write one JSON object.' }] };
  const problems: RegistrationProblem[] = [];
  const report: Report = (field, sentence) => problems.push({ field, sentence });
  checkMembers(input, report);
  const issuer = readChoice(input, 'issuer', profileNames, report) ?? 'nhs-login';
  checkFixed(input, issuer, report);
  const registration = readRecord(input, issuer, rules, report);
  if (problems.length > 0) return { kind: 'refused', problems: problems.slice(0, MOST_PROBLEMS) };
  return { kind: 'registration', registration, notes: idleNotes(input, issuer) };
}

/** The ids of other services a file refers to, at most 200: whether they exist is for the caller to find out. */
export function assertersNamedIn(input: unknown): readonly ClientId[] {
  const named = isRecord(input) ? input['sso_from'] : undefined;
  if (!Array.isArray(named)) return [];
  return named.slice(0, MOST_ASSERTERS).filter(isClientId).map(clientId);
}

/** Whether a text has the form of a client id: 128 bits, base64url. What has not never reaches an atom. */
export const isClientId = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value);

/** The keys of a service's JWK set. @returns the keys, each problem being reported under `field` */
export function readKeySet(value: unknown, issuer: ProfileName, field: string, report: Report): readonly PublicJwk[] {
  const listed = isRecord(value) ? value['keys'] : undefined;
  if (!Array.isArray(listed) || listed.length === 0) {
    report(field, 'Write a JWK set: {"keys": [ … ]} with at least one key.');
    return [];
  }
  if (listed.length > MOST_KEYS) report(field, `Keep at most ${MOST_KEYS} keys.`);
  const keys: PublicJwk[] = [];
  for (const [index, item] of listed.slice(0, MOST_KEYS).entries()) {
    const verdict = readServiceKey(item, profiles[issuer].clientAuthentication.algorithms);
    const place = `${field}.keys[${index}]`;
    if (verdict.kind === 'refused') report(place, verdict.sentence);
    else if (keys.some((key) => isSameKey(key, verdict.key)))
      report(place, 'Remove this key: it is in the set already.');
    else if (keys.some((key) => key.kid !== undefined && key.kid === verdict.key.kid))
      report(place, 'Give each key a kid of its own.');
    else keys.push(verdict.key);
  }
  return keys;
}

function readRecord(file: File, issuer: ProfileName, rules: RegistrationRules, report: Report): Registration {
  const im1Enabled = readFlag(file, 'im1_enabled', report) ?? false;
  return {
    issuer,
    name: readName(file, report),
    redirectUris: readUris(file, 'redirect_uris', rules, report),
    postLogoutRedirectUris:
      file['post_logout_redirect_uris'] === undefined ? [] : readUris(file, 'post_logout_redirect_uris', rules, report),
    keys: readKeys(file, issuer, rules, report),
    scopes: readScopes(file, im1Enabled, report),
    vectors: readVectorList(file, report),
    legalBasis: readLegalBasis(file, report),
    refreshTokens: readRefreshTokens(file, report),
    im1Enabled,
    ssoFrom: readAsserters(file, rules, report),
    compatibility: readChoices(file, 'compatibility', compatibilities, report),
    shards: readShards(file, report),
    ...readLinks(file, rules, report),
  };
}

function readName(file: File, report: Report): string {
  const name = file['client_name'];
  if (typeof name !== 'string' || name.trim() === '') {
    report('client_name', 'Write the name by which the public knows the service.');
    return '';
  }
  if ([...name].length > MOST_NAME_CHARACTERS)
    report('client_name', `Shorten the name to at most ${MOST_NAME_CHARACTERS} characters.`);
  // Ensure that a name cannot hide, reverse or break the text around it on the consent page.
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name) || name !== name.trim()) {
    report('client_name', 'Remove control characters, invisible characters and spaces at the ends.');
  }
  return name.normalize('NFC');
}

function readUris(file: File, field: string, rules: UriRules, report: Report): readonly string[] {
  const most = limits.redirectUrisPerService.value;
  const listed = readTexts(file, field, report);
  if (listed === undefined || listed.length === 0) {
    report(field, 'List at least one address, such as ["https://service.example/callback"].');
    return [];
  }
  if (listed.length > most) report(field, `Keep at most ${most} addresses: there are ${listed.length}.`);
  for (const [index, uri] of listed.slice(0, most).entries()) {
    const advice =
      listed.indexOf(uri) < index ? 'Remove it: the address is listed before.' : checkRedirectUri(uri, rules);
    if (advice !== undefined) report(`${field}[${index}]`, advice);
  }
  return listed;
}

function readLinks(
  file: File,
  rules: UriRules,
  report: Report,
): Pick<Registration, 'homeUri' | 'privacyUri' | 'termsUri'> {
  const read = (field: string): string | undefined => {
    const uri = file[field];
    if (uri === undefined) return undefined;
    const advice = typeof uri === 'string' ? checkLink(uri, rules) : 'Write an address in quotes.';
    if (advice !== undefined) report(field, advice);
    return typeof uri === 'string' ? uri : undefined;
  };
  const [homeUri, privacyUri, termsUri] = [read('client_uri'), read('policy_uri'), read('tos_uri')];
  return {
    ...(homeUri === undefined ? {} : { homeUri }),
    ...(privacyUri === undefined ? {} : { privacyUri }),
    ...(termsUri === undefined ? {} : { termsUri }),
  };
}

function readKeys(file: File, issuer: ProfileName, rules: UriRules, report: Report): ClientKeys {
  const { jwks, jwks_uri: uri } = file;
  if (jwks !== undefined && uri !== undefined) report('jwks_uri', 'Give either jwks or jwks_uri, not both.');
  if (jwks === undefined && uri === undefined)
    report('jwks', 'Give the public key of the service as jwks, jwks_uri or public_key_pem.');
  if (jwks !== undefined || uri === undefined) {
    return { kind: 'jwks', keys: jwks === undefined ? [] : readKeySet(jwks, issuer, 'jwks', report) };
  }
  const advice = typeof uri === 'string' ? checkJwksUri(uri, rules) : 'Write an address in quotes.';
  if (advice !== undefined) report('jwks_uri', advice);
  return { kind: 'jwks_uri', uri: typeof uri === 'string' ? uri : '' };
}

function readScopes(file: File, im1Enabled: boolean, report: Report): readonly Scope[] {
  const text = file['scope'];
  if (typeof text !== 'string') {
    report('scope', 'List the approved scopes in one text with spaces between, such as "openid profile email".');
    return [];
  }
  const named = text.split(' ').filter((name) => name !== '');
  for (const name of named.filter((one) => !scopes.some((scope) => scope === one))) {
    report('scope', `There is no scope ${printable(name)}. The scopes are ${scopes.join(', ')}.`);
  }
  if (!named.includes('openid')) report('scope', 'Add openid: every request needs it.');
  if (named.includes('gp_integration_credentials') && !im1Enabled) {
    report('scope', 'Set im1_enabled to true, or remove gp_integration_credentials: it is for IM1-enabled services.');
  }
  return scopes.filter((scope) => named.includes(scope));
}

function readVectorList(file: File, report: Report): readonly string[] {
  const listed = readTexts(file, 'vectors', report);
  if (listed === undefined || listed.length === 0) {
    report('vectors', 'List the vectors the service may ask for, such as ["P0.Cp.Cd", "P0.Cm"].');
    return [];
  }
  const vectors: string[] = [];
  for (const [index, text] of listed.entries()) {
    const vector = parseVector(text);
    const isWhole = vector?.level !== undefined && wholeCredentials.includes(vector.credentials.join('.'));
    if (isWhole) vectors.push(vector.text);
    else
      report(`vectors[${index}]`, `Write a level (P0, P5, P9) and ${wholeCredentials.join(', ')}, such as P9.Cp.Cd.`);
  }
  return [...new Set(vectors)];
}

/** Credential parts that a service may be registered for. @see NHS login Federation §3.4, table 21 */
const wholeCredentials: readonly string[] = ['Cp', 'Cp.Cd', 'Cp.Ck', 'Cm'];

function readLegalBasis(file: File, report: Report): LegalBasis {
  const basis = readChoice(file, 'legal_basis', legalBases, report);
  if (file['legal_basis'] === undefined)
    report('legal_basis', `Say under which authority the service receives data: ${quoted(legalBases)}.`);
  return basis ?? 'not-commissioned';
}

function readRefreshTokens(file: File, report: Report): boolean {
  const flag = readFlag(file, 'refresh_tokens', report);
  if (file['grant_types'] === undefined) return flag ?? true;
  const grants = readChoices(file, 'grant_types', ['authorization_code', 'refresh_token'], report);
  const refresh = grants.includes('refresh_token');
  if (!grants.includes('authorization_code'))
    report('grant_types', 'Add authorization_code: every service signs people in with it.');
  if (flag !== undefined && flag !== refresh)
    report('refresh_tokens', 'Make refresh_tokens and grant_types say the same.');
  return refresh;
}

function readAsserters(file: File, rules: RegistrationRules, report: Report): readonly ClientId[] {
  if (file['sso_from'] === undefined) return [];
  const listed = readTexts(file, 'sso_from', report) ?? [];
  if (listed.length > MOST_ASSERTERS) report('sso_from', `Keep at most ${MOST_ASSERTERS} services.`);
  for (const [index, id] of listed.slice(0, MOST_ASSERTERS).entries()) {
    if (id === 'self' || rules.knownClientIds.has(id) || id === rules.self) continue;
    report(`sso_from[${index}]`, 'Write the client_id of a service that was added before, or "self".');
  }
  return [...new Set(listed.map((id) => (id === 'self' ? rules.self : clientId(id))))];
}

function readShards(file: File, report: Report): number {
  const shards = file['shards'] ?? 1;
  if (typeof shards === 'number' && Number.isInteger(shards) && shards >= 1 && shards <= MOST_SHARDS) return shards;
  report('shards', `Write a whole number from 1 to ${MOST_SHARDS}: one for each 300 token requests a second.`);
  return 1;
}
