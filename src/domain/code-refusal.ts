import type { EpochSeconds } from './brands';
import type { StepOutcome, StepView } from './step-outcome';

/** Why a code is not the one that was sent, or is not looked at. */
export type CodeRefusal =
  | { readonly outcome: 'wrong' | 'expired' }
  | { readonly outcome: 'locked'; readonly until: EpochSeconds };

/** What the page that asked for a code says to its person, whoever they are and wherever it was sent. */
export function refuseCode(refusal: CodeRefusal, view: StepView, now: EpochSeconds): StepOutcome {
  if (refusal.outcome === 'locked') return { kind: 'locked', of: 'code', until: refusal.until, now, view };
  return { kind: 'retry', view, problem: `code-${refusal.outcome}` };
}
