import type { ClientId, EmailAddress, EpochSeconds } from '../domain/brands';
import { type ConsentLabel, consentLabels } from '../domain/claims';
import { maskEmail } from '../domain/email';
import { nhsNumberEnding } from '../domain/nhs-number';
import { opensAccount } from '../domain/session';
import type { ProofingLevel } from '../domain/vector';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';

export interface Overview {
  readonly maskedEmail: string;
  readonly services: readonly {
    readonly name: string;
    readonly homeUri?: string;
    readonly shared: readonly ConsentLabel[];
    readonly since: number;
  }[];
  /** Which record the person was matched with; absent while no level stands on one. */
  readonly identity?: {
    /** The last four figures of its number. */
    readonly ending: string;
    readonly level: Exclude<ProofingLevel, 'P0'>;
    readonly since?: EpochSeconds;
  };
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
}

/** What a person sees of their account: every service they let in, and what it gets. @returns undefined without a session that opens the account */
export async function readOverview(
  ports: Pick<Ports, 'accounts' | 'clients' | 'displayData' | 'proofs'>,
  session: CookieToken | undefined,
): Promise<Overview | undefined> {
  if (session === undefined) return undefined;
  // A session that opens less is not used by looking: its person is on the way to show more.
  const facts = await ports.accounts.readSession(session);
  const overview = facts && opensAccount(facts) ? await ports.accounts.overview(session) : undefined;
  if (overview === undefined) return undefined;
  const services = await Promise.all(
    overview.consents.map(async (consent) => {
      const known = await nameService(ports, consent.client);
      return {
        name: known.name,
        shared: consentLabels(consent.scopes, consent.level),
        since: consent.at,
        ...(known.homeUri === undefined ? {} : { homeUri: known.homeUri }),
      };
    }),
  );
  return {
    maskedEmail: maskEmail(overview.email satisfies EmailAddress),
    services,
    ...(await readIdentity(ports, session, overview.level)),
    sessionUntil: overview.sessionUntil,
  };
}

async function readIdentity(
  { proofs }: Pick<Ports, 'proofs'>,
  session: CookieToken,
  level: ProofingLevel,
): Promise<Pick<Overview, 'identity'>> {
  if (level === 'P0') return {};
  const { patient, matchedAt: since } = (await proofs.read(session)) ?? {};
  if (patient === undefined) return {};
  return { identity: { ending: nhsNumberEnding(patient.nhsNumber), level, ...(since !== undefined && { since }) } };
}

/** The copy for display is asked first: a person may use many services, and each is an atom of its own. */
async function nameService(ports: Pick<Ports, 'clients' | 'displayData'>, id: ClientId) {
  const copy = await ports.displayData.service(id);
  if (copy !== undefined) return copy;
  const client = await ports.clients.find(id);
  if (client === undefined) return { name: id };
  const { name, homeUri } = client;
  const shown = { name, ...(homeUri === undefined ? {} : { homeUri }) };
  await ports.displayData.keepService(id, shown);
  return shown;
}
