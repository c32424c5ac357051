import { recordFact } from '../domain/interaction';
import { nextStep } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { accountHint, stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Another service asserts the login of somebody else than this browser's person: the one who is here says who goes on. */
export async function chooseAccount(
  ports: Pick<Ports, 'accounts' | 'journeys' | 'interactions'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly decision: string | undefined;
  },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { interaction } = journey;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  // It was sent twice.
  if (interaction.facts.chosen !== undefined) return onward;
  // Ensure the choice is between the two who were named, also when it is none any more: one of them may have signed in since.
  if (journey.shownToOther) return { kind: 'foreign' };
  if (nextStep(journey.view)?.name !== 'choose-account') return onward;
  const { decision } = input;
  if (decision !== 'asserted' && decision !== 'session') {
    const { overview } = ports.accounts;
    const { asserted } = interaction.facts;
    const [one, other] = await Promise.all([
      asserted && overview(asserted.session),
      input.session && overview(input.session),
    ]);
    const choices = { asserted: accountHint(one), session: accountHint(other || undefined) };
    const view = { ...stepView('choose-account', journey), choices };
    return { kind: 'retry', view, problem: 'decision-missing' };
  }
  await ports.interactions.record(journey, recordFact(interaction.facts, 'chosen', decision));
  return onward;
}
