import { takesPasskey } from '../domain/authorization-request';
import { mayShow, stepNamed } from '../domain/journey';
import { journeyOfForm } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';
import type { PasskeyCeremony } from '../ports/passkeys';
import { assertionOptions, registrationOptions, relyingPartyOf } from '../protocol/passkey';

type OfferPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'settings'>;

/** What the browser hands to its authenticators, or that no ceremony belongs here now. */
export type PasskeyOffer = { readonly kind: 'options'; readonly options: object } | { readonly kind: 'refused' };

/**
 * Gives a browser the challenge of a passkey ceremony, where the journey has a page for it. Signing in names no passkey:
 * the person's device knows which it has, and nobody learns from us whether an address has any.
 * @see W3C WebAuthn L3 §5.4, §5.5
 */
export async function offerPasskey(
  ports: OfferPorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly ceremony: PasskeyCeremony['kind'];
  },
): Promise<PasskeyOffer> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: 'refused' };
  const journey = journeyOfForm(opened.journey);
  // Ensure nobody's device is asked on the page of somebody else: what it makes would be bound to who is signed in now.
  if (journey === undefined || journey.shownToOther) return { kind: 'refused' };
  return input.ceremony === 'get' ? offerUse(ports, journey) : offerMaking(ports, journey);
}

async function offerUse(ports: OfferPorts, journey: OpenJourney): Promise<PasskeyOffer> {
  const { view, ref, session } = journey;
  const stepsUp = mayShow(stepNamed('sign-in-passkey'), view);
  const signsIn =
    takesPasskey(view.request) &&
    (mayShow(stepNamed('sign-in-address'), view) || mayShow(stepNamed('sign-in-credential'), view));
  if (!stepsUp && !signsIn) return { kind: 'refused' };
  const owner = stepsUp && session !== undefined ? await ports.accounts.passkeyOwner(session) : undefined;
  const ceremony = await ports.interactions.newCeremony(ref, 'get');
  if (ceremony === undefined) return { kind: 'refused' };
  const { challenge } = ceremony;
  const rp = relyingPartyOf(ports.settings.origin);
  return { kind: 'options', options: assertionOptions({ rp, challenge, allow: owner?.passkeys ?? [] }) };
}

async function offerMaking(ports: OfferPorts, { view, ref, session }: OpenJourney): Promise<PasskeyOffer> {
  const registers = mayShow(stepNamed('register-password'), view) && takesPasskey(view.request);
  const adds = mayShow(stepNamed('add-passkey'), view);
  if (!registers && !adds) return { kind: 'refused' };
  const owner = adds && session !== undefined ? await ports.accounts.passkeyOwner(session) : undefined;
  const name = owner?.email ?? view.facts.address;
  if (name === undefined) return { kind: 'refused' };
  const ceremony = await ports.interactions.newCeremony(ref, 'create', {
    userHandle: owner?.userHandle,
    account: view.account?.account,
  });
  if (ceremony === undefined) return { kind: 'refused' };
  const { challenge, userHandle: handle } = ceremony;
  const user = { handle, name, displayName: name };
  const options = registrationOptions({
    rp: relyingPartyOf(ports.settings.origin),
    user,
    challenge,
    exclude: owner?.passkeys ?? [],
  });
  return { kind: 'options', options };
}
