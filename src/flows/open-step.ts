import { mayShow, nextStep, type StepName, stepNamed } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { accountHint, namedRemoval, stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/**
 * Shows a page of a journey, if it is its turn; otherwise the person is sent to the page whose turn it is.
 * Changes nothing.
 */
export async function openStep(
  ports: Pick<Ports, 'journeys' | 'accounts'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly step: StepName },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  if (journey.disabled) return { kind: 'disabled', view: stepView('sign-in-address', journey) };
  if (mayShow(stepNamed(input.step), journey.view)) {
    const view = stepView(input.step, journey);
    const { overview } = ports.accounts;
    if (input.step === 'passkey-removal') {
      const owner = journey.session === undefined ? undefined : await ports.accounts.passkeyOwner(journey.session);
      return { kind: 'page', view: namedRemoval(view, owner?.passkeys) };
    }
    if (input.step === 'consent') {
      // The session that counts: it may be one that another service asserted.
      const own = journey.session === undefined ? undefined : await overview(journey.session);
      return { kind: 'page', view: { ...view, signedInAs: accountHint(own).email } };
    }
    if (input.step !== 'choose-account') return { kind: 'page', view };
    const { asserted } = journey.interaction.facts;
    const [one, other] = await Promise.all([
      asserted && overview(asserted.session),
      input.session && overview(input.session),
    ]);
    const choices = { asserted: accountHint(one), session: accountHint(other || undefined) };
    return { kind: 'page', view: { ...view, choices } };
  }
  const next = nextStep(journey.view);
  return { kind: 'onward', interaction: journey.interaction.id, ...(next === undefined ? {} : { page: next.page }) };
}
