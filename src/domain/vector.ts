/**
 * Vectors of trust: what a service asks (`vtr`) and what we state was shown (`vot`).
 * @see RFC 8485; NHS login Federation §3.4
 */
export const proofingLevels = ['P0', 'P5', 'P9'] as const;
export type ProofingLevel = (typeof proofingLevels)[number];

export const credentialKinds = ['Cp', 'Cd', 'Ck', 'Cm'] as const;
/** Cp password · Cd registered device (code or remembered browser) · Ck shared key (not offered) · Cm passkey. */
export type CredentialKind = (typeof credentialKinds)[number];

/** One alternative of a request: its components are all wanted. A level that is absent may be any. */
export interface Vector {
  /** The string as it will be stated in `vot`: trimmed, proofing first, then credentials in the order p, d, k, m. */
  readonly text: string;
  readonly level?: ProofingLevel;
  readonly credentials: readonly CredentialKind[];
}

/** When each kind of credential was shown, in epoch seconds. */
export type ShownCredentials = Readonly<Partial<Record<CredentialKind, number>>>;

export type VectorsVerdict =
  | { readonly kind: 'vectors'; readonly vectors: readonly Vector[] }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'not-registered'; readonly text: string };

const MAX_VECTORS = 20;

/** The vectors a service means when it sends no `vtr`. @see NHS login Federation §3.4.2 */
export const defaultVectors = ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'] as const;

/** Reads one vector string; outer spaces and the order of components do not matter. */
export function parseVector(text: string): Vector | undefined {
  const parts = text.trim().split('.');
  if (new Set(parts).size !== parts.length) return undefined;
  const levels = proofingLevels.filter((level) => parts.includes(level));
  const credentials = credentialKinds.filter((kind) => parts.includes(kind));
  if (levels.length + credentials.length !== parts.length || levels.length > 1) return undefined;
  const [level] = levels;
  return { text: [...levels, ...credentials].join('.'), credentials, ...(level === undefined ? {} : { level }) };
}

/** Whether a registered vector extends what is asked: each category that is named, it names in the same words. */
function extendsVector(whole: Vector, part: Vector): boolean {
  const sameLevel = part.level === undefined || part.level === whole.level;
  const sameCredentials = part.credentials.length === 0 || part.credentials.join() === whole.credentials.join();
  return sameLevel && sameCredentials;
}

/**
 * The ways in which a string may be met. `vtr` passes through the browser: whoever holds a stolen password could shorten
 * it, so credentials that are not named are those of the registered vectors, or a passkey, which is stronger than any.
 * A level that is not named may be any: a lower one only means that less is told.
 * @returns none when no registered vector extends the string
 */
function waysToMeet(part: Vector, registered: readonly Vector[]): readonly Vector[] {
  const extending = registered.filter((whole) => extendsVector(whole, part));
  if (extending.length === 0 || part.credentials.length > 0) return extending.length === 0 ? [] : [part];
  const ways: readonly (readonly CredentialKind[])[] = [...extending.map((whole) => whole.credentials), ['Cm']];
  return ways.map((credentials) => ({ ...part, credentials }));
}

/**
 * Reads `vtr` against the vectors a service is registered for.
 * @param vtr the parameter as sent (a JSON array of strings), or undefined when absent
 * @returns the accepted vectors in the order asked, a string without credentials once for each way to meet it;
 *   `malformed` for bad syntax, an empty list or more than 20 entries; `not-registered` with the offending string for
 *   one outside the registration
 * @see NHS login Federation §3.4
 */
