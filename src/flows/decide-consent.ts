import { consentVersion } from '../domain/consent';
import { recordFact } from '../domain/interaction';
import type { StepOutcome, StepView } from '../domain/step-outcome';
import { accountHint } from '../domain/step-view';
import { takeTurn } from '../domain/step-turn';
import type { Caller, CookieToken, InteractionRef, OpenJourney, Ports } from '../ports';
import { deniedLocation } from '../protocol/authorization-response';

export interface DecideConsentInput {
  readonly ref: InteractionRef;
  readonly session: CookieToken | undefined;
  /** The page the decision was made on. */
  readonly step: 'consent' | 'consent-decline';
  /** `agree` or `decline`; on the second screen `back` or `continue`. */
  readonly decision: string | undefined;
  /** The service that the page named; another one is refused, whatever tab it came from. */
  readonly service: string | undefined;
  readonly caller: Caller;
}
type ConsentPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'audit' | 'clock'>;

/** Agrees to share, or declines: at first to be asked once more, then for good (NHS login consent screens). */
export async function decideConsent(ports: ConsentPorts, input: DecideConsentInput): Promise<StepOutcome> {
  const turn = takeTurn(input.step, await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction, client } = journey;
  // Ensure the decision is about the service that was shown.
  if (input.service !== client.clientId) return { kind: 'lost' };
  switch (`${input.step}:${input.decision}`) {
    case 'consent:agree':
      return agree(ports, journey, input.caller);
    case 'consent:decline':
      await ports.interactions.record(
        journey.ref,
        journey.revision,
        interaction,
        recordFact(interaction.facts, 'declining', true),
      );
      return onward;
    case 'consent-decline:back':
      await ports.interactions.record(
        journey.ref,
        journey.revision,
        interaction,
        recordFact(interaction.facts, 'declining', undefined),
      );
      return onward;
    case 'consent-decline:continue':
      return decline(ports, journey, input.caller);
    default:
      return { kind: 'retry', view: await withPerson(ports, journey, shown), problem: 'decision-missing' };
  }
}

/** The first screen says whose information it is about, also when it is shown again. */
async function withPerson({ accounts }: ConsentPorts, { session }: OpenJourney, shown: StepView): Promise<StepView> {
  if (shown.step !== 'consent' || session === undefined) return shown;
  return { ...shown, signedInAs: accountHint(await accounts.overview(session)).email };
}

async function agree(
  ports: ConsentPorts,
  { interaction, view, session, client }: OpenJourney,
  caller: Caller,
): Promise<StepOutcome> {
  if (session !== undefined && view.account !== undefined) {
    await ports.accounts.agree(
      session,
      {
        client: client.clientId,
        scopes: interaction.request.scopes,
        level: view.account.level,
        version: consentVersion,
      },
      caller,
    );
  }
  return { kind: 'onward', interaction: interaction.id };
}

async function decline(
  ports: ConsentPorts,
  { ref, interaction, view, client }: OpenJourney,
  caller: Caller,
): Promise<StepOutcome> {
  ports.audit.record({
    kind: 'consent_declined',
    at: ports.clock.now(),
    client: client.clientId,
    ...caller,
    ...(view.account === undefined ? {} : { account: view.account.account }),
  });
  await ports.interactions.finish(ref);
  const location = deniedLocation(interaction.request, 'ConsentNotGiven');
  return { kind: 'to-service', location, interaction: interaction.id };
}
