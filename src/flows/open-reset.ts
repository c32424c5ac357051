import type { StepView } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** What a page shows of the journey on which a password was forgotten. */
export interface ForgottenOn {
  readonly interaction: string;
  readonly service: Pick<StepView['service'], 'name' | 'homeUri'>;
  /** The person came for their own account: there is no service to name. */
  readonly errand: boolean;
  readonly email?: string;
}

/** The journey that a person comes from who forgot their password, if it is this browser's and still open. Changes nothing. */
export async function openReset(
  ports: Pick<Ports, 'journeys'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined },
): Promise<ForgottenOn | undefined> {
  if (input.ref.secret === undefined) return undefined;
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return undefined;
  const { interaction, client } = opened.journey;
  const { address } = interaction.facts;
  return {
    interaction: interaction.id,
    service: { name: client.name, ...(client.homeUri === undefined ? {} : { homeUri: client.homeUri }) },
    errand: interaction.request.errand !== undefined,
    ...(address === undefined ? {} : { email: address }),
  };
}
