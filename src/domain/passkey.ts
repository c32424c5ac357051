/** The signature algorithms of passkeys, best known first: ES256, Ed25519, RS256. @see IANA COSE Algorithms registry */
export const passkeyAlgorithms = [-7, -8, -257] as const;
export type PasskeyAlgorithm = (typeof passkeyAlgorithms)[number];

/** What is kept of a passkey when it is made. All of it is JSON; none of it is secret, all of it is about a person. */
export interface NewPasskey {
  /** Base64url, at most 1023 bytes; unique among all accounts. */
  readonly credentialId: string;
  /** The public key as the authenticator stated it: a COSE key, base64url. */
  readonly publicKey: string;
  readonly algorithm: PasskeyAlgorithm;
  /** How often the authenticator has signed, by its own count; synced passkeys state 0 for ever. */
  readonly counter: number;
  /** Whether it may be copied to other devices. Fixed for its life: a change means another authenticator. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /**
   * Whether the person was verified when it was made. False only after a conditional creation, which asks nothing:
   * then its first use counts as verification only beside another factor.
   */
  readonly userVerified: boolean;
  /** How the browser said the authenticator can be reached; a hint for the next ceremony, believed for nothing else. */
  readonly transports: readonly string[];
  /** The model of authenticator as a UUID; zeros when it does not say. Self-asserted: good for a name, not for trust. */
  readonly aaguid: string;
}

/**
 * Whether an authenticator's counter may follow the one held: zero for ever, or always greater. Judged when the
 * signature is verified, and again where the counter is set, so that of two uses at once with one counter one fails.
 * @see W3C WebAuthn Level 3 §6.1.1
 */
export const hasCountedOn = (held: number, stated: number): boolean => stated > held || (held === 0 && stated === 0);

/** Which passkeys were shown in the session in which one was added, by their keys; absent where there was none, or it was not kept. */
export interface AddedPasskey {
  readonly key: string;
  readonly addedBeside?: readonly string[];
}

/**
 * The passkeys that somebody who signed in with one added, and those that were added with these in turn: a stranger's, perhaps,
 * if the one was.
 */
export function addedWith<Passkey extends AddedPasskey>(key: string, passkeys: readonly Passkey[]): readonly Passkey[] {
  const openers = new Set([key]);
  let added: readonly Passkey[] = [];
  do {
    for (const one of added) openers.add(one.key);
    added = passkeys.filter((one) => !openers.has(one.key) && one.addedBeside?.some((opener) => openers.has(opener)));
  } while (added.length > 0);
  return passkeys.filter((one) => one.key !== key && openers.has(one.key));
}

/** Whether a passkey that is gone was shown in the session in which this one was added. */
export const isAddedWithGone = ({ addedBeside = [] }: AddedPasskey, passkeys: readonly AddedPasskey[]): boolean =>
  addedBeside.some((opener) => passkeys.every(({ key }) => key !== opener));

/** What is not seen and could make a name look like another: controls, and what turns the direction of writing. */
const hidden = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u;

/** Whether the name that a person gives a passkey has characters that hide. Joiners do not: words and pictures need them. */
export const hidesCharacters = (name: string): boolean => hidden.test(name);
