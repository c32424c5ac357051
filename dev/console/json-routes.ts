import { Hono } from 'hono';
import { hasRightCheckDigit } from '../../src/domain/check-digit.ts';
import type { World } from '../context.ts';
import { faultModes, isFaultMode, isSystem, systems } from '../faults.ts';
import { type Person, people, type Resident } from '../people.ts';
import { isRecordChange, type RecordChange, recordChanges } from '../record-changes.ts';

const daysBeyondWhichItIsAMistake = 3650;

function wrong(sentence: string): Response {
  return Response.json({ error: sentence }, { status: 400 });
}

/** The time as programs read it. */
export function clockReading({ clock }: World) {
  const now = clock.now();
  return {
    now: new Date(now).toISOString(),
    epochSeconds: Math.floor(now / 1000),
    offsetSeconds: clock.offsetSeconds(),
  };
}

/** The state of the world and the counts that tests read. */
export async function healthReading(world: World) {
  return {
    ready: world.isReady(),
    ...world.addresses,
    clock: clockReading(world),
    postgres: { port: world.databasePort ?? null, queriesByRole: world.queries.byRole() },
    redis: { commands: world.redis?.commands() ?? null },
    ledgers: (await world.backlog()) ?? null,
  };
}

async function readBody(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

/** Moves time as asked. @returns the new reading, or a sentence about what is wrong */
export async function moveClock(world: World, advanceSeconds: unknown): Promise<object | string> {
  const isPossible =
    typeof advanceSeconds === 'number' &&
    Number.isInteger(advanceSeconds) &&
    advanceSeconds >= 0 &&
    advanceSeconds <= daysBeyondWhichItIsAMistake * 86_400;
  if (!isPossible)
    return 'advanceSeconds must be a whole number of seconds from 0 to ten years: time only moves forward.';
  const alarmsFired = await world.advance(advanceSeconds);
  return { ...clockReading(world), alarmsFired };
}

/** Switches a system as asked. @returns the fault, or a sentence about what is wrong */
export function switchSystem(world: World, { system, mode, times }: Record<string, unknown>): object | string {
  if (!isSystem(system)) return `system must be one of ${systems.join(', ')}.`;
  if (!isFaultMode(mode)) return `mode must be one of ${faultModes.join(', ')}.`;
  if (times === undefined) {
    world.faults.set({ system, mode });
    return { system, mode };
  }
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
    return 'times must be a whole number, 1 or more.';
  world.faults.set({ system, mode, times });
  return { system, mode, times };
}

/** Changes somebody's record as asked. @returns what was changed, or a sentence about what is wrong */
export function changeRecord(
  { records }: World,
  { person: id, change, newNumber }: Record<string, unknown>,
): object | string {
  const person = people.find((one) => one.id === id);
  if (person?.nhsNumber == null) return 'person must be the id of somebody with an NHS number: see /people.';
  if (!isRecordChange(change)) return `change must be one of ${recordChanges.join(', ')}.`;
  const isNumber = typeof newNumber === 'string' && /^\d{10}$/.test(newNumber) && hasRightCheckDigit(newNumber);
  if (newNumber !== undefined && !isNumber) return 'newNumber must be an NHS number of ten digits.';
  return { person: person.id, change, ...records.set(person, change, isNumber ? newNumber : undefined) };
}

// Ensure that an empty list means that there is nothing: what cannot be found by mistake is said.
const isId = (since: string | undefined) => since === undefined || /^\d*$/.test(since);
const notAnId = 'since must be the id of something that was listed before.';

/** Messages as asked for. @returns them, or a sentence about what is wrong */
function listMessages({ inbox }: World, { to, since }: Readonly<Record<string, string>>): object | string {
  return isId(since) ? inbox.list({ to, since }) : notAnId;
}

/** Requests to emulators as asked for. @returns them, or a sentence about what is wrong */
function listRequests({ requests }: World, { system, since }: Readonly<Record<string, string>>): object | string {
  if (system && !isSystem(system)) return `system must be one of ${systems.join(', ')}.`;
  return isId(since) ? requests.list({ system, since }) : notAnId;
}

function answer(outcome: object | string): Response {
  return typeof outcome === 'string' ? wrong(outcome) : Response.json(outcome);
}

/** A person, and whether an account has their NHS record; absent while the service does not say. */
export type PersonNow = Person & { readonly nhsRecord?: Resident['record']; readonly recordChange: RecordChange };

/** Everybody who lives here, with the accounts that exist at this moment. */
export async function peopleNow(world: World): Promise<readonly PersonNow[]> {
  const changes = new Map(world.records.list().map(({ person, change }) => [person, change]));
  const residents = new Map((await world.residents())?.map((one) => [one.id, one]));
  return people.map((one) => {
    const person = { ...one, recordChange: changes.get(one.id) ?? 'as-it-was' };
    const resident = residents.get(person.id);
    if (resident === undefined) return person;
    const { email, password } = person;
    const accounts = resident.account === 'open' ? [{ email, password }] : [];
    return { ...person, accounts, nhsRecord: resident.record };
  });
}

/** The console for programs. */
export function jsonRoutes(world: World): Hono {
  return new Hono()
    .get('/messages', (c) => answer(listMessages(world, c.req.query())))
    .delete('/messages', (c) => {
      world.inbox.clear();
      return c.body(null, 204);
    })
    .get('/clock', (c) => c.json(clockReading(world)))
    .post('/clock', async (c) => answer(await moveClock(world, (await readBody(c.req.raw)).advanceSeconds)))
    .get('/faults', (c) => c.json(world.faults.list()))
    .post('/faults', async (c) => answer(switchSystem(world, await readBody(c.req.raw))))
    .delete('/faults', (c) => {
      world.faults.clear();
      return c.body(null, 204);
    })
    .get('/people', async (c) => c.json(await peopleNow(world)))
    .post('/people', async (c) => answer(changeRecord(world, await readBody(c.req.raw))))
    .get('/requests', (c) => answer(listRequests(world, c.req.query())))
    .post('/generation', async (c) => c.json({ generation: await world.raiseGeneration() }))
    .post('/reset', async (c) => {
      await world.reset();
      return c.json(await healthReading(world));
    })
    .get('/health', async (c) => c.json(await healthReading(world), world.isReady() ? 200 : 503));
}
