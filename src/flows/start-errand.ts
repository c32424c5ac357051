import type { EpochSeconds } from '../domain/brands';
import type { Errand } from '../domain/errand';
import { errandRequest } from '../domain/errand-request';
import type { InteractionFacts } from '../domain/interaction';
import { journeyView, nextStep } from '../domain/journey';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';

export type StartErrandOutcome =
  | { readonly kind: 'interact'; readonly interaction: string; readonly secret: string; readonly page?: string }
  /** This network began too many journeys in this minute. */
  | { readonly kind: 'locked'; readonly until: EpochSeconds; readonly now: EpochSeconds };

/**
 * Begins a journey to a person's own account: to sign in to it, or to sign in anew before something about their credentials
 * is changed. Somebody who is known here is not asked for their address again.
 */
export async function startErrand(
  ports: Pick<Ports, 'accounts' | 'interactions' | 'limits' | 'clock' | 'settings'>,
  input: { readonly errand: Errand; readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StartErrandOutcome> {
  const [taken, account, owner] = await Promise.all([
    ports.limits.take('interactions-by-address', input.caller.address),
    ports.accounts.readSession(input.session),
    input.session === undefined ? undefined : ports.accounts.passkeyOwner(input.session),
  ]);
  if (taken.outcome === 'limited') return { kind: 'locked', until: taken.until, now: ports.clock.now() };
  const request = errandRequest(input.errand, ports.settings.origin, account);
  const facts: InteractionFacts = owner === undefined ? {} : { address: owner.email };
  const interaction = ports.interactions.newId();
  const { secret } = await ports.interactions.begin(interaction, request, facts);
  const next = nextStep(journeyView({ request, facts, account, interaction }));
  return { kind: 'interact', interaction, secret, ...(next === undefined ? {} : { page: next.page }) };
}
