import type { Client } from './client';
import type { Interaction } from './interaction';
import { type JourneyView, mayShow, type StepName, stepNamed } from './journey';
import type { StepOutcome, StepView } from './step-outcome';
import { stepView } from './step-view';

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

/** Whether a form may act now: only the page whose turn it is. @returns the turn, or what to answer instead */
export function takeTurn<
  Journey extends {
    readonly interaction: Interaction;
    readonly client: Client;
    readonly view: JourneyView;
    readonly shownToOther?: true;
  },
>(step: StepName, opened: Opened<Journey>): Turn<Journey> | StepOutcome {
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const onward = { kind: 'onward', interaction: journey.interaction.id } as const;
  if (!mayShow(stepNamed(step), journey.view)) return onward;
  // Ensure nobody decides on a page that another person was shown: somebody may have signed in here meanwhile.
  if (journey.shownToOther) return { kind: 'foreign' };
  return { kind: 'turn', journey, shown: stepView(step, journey), onward };
}
