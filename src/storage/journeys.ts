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
      const client = await clients.find(interaction.request.clientId);
      if (client === undefined || client.status !== 'active') return { outcome: 'no-service' };
      const view = journeyView({
        request: interaction.request,
        facts: interaction.facts,
        account,
        interaction: interaction.id,
      });
      return {
        outcome: 'open',
        journey: {
          ref,
          interaction,
          revision,
          client,
          view,
          ...(view.account === undefined || session === undefined ? {} : { session }),
        },
      };
    },
  };
}
