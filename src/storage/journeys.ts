import type { AuthorizationRequest } from '../domain/authorization-request';
import type { Client } from '../domain/client';
import { ownService } from '../domain/errand-request';
import { factsOf, type InteractionFacts } from '../domain/interaction';
import { addressBinding, type JourneyView, journeyView, shownBinding, shownPerson } from '../domain/journey';
import type { FormTokens } from '../ports';
import type { Accounts } from '../ports/accounts';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef, Interactions } from '../ports/interactions';
import type { Journeys, OpenJourney } from '../ports/journeys';
import type { Clients } from '../ports/services';

/** Opens a journey: the interaction, the session and the service, read at the same time as far as they can be. */
export function journeys({
  interactions,
  accounts,
  clients,
  formTokens,
  origin,
  provesIdentity,
}: {
  /** Whether the deployment can ask for people's records. */
  readonly provesIdentity: boolean;
  readonly origin: string;
  readonly formTokens: FormTokens;
  readonly interactions: Interactions;
  readonly accounts: Accounts;
  readonly clients: Clients;
}): Journeys {
  /** Whether a form was on a page that was shown to somebody else than the person who is signed in now, or to nobody. */
  async function isShownToOther({ secret = '', shownTo }: InteractionRef, view: JourneyView): Promise<boolean> {
    const person = shownPerson(view);
    if (shownTo === undefined || person === undefined) return false;
    return !(await formTokens.matches(shownBinding(secret, person), shownTo));
  }
  /** Whether a form is on a page that was for the address by which somebody signed in since on the same journey. */
  async function isForAddress({ secret = '', shownTo, shownFor = '' }: InteractionRef, facts: InteractionFacts) {
    if (shownTo !== '' || facts.address === undefined) return false;
    return formTokens.matches(addressBinding(secret, facts.address), shownFor);
  }
  return {
    async open(ref, session) {
      const [loaded, { facts: account, disabledIn }] = await Promise.all([
        interactions.load(ref),
        accounts.lookUpSession(session),
      ]);
      if (loaded.outcome !== 'open') return { outcome: 'lost' };
      const { interaction, revision } = loaded;
      const { request, facts } = interaction;
      const token = facts.chosen === 'session' ? undefined : facts.asserted?.session;
      const [client, asserted] = await Promise.all([
        request.errand === undefined ? clients.find(request.clientId) : ownService(origin),
        accounts.readSession(token),
      ]);
      if (client === undefined || !mayStillAsk(client, request)) return { outcome: 'no-service' };
      const opened = (known: InteractionFacts): OpenJourney => {
        const whole = journeyView({ request, facts: known, account, asserted, interaction: interaction.id });
        // Ensure that nobody sees, or proves, what another person said of who they are.
        const own = factsOf(known, whole.account?.account);
        const view = { ...whole, facts: own, ...(provesIdentity ? {} : { provesIdentity }) };
        const counts = view.account === undefined ? undefined : view.account === asserted ? token : session;
        const bearer = bearerOf(counts, own);
        const at = { ...interaction, facts: own };
        return { ref, interaction: at, revision, client, view, ...bearer, ...(counts && { session: counts }) };
      };
      const found = opened(facts);
      // Another session of a disabled account says nothing: another person may be at this browser.
      const isDisabled = found.view.account === undefined && disabledIn === interaction.id;
      const journey = { ...found, ...(isDisabled && { disabled: true as const }) };
      if (!(await isShownToOther(ref, journey.view))) return { outcome: 'open', journey };
      const isOfThisJourney = journey.view.account?.signedInBy === interaction.id;
      const sentTwice = isOfThisJourney && (await isForAddress(ref, facts)) && { sentTwice: true as const };
      const isApart = ref.shownTo === '' && !isOfThisJourney;
      const apart = isApart && { apart: opened({ ...facts, apart: true }) };
      return { outcome: 'open', journey: { ...journey, shownToOther: true, ...sentTwice, ...apart } };
    },

    async goOn(journey, { opened, browser, caller }) {
      const { session } = journey;
      const { facts } = journey.interaction;
      if (session !== undefined && session === facts.asserted?.session) {
        await interactions.record(journey, { ...facts, asserted: { session: opened } });
        return {};
      }
      if (browser !== undefined && browser !== session) await accounts.signOut(browser, undefined, caller);
      return { session: opened };
    },
  };
}

/** Whether a request that was good when it came is good by the service's registration of this moment. */
function mayStillAsk({ status, redirectUris, scopes }: Client, request: AuthorizationRequest): boolean {
  return (
    status === 'active' &&
    redirectUris.includes(request.redirectUri) &&
    request.scopes.every((scope) => scopes.includes(scope))
  );
}

function bearerOf(session: CookieToken | undefined, facts: InteractionFacts): Pick<OpenJourney, 'bearer'> {
  if (session !== undefined) return { bearer: { by: 'session', session } };
  return facts.credential === undefined ? {} : { bearer: { by: 'password', account: facts.credential.account } };
}
