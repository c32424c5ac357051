import type { Client } from './client';
import type { Interaction } from './interaction';
import { type JourneyView, mayShow, type StepName, stepNamed } from './journey';
import type { StepOutcome, StepView } from './step-outcome';
import { stepView } from './step-view';

/** A journey as far as it is judged here. */
interface Judged<Journey> {
  readonly interaction: Interaction;
  readonly client: Client;
  readonly view: JourneyView;
  readonly shownToOther?: true;
  readonly sentTwice?: true;
  readonly apart?: Journey;
}

/** What opening a journey gave. */
type Opened<Journey> =
  | { readonly outcome: 'open'; readonly journey: Journey }
  | { readonly outcome: 'lost' | 'no-service' };

/** It is this page's turn: the journey, what the page shows, and the way on. */
export interface Turn<Journey> {
  readonly kind: 'turn';
  readonly journey: Journey;
  readonly shown: StepView;
  readonly onward: Extract<StepOutcome, { kind: 'onward' }>;
}

/**
 * The journey that a form is for. A page on which nobody was signed in is still for whoever filled it in, also when another
 * person has signed in to this browser since; one that a person was shown is for nobody else. A form that is sent twice finds
 * its own sender signed in: that it was for their address says so, not that somebody signed in on the same journey.
 * @returns undefined when it is for somebody else
 */
export function journeyOfForm<Journey extends Judged<Journey>>(journey: Journey): Journey | undefined {
  const { shownToOther, sentTwice, apart } = journey;
  return shownToOther === undefined || sentTwice === true ? journey : apart;
}

/** Whether a form may act now: only the page whose turn it is. @returns the turn, or what to answer instead */
export function takeTurn<Journey extends Judged<Journey>>(
  step: StepName,
  opened: Opened<Journey>,
): Turn<Journey> | StepOutcome {
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const journey = journeyOfForm(opened.journey);
  if (journey === undefined) return { kind: 'foreign' };
  const onward = { kind: 'onward', interaction: journey.interaction.id } as const;
  // Ensure nobody is taken on as somebody whose page they did not see.
  if (!mayShow(stepNamed(step), journey.view)) return journey === opened.journey ? onward : { kind: 'foreign' };
  // Ensure nobody decides on a page that another person was shown: somebody may have signed in here meanwhile.
  if (journey.shownToOther) return { kind: 'foreign' };
  return { kind: 'turn', journey, shown: stepView(step, journey), onward };
}
