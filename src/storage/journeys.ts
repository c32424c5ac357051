import { journeyView } from '../domain/journey';
import type { Accounts, Clients, Interactions, Journeys } from '../ports';

/** Opens a journey: the interaction, the session and the service, read at the same time as far as they can be. */
export function journeys({
  interactions,
  accounts,
  clients,
}: {
  readonly interactions: Interactions;
  readonly accounts: Accounts;
  readonly clients: Clients;
}): Journeys {
  return {
    async open(ref, session) {
      const [loaded, account] = await Promise.all([interactions.load(ref), accounts.readSession(session)]);
      if (loaded.outcome !== 'open') return { outcome: 'lost' };
      const { interaction, revision } = loaded;
      const { request, facts } = interaction;
      const token = facts.chosen === 'session' ? undefined : facts.asserted?.session;
      const [client, asserted] = await Promise.all([clients.find(request.clientId), accounts.readSession(token)]);
      if (client === undefined || client.status !== 'active') return { outcome: 'no-service' };
      const view = journeyView({ request, facts, account, asserted, interaction: interaction.id });
      const counts = view.account === undefined ? undefined : view.account === asserted ? token : session;
      const journey = {
        ref,
        interaction,
        revision,
        client,
        view,
        ...(counts === undefined ? {} : { session: counts }),
      };
      return { outcome: 'open', journey };
    },
  };
}
