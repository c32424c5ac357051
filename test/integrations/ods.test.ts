import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/env';
import { organisations } from '../../src/integrations/ods';
import { odsKey, openPds, type PdsWorld } from './support/pds';
import { answering, watched } from './support/post';

let world: PdsWorld;
let ods: NonNullable<Config['ods']>;
beforeEach(async () => {
  world = await openPds();
  ods = { baseUrl: world.odsUrl, apiKey: odsKey };
});
afterEach(() => world.close());

const names = (changes: { readonly fetch?: typeof fetch; readonly ods?: Config['ods'] } = {}) =>
  organisations({ ods, circuit: world.parts().circuit, now: world.now, ...changes });
const sampleStreet = {
  kind: 'found',
  organisation: { odsCode: 'A99901', name: 'SAMPLE STREET SURGERY', isActive: true },
};

describe('the name of a practice', () => {
  it('is found by its code, and that it was closed', async () => {
    expect(await names().read('A99901')).toEqual(sampleStreet);
    expect(await names().read('A99904')).toMatchObject({ kind: 'found', organisation: { isActive: false } });
    expect(await names().read('B00000')).toEqual({ kind: 'none' });
  });

  it('is asked for once a day', async () => {
    const { requests, fetch } = watched();
    await names({ fetch }).read('A99901');
    world.clock.advance(86_398);
    await names({ fetch }).read('A99901');
    expect(requests).toHaveLength(1);
    world.clock.advance(2);
    await names({ fetch }).read('A99901');
    expect(requests).toHaveLength(2);
  });

  it('of yesterday is told rather than none while nobody answers', async () => {
    await names().read('A99901');
    world.clock.advance(86_400);
    world.faults.set({ system: 'ods', mode: 'down' });
    expect(await names().read('A99901')).toEqual(sampleStreet);
    expect(await names().read('A99902')).toEqual({ kind: 'unavailable' });
    world.faults.clear();
    expect(await names().read('A99902')).toMatchObject({ kind: 'found' });
  });

  it('is not asked for by what is no code', async () => {
    const { requests, fetch } = watched();
    for (const code of ['', 'AB', 'a99901', 'A99901/..', 'A9990100000'])
      expect(await names({ fetch }).read(code)).toEqual({ kind: 'none' });
    expect(requests).toEqual([]);
  });

  it('is unavailable without an account, or with a key that is not taken', async () => {
    expect(await names({ ods: undefined }).read('A99901')).toEqual({ kind: 'unavailable' });
    expect(await names({ ods: { ...ods, apiKey: 'other' } }).read('A99901')).toEqual({ kind: 'unavailable' });
  });

  it.each<[what: string, answer: () => Response]>([
    ['garbage', () => new Response('<html>')],
    [
      'another organisation',
      () => Response.json({ resourceType: 'Organization', id: 'A99902', name: 'OTHER', active: true }),
    ],
    ['another resource', () => Response.json({ resourceType: 'Location', id: 'A99901', name: 'OTHER' })],
    ['a page with 404', () => new Response('<html>', { status: 404 })],
    ['an OperationOutcome with 200', () => Response.json({ resourceType: 'OperationOutcome', issue: [] })],
  ])('is never taken from %s', async (_what, answer) => {
    expect(await names({ fetch: answering(answer) }).read('A99901')).toEqual({ kind: 'unavailable' });
  });
});
