import type { StepName } from '../../src/domain/journey';
import type { StepView } from '../../src/domain/step-outcome';
import type { FieldError, PageContext } from '../../src/ui/page-context';
import type { renderPage } from '../../src/ui/render';

/** What a page is drawn from. */
export interface StepPage {
  readonly page: PageContext & { readonly service: { readonly name: string } };
  readonly action: string;
  readonly view: StepView;
  readonly errors: readonly FieldError[];
  /** What was typed, to be corrected rather than typed again. */
  readonly typed: string | undefined;
  readonly resent: boolean;
  /** A new password has just been chosen by a link from an e-mail. */
  readonly reset: boolean;
  /** Where the page's script asks for a passkey's challenge. */
  readonly passkeyUrl: string;
  /** A passkey that was tried and that nobody here knows. */
  readonly unknownPasskey: string | undefined;
  /** The address of another page of this journey. */
  href(step: StepName): string;
}

/** Draws a page. @param sent fields of the form that the page answers: for choices that are no secret and stand */
export type DrawStep = (page: StepPage, sent?: (field: string) => string) => Parameters<typeof renderPage>[0];
