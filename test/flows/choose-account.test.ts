import { beforeEach, describe, expect, it } from 'vitest';
import { accountId, type EmailAddress } from '../../src/domain/brands';
import type { InteractionFacts } from '../../src/domain/interaction';
import { journeyView } from '../../src/domain/journey';
import { chooseAccount } from '../../src/flows/choose-account';
import type { Ports } from '../../src/ports';
import type { OpenInteraction } from '../../src/ports/interactions';
import { anAccount, anInteraction, aService, theInteraction } from '../support/builders';

const ref = { id: theInteraction, secret: 'secret' };
const emails: Readonly<Record<string, string>> = { asserted: 'pat@example.com', cookie: 'sam@example.org' };

let facts: InteractionFacts;
let other: boolean;
let recorded: InteractionFacts[];
let shownToOther: boolean;
const ports = {
  journeys: {
    async open() {
      const interaction = anInteraction({ facts });
      const own = anAccount({ account: accountId(other ? 'somebody else' : anAccount().account) });
      const parts = { request: interaction.request, facts, account: own, asserted: anAccount() };
      const view = journeyView({ ...parts, interaction: interaction.id });
      return {
        outcome: 'open',
        journey: {
          ...{ ref, interaction, revision: 3, client: aService(), view, session: 'cookie' },
          ...(shownToOther && { shownToOther }),
        },
      };
    },
  },
  interactions: {
    async record({ revision }: OpenInteraction, next: InteractionFacts) {
      expect(revision).toBe(3);
      recorded.push(next);
      return 'recorded';
    },
  },
  accounts: {
    overview: async (session: string) => ({
      email: emails[session] as EmailAddress,
      phoneEnding: `${session.length}23`,
    }),
  },
} as unknown as Ports;

beforeEach(() => {
  facts = { asserted: { session: 'asserted' } };
  other = true;
  recorded = [];
  shownToOther = false;
});
const choose = (decision: string | undefined) => chooseAccount(ports, { ref, session: 'cookie', decision });

describe('whose account to go on with', () => {
  it.each(['asserted', 'session'] as const)('is what the person chose: %s', async (decision) => {
    expect(await choose(decision)).toEqual({ kind: 'onward', interaction: theInteraction });
    expect(recorded).toEqual([{ ...facts, chosen: decision }]);
  });

  it.each([undefined, 'both', ''])('is asked again, with both addresses masked, after %j', async (decision) => {
    const outcome = await choose(decision);
    expect(outcome).toMatchObject({ kind: 'retry', problem: 'decision-missing', view: { step: 'choose-account' } });
    const { choices } = outcome.kind === 'retry' ? outcome.view : {};
    expect(choices).toEqual({
      asserted: { email: 'p•••@example.com', phoneEnding: '823' },
      session: { email: 's•••@example.org', phoneEnding: '623' },
    });
    expect(recorded).toEqual([]);
  });

  it('is not said on a page that named two others: one of them may have signed in since', async () => {
    other = false;
    shownToOther = true;
    expect(await choose('asserted')).toEqual({ kind: 'foreign' });
    expect(recorded).toEqual([]);
  });

  it('is not asked of one person, nor twice', async () => {
    other = false;
    expect(await choose('asserted')).toEqual({ kind: 'onward', interaction: theInteraction });
    other = true;
    facts = { ...facts, chosen: 'session' };
    expect(await choose('asserted')).toEqual({ kind: 'onward', interaction: theInteraction });
    expect(recorded).toEqual([]);
  });

  it.each(['lost', 'no-service'] as const)('cannot be said of a journey that is %s', async (outcome) => {
    const gone = { ...ports, journeys: { open: async () => ({ outcome }) } } as unknown as Ports;
    expect(await chooseAccount(gone, { ref, session: 'cookie', decision: 'asserted' })).toEqual({ kind: outcome });
  });
});
