import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { register } from '../support/person.ts';
import { addService, operate, redeem } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();

interface Waiting {
  readonly undelivered: number;
  readonly parked: number;
  readonly why?: string;
}
const status = async (verb = 'atoms.status'): Promise<Waiting> => JSON.parse(await (await operate(world, verb)).text());

describe('a row that the book of record will never take', () => {
  afterEach(() => world.rows('alter table account drop constraint if exists nobody_new'));

  it('is told to a person in the log, by the console and by the command, and goes on when it is put right', async () => {
    const service = await addService(world);
    await world.rows('alter table account add constraint nobody_new check (false) not valid');
    const { callback, person } = await register(world, service);
    const parked = await until('a parked row', async () => {
      const waiting = await status();
      return waiting.parked > 0 ? waiting : undefined;
    });
    expect(parked.why).toBe('23514 nobody_new');
    // Nobody else waits for it, and its person least of all.
    expect((await redeem(world, service, callback.code ?? '')).status).toBe(200);
    const { ledgers } = await world.health();
    expect(ledgers).toMatchObject({ parked: expect.any(Number), why: '23514 nobody_new' });
    const log = await until('the alert', async () => {
      const text = readFileSync(join(world.home, 'service.log'), 'utf8');
      return text.includes('ledger_rows_parked') ? text : undefined;
    });
    expect(log).toMatch(/"level":"alert","event":"ledger_rows_parked","chain":"g1\.\d+","why":"23514 nobody_new"/);
    expect(log).not.toContain(person.email);

    await world.rows('alter table account drop constraint nobody_new');
    await status('atoms.unpark');
    await until('an empty backlog', async () => ((await status()).parked === 0 ? true : undefined));
    const held = async () =>
      (await world.rows('select from account where created_at > $1', [(await world.now()) - 120])).length;
    await expect.poll(held, { timeout: 45_000 }).toBeGreaterThan(0);
  });
});
