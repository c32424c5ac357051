/** Names for values that must never be swapped, and for units that a number alone cannot say. */
declare const brand: unique symbol;

/** A primitive that carries a name at compile time and nothing at run time. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** 128 random bits, base64url (22 characters). Not derived from anything about the person. */
export type AccountId = Brand<string, 'AccountId'>;
/** The identifier of a connected service: 128 random bits, base64url, allocated at onboarding. */
export type ClientId = Brand<string, 'ClientId'>;
/** `<shard 0–127>-<128 random bits, base64url>`: the shard that holds the interaction can be read from it. */
export type InteractionId = Brand<string, 'InteractionId'>;
/** Subject identifier told to connected services: a UUID, the same at every service, never reassigned. */
export type Subject = Brand<string, 'Subject'>;
/** Seconds since 1970-01-01T00:00:00Z, whole. */
export type EpochSeconds = Brand<number, 'EpochSeconds'>;
/** An e-mail address in canonical form: trimmed, lower case throughout. */
export type EmailAddress = Brand<string, 'EmailAddress'>;
/** A telephone number in E.164 form, for example `+447700900123`. */
export type PhoneNumber = Brand<string, 'PhoneNumber'>;
/** Ten figures without spaces, of which the last is the check digit (NHS Data Dictionary, NHS NUMBER). */
export type NhsNumber = Brand<string, 'NhsNumber'>;
/** A day of birth that is known whole: `yyyy-mm-dd`. */
export type BirthDate = Brand<string, 'BirthDate'>;
/** A postcode of the United Kingdom in canonical form: upper case, one space before the last three characters. */
export type Postcode = Brand<string, 'Postcode'>;

/** Seconds since 1970, rounded down. */
export const epochSeconds = (value: number): EpochSeconds => Math.floor(value) as EpochSeconds;
export const accountId = (value: string): AccountId => value as AccountId;
export const clientId = (value: string): ClientId => value as ClientId;
export const interactionId = (value: string): InteractionId => value as InteractionId;
export const subject = (value: string): Subject => value as Subject;

/** The moment `seconds` after `from`. */
export const after = (from: EpochSeconds, seconds: number): EpochSeconds => epochSeconds(from + seconds);
