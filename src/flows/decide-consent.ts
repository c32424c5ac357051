import { consentVersion } from '../domain/consent';
import { recordFact } from '../domain/interaction';
import type { StepOutcome, StepView } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import { accountHint } from '../domain/step-view';
import { lowerLevel, type ProofingLevel, proofingLevels } from '../domain/vector';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';
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
  /** The level that the page was shown for, as its form says; the second screen has none. */
  readonly level: string | undefined;
  readonly caller: Caller;
}
type ConsentPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'audit' | 'clock'>;

/** Agrees to share, or declines: at first to be asked once more, then for good (NHS login consent screens). */
export async function decideConsent(ports: ConsentPorts, input: DecideConsentInput): Promise<StepOutcome> {
  const turn = takeTurn(input.step, await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { client } = journey;
  // Ensure the decision is about the service that was shown.
  if (input.service !== client.clientId) return { kind: 'lost' };
  switch (`${input.step}:${input.decision}`) {
    case 'consent:agree':
      return agree(ports, journey, input);
    case 'consent:decline':
      await claim(ports, journey, { declining: true });
      return onward;
    case 'consent-decline:back':
      await claim(ports, journey, { declining: undefined });
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

/**
 * Notes an answer, if nobody answered since the journey was opened: of simultaneous answers one counts, and an agreement
 * that comes beside a refusal is not kept.
 */
async function claim(
  { interactions }: ConsentPorts,
  journey: OpenJourney,
  { declining }: { readonly declining: true | undefined },
): Promise<boolean> {
  const facts = recordFact(journey.interaction.facts, 'declining', declining);
  return (await interactions.record(journey, facts)) === 'recorded';
}

/** A page that says no level, as those of an older release, listed nothing of a record as far as is known. */
const listedLevel = (shown: string | undefined): ProofingLevel => proofingLevels.find((one) => one === shown) ?? 'P0';

async function agree(
  ports: ConsentPorts,
  journey: OpenJourney,
  { level: shown, caller }: Pick<DecideConsentInput, 'level' | 'caller'>,
): Promise<StepOutcome> {
  const { interaction, view, session, client } = journey;
  if (session !== undefined && view.account !== undefined && (await claim(ports, journey, { declining: undefined }))) {
    await ports.accounts.agree(
      session,
      {
        client: client.clientId,
        scopes: interaction.request.scopes,
        // Ensure nobody agrees to what their page did not list: they may have proved who they are in another tab meanwhile.
        level: lowerLevel(view.account.level, listedLevel(shown)),
        version: consentVersion,
      },
      caller,
    );
  }
  return { kind: 'onward', interaction: interaction.id };
}

async function decline(ports: ConsentPorts, journey: OpenJourney, caller: Caller): Promise<StepOutcome> {
  const { ref, interaction, view, client } = journey;
  if (!(await claim(ports, journey, { declining: true }))) return { kind: 'onward', interaction: interaction.id };
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