export function readVectors(vtr: string | undefined, registered: readonly string[]): VectorsVerdict {
  const allowed = registered.flatMap((text) => parseVector(text) ?? []);
  if (vtr === undefined) {
    const wanted = defaultVectors.flatMap((text) => parseVector(text) ?? []);
    const vectors = wanted.filter((vector) => allowed.some((one) => one.text === vector.text));
    if (vectors.length === 0) return { kind: 'malformed', why: 'vtr is required: the default is not registered' };
    return { kind: 'vectors', vectors };
  }
  const texts = readJsonStrings(vtr);
  if (texts === undefined) return { kind: 'malformed', why: 'vtr is not a JSON array of strings' };
  if (texts.length === 0 || texts.length > MAX_VECTORS)
    return { kind: 'malformed', why: 'vtr has no entry or too many' };
  const vectors: Vector[] = [];
  for (const text of texts) {
    const vector = parseVector(text);
    if (vector === undefined) return { kind: 'malformed', why: 'vtr has an unknown or repeated component' };
    const ways = waysToMeet(vector, allowed);
    if (ways.length === 0) return { kind: 'not-registered', text };
    vectors.push(...ways);
  }
  return { kind: 'vectors', vectors };
}

function readJsonStrings(json: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return undefined;
    return value;
  } catch {
    return undefined;
  }
}

/** Whether the credentials shown cover what a vector asks. */
export function credentialsMeet(vector: Vector, shown: ShownCredentials): boolean {
  return vector.credentials.every((kind) => shown[kind] !== undefined) && Object.keys(shown).length > 0;
}

/** Whether a level held is at least the one a vector asks. */
export function levelMeets(vector: Vector, held: ProofingLevel): boolean {
  return vector.level === undefined || vector.level <= held;
}

const strength = (credentials: readonly CredentialKind[]): number =>
  (credentials.includes('Cm') ? 4 : 0) + (credentials.includes('Cd') ? 2 : 0) + (credentials.includes('Cp') ? 1 : 0);

/** What a string names, whatever the way in which it is met. */
const statedCredentials = (text: string): readonly CredentialKind[] => parseVector(text)?.credentials ?? [];

/** Among satisfied vectors the one to state: highest level, then passkey, password with code, password, no credential named. */
export function chooseVector(
  vectors: readonly Vector[],
  shown: ShownCredentials,
  held: ProofingLevel,
): Vector | undefined {
  return vectors
    .filter((vector) => credentialsMeet(vector, shown) && levelMeets(vector, held))
    .toSorted(
      (a, b) =>
        (b.level ?? '').localeCompare(a.level ?? '') ||
        strength(statedCredentials(b.text)) - strength(statedCredentials(a.text)) ||
        strength(b.credentials) - strength(a.credentials),
    )[0];
}

/**
 * Whether a password is all that a vector states, or all that was shown for one that names no credential.
 * @param vot as it was stated
 */
export function isPasswordAlone(vot: string, shown: ShownCredentials): boolean {
  const stated = statedCredentials(vot);
  return stated.length > 0 ? stated.join() === 'Cp' : isPasswordOnly(shown);
}

/** Whether nothing but a password was shown: neither a code nor a passkey. */
export const isPasswordOnly = ({ Cd, Cm }: ShownCredentials): boolean => Cd === undefined && Cm === undefined;

/**
 * The level up to which a service is told what a person holds. A password may be stolen: on it alone nothing is told but what
 * the service registered for a password alone.
 * @param registered vectors of the service
 */
export function toldLevel(held: ProofingLevel, onPasswordAlone: boolean, registered: readonly string[]): ProofingLevel {
  if (!onPasswordAlone) return held;
  return proofingLevels.findLast((level) => level <= held && registered.includes(`${level}.Cp`)) ?? 'P0';
}

/** The lower of two levels. */
export const lowerLevel = (one: ProofingLevel, other: ProofingLevel): ProofingLevel => (other < one ? other : one);

/** When the newest credential stated by a vector was shown. */
export function authTime(vector: Vector, shown: ShownCredentials): number {
  const stated = vector.credentials.length > 0 ? vector.credentials : credentialKinds;
  return Math.max(...stated.flatMap((kind) => shown[kind] ?? []));
}
