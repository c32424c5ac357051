import { termsVersion } from '../domain/consent';
import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';
import { deniedLocation } from '../protocol/authorization-response';

type TermsPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'audit' | 'clock'>;

/**
 * Accepts or declines the terms in force. Accepting them completes a registration: the account is made now, so that someone
 * who declines leaves nothing behind.
 */
export async function decideTerms(
  ports: TermsPorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly decision: string | undefined;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('terms', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  if (input.decision === 'decline') return decline(ports, journey, input.caller);
  if (input.decision !== 'accept') return { kind: 'retry', view: shown, problem: 'decision-missing' };
  if (journey.view.account === undefined) return register(ports, journey, input);
  if (journey.session !== undefined) await ports.accounts.acceptTerms(journey.session, termsVersion, input.caller);
  return onward;
}

async function decline(
  ports: TermsPorts,
  { ref, interaction, view, client }: OpenJourney,
  caller: Caller,
): Promise<StepOutcome> {
  ports.audit.record({
    kind: 'terms_declined',
    at: ports.clock.now(),
    client: client.clientId,
    ...caller,
    ...(view.account === undefined ? {} : { account: view.account.account }),
  });
  await ports.interactions.finish(ref);
  const location = deniedLocation(interaction.request, 'ConsentNotGiven');
  return { kind: 'to-service', location, interaction: interaction.id };
}

async function register(
  ports: TermsPorts,
  journey: OpenJourney,
  { session, caller }: { readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StepOutcome> {
  const { interaction } = journey;
  const { address, password, passkey, phone, phoneProof, emailProof } = interaction.facts;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  if (
    address === undefined ||
    (password === undefined && passkey === undefined) ||
    phone === undefined ||
    phoneProof === undefined ||
    emailProof === undefined
  )
    return onward;
  const created = await ports.accounts.create({
    interaction: interaction.id,
    email: address,
    phone,
    ...(password && { password }),
    ...(passkey && { passkey }),
    phoneProvedAt: phoneProof.at,
    termsVersion,
    caller,
  });
  if (created.outcome === 'created') {
    // Ensure what was proved opens one session: whoever finds this journey after signing out has to sign in.
    const signingIn = recordFact(recordFact(interaction.facts, 'path', undefined), 'address', address);
    await ports.interactions.record(journey, signingIn);
    // A new sign-in ends the session that this browser had, whosever it was (OWASP ASVS 7.2.4).
    if (session !== undefined) await ports.accounts.signOut(session, undefined, caller);
    return { ...onward, session: created.session };
  }
  if (created.outcome === 'credential-taken') {
    await ports.interactions.record(journey, recordFact(interaction.facts, 'passkey', undefined));
    return onward;
  }
  // Somebody proved the same address and was first.
  const taken = recordFact(interaction.facts, 'emailProof', { ...emailProof, taken: true });
  await ports.interactions.record(journey, taken);
  return onward;
}
