import { beforeAll, describe, expect, it } from 'vitest';
import type { FaultMode, System } from '../../dev/faults.ts';
import { type Household, settleIn } from '../support/household.ts';
import { type Seen, sitOut } from '../support/outage.ts';
import { fifteenthMinute, firstMinute, reads } from '../support/outage-operations.ts';
import { newServiceKey, type ServiceKey } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const systems: readonly System[] = ['postgres', 'redis', 'govuk-notify', 'voodoo-sms', 'amazon-sns'];
const away: readonly (readonly [string, readonly System[]])[] = [
  ...systems.map((system) => [system, [system]] as const),
  ['all of them', systems],
];
const modes: readonly FaultMode[] = ['down', 'slow', 'garbage', 'dropped'];
const suppliers: readonly System[] = ['govuk-notify', 'voodoo-sms', 'amazon-sns'];
/** How many suppliers take a text before one says so: the next is asked at once, for a person waits. */
function hiders(gone: readonly System[]): number {
  const first = suppliers.findIndex((supplier) => !gone.includes(supplier));
  return first < 0 ? suppliers.length : first + 1;
}
const operations = Object.keys({ ...firstMinute, ...fifteenthMinute });

let household: Household;
let key: ServiceKey;
/** Fifteen minutes on which nothing is away: what is lost or doubled in an outage is so beside these. */
let usual: Seen;
beforeAll(async () => {
  key = await newServiceKey();
  household = await settleIn(world);
  usual = await sitOut(world, household, { outage: { systems: [], mode: 'up' }, key });
});

describe.each(away)('for fifteen minutes %s', (_name, gone) => {
  describe.each(modes)('%s', (mode) => {
    let seen: Seen;
    beforeAll(async () => {
      seen = await sitOut(world, household, { outage: { systems: gone, mode }, key });
    });
    const losesPostgres = gone.includes('postgres');
    /** GOV.UK Notify is the one way for an e-mail; dropped, it is only the word about it that is lost. */
    const losesMail = gone.includes('govuk-notify') && (mode === 'down' || mode === 'garbage');

    it.each(operations)('%s: works', (operation) => {
      expect(seen.operations.get(operation)).toEqual({ millis: expect.any(Number) });
    });

    it(`a registration: ${losesMail ? 'waits at the page that asks for the code, and goes on when it comes' : 'works'}`, () => {
      expect(seen.registration).toEqual({ millis: expect.any(Number), waited: losesMail });
    });

    it.each(Object.keys(reads))(
      `${losesPostgres ? '%s: is answered 503, and when to come back' : '%s: is answered'}`,
      (verb) => {
        const answer = losesPostgres ? [503, true, 'temporarily_unavailable'] : [200];
        expect(seen.reads.get(verb)?.answer).toEqual(answer);
      },
    );

    it('afterwards: everything has arrived within a minute', () => {
      expect(seen.drainSeconds).toBeLessThanOrEqual(60);
    });

    it('afterwards: no event is lost, and none is there twice', () => {
      // An export that was refused leaves no trace of one.
      const exported = 'known audit_exported × 1';
      expect(seen.events).toEqual(usual.events.filter((line) => !(losesPostgres && line === exported)));
    });

    it('afterwards: the new person has one account, one consent and one address', () => {
      expect(seen.rows).toEqual(usual.rows);
    });

    it('afterwards: each code was sent once, a text once by each supplier that hid that it had taken it', () => {
      const texts = mode === 'dropped' ? hiders(gone) : 1;
      expect([seen.messages, seen.codes]).toEqual([['email × 1', `sms × ${texts}`], usual.codes]);
    });

    it('afterwards: the audit chains are whole', () => {
      expect(seen.audit).toMatchObject({ broken: [] });
    });
  });
});
