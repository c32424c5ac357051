import type { EmailAddress } from '../domain/brands';
import { parseEmail } from '../domain/email';
import { type InteractionFacts, recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Signing in: keeps the address. Nobody is asked whether it has an account. */
export async function giveAddress(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'accounts'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly email: string },
): Promise<StepOutcome> {
  const turn = takeTurn('sign-in-address', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const verdict = parseEmail(input.email);
  if (verdict.kind !== 'email')
    return { kind: 'retry', view: shown, problem: `email-${verdict.kind}`, typed: input.email };
  const held = await apartFrom(ports, { ...input, email: verdict.email }, journey.interaction.facts);
  const facts = recordFact(recordFact(held, 'path', undefined), 'address', verdict.email);
  await ports.interactions.record(journey, facts);
  return onward;
}

/** Whoever signed in here meanwhile, in another tab, and has this address is the same person: they go on as they are. */
async function apartFrom(
  { accounts }: Pick<Ports, 'accounts'>,
  { session, email }: { readonly session: CookieToken | undefined; readonly email: EmailAddress },
  facts: InteractionFacts,
): Promise<InteractionFacts> {
  if (facts.apart === undefined || session === undefined) return facts;
  const owner = await accounts.passkeyOwner(session);
  return owner?.email === email ? recordFact(facts, 'apart', undefined) : facts;
}
