import type { EmailAddress } from '../domain/brands';
import { type ConsentLabel, consentLabels } from '../domain/claims';
import { maskEmail } from '../domain/email';
import type { CookieToken, Ports } from '../ports';

export interface Overview {
  readonly maskedEmail: string;
  readonly services: readonly {
    readonly name: string;
    readonly homeUri?: string;
    readonly shared: readonly ConsentLabel[];
    readonly since: number;
  }[];
}

/** What a person sees of their account: every service they let in, and what it gets. @returns undefined without a session */
export async function readOverview(
  ports: Pick<Ports, 'accounts' | 'clients'>,
  session: CookieToken | undefined,
): Promise<Overview | undefined> {
  const overview = session === undefined ? undefined : await ports.accounts.overview(session);
  if (overview === undefined) return undefined;
  const services = await Promise.all(
    overview.consents.map(async (consent) => {
      const client = await ports.clients.find(consent.client);
      return {
        name: client?.name ?? consent.client,
        shared: consentLabels(consent.scopes, consent.level),
        since: consent.at,
        ...(client?.homeUri === undefined ? {} : { homeUri: client.homeUri }),
      };
    }),
  );
  return { maskedEmail: maskEmail(overview.email satisfies EmailAddress), services };
}
