import type { Client } from '../domain/client';
import type { JourneyView } from '../domain/journey';
import type { Caller, CookieToken } from './caller';
import type { InteractionRef, OpenInteraction } from './interactions';
import type { PasscodeBearer } from './sign-in';

/** A journey with everything its steps are judged on. `session` is there only if it counts. */
export interface OpenJourney extends OpenInteraction {
  readonly client: Client;
  readonly view: JourneyView;
  readonly session?: CookieToken;
  /** Who signed in on it has an account no more: it was disabled since. Nobody is signed in. */
  readonly disabled?: true;
  /** The form that came was on a page which another person was shown than is signed in now. */
  readonly shownToOther?: true;
  /** That person signed in on this journey by what this page asks: the form was sent twice. */
  readonly sentTwice?: true;
  /** Where nobody was signed in then, and it was not on this journey that somebody did: the journey as it is without them. */
  readonly apart?: OpenJourney;
  /** Who is to enter a code: the person of the session, or the one whose password was right. */
  readonly bearer?: PasscodeBearer;
}

export interface Journeys {
  open(
    ref: InteractionRef,
    session: CookieToken | undefined,
  ): Promise<
    | { readonly outcome: 'open'; readonly journey: OpenJourney }
    | { readonly outcome: 'lost' }
    | { readonly outcome: 'no-service' }
  >;
  /**
   * Goes on with a session that a credential just opened: a login asserted for one request stays with it, and the session
   * that this browser had, whosever it was, ends. @returns the cookie to set, if one changes @see OWASP ASVS 7.2.4
   */
  goOn(
    journey: OpenJourney,
    by: { readonly opened: CookieToken; readonly browser: CookieToken | undefined; readonly caller: Caller },
  ): Promise<{ readonly session?: CookieToken }>;
}
