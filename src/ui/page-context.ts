import type { Brand } from './brand';
import type { Content, ErrorKey } from './content';

/** What every page needs, whatever it is about. */
export interface PageContext {
  readonly content: Content;
  readonly brand: Brand;
  /** The nonce of this answer's Content-Security-Policy. */
  readonly nonce: string;
  /** The token that every form of the page sends back in the field `csrf`. */
  readonly csrf: string;
  /** The connected service the person came from, if any. */
  readonly service?: ServiceContext | undefined;
  /** Shows a "Sign out" link in the header. */
  readonly signOutHref?: string | undefined;
  /** How long the page is good for; absent where it is for ever. */
  readonly life?: PageLife | undefined;
  /** How long the code that was sent still works; not above 0 when it is over. */
  readonly codeSecondsLeft?: number | undefined;
  /** Shows "Step 2 of 5" above the heading. */
  readonly progress?: { readonly step: number; readonly of: number } | undefined;
}

/** How long a page is good for, and what then. */
export interface PageLife {
  /** Only a session can be made longer, by looking at the page again. */
  readonly of: 'journey' | 'password' | 'session';
  readonly secondsLeft: number;
  /** Where it goes on afterwards; a session is made longer there. */
  readonly href: string;
}

/** A connected service as a person knows it. */
export interface ServiceContext {
  readonly name: string;
  readonly homeUrl?: string | undefined;
  readonly privacyUrl?: string | undefined;
  readonly termsUrl?: string | undefined;
}

/** What is wrong with a field: a message of the content file, or one that was put together for this person. */
export type FieldError =
  | { readonly field: string; readonly key: ErrorKey }
  | { readonly field: string; readonly text: string };

/** The words of a field's error. */
export const errorText = (content: Content, error: FieldError): string =>
  'text' in error ? error.text : content.errors[error.key];

/** The words of the first error at this field, or `undefined` if it has none. */
export const errorAt = (content: Content, errors: readonly FieldError[], field: string): string | undefined => {
  const error = errors.find((each) => each.field === field);
  return error && errorText(content, error);
};
