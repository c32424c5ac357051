import type { FaultMode, System } from '../../dev/faults.ts';
import { codeOf, type Household, prepare, subjectBehind } from './household.ts';
import { ask, fifteenthMinute, firstMinute, type Operation, reads, type Scene } from './outage-operations.ts';
import { newPerson, type Person, registerUntilConsent } from './person.ts';
import { operate, type ServiceKey } from './service.ts';
import type { SharedWorld } from './shared-world.ts';
import { until } from './until.ts';

/** What goes away, and how. */
export interface Outage {
  readonly systems: readonly System[];
  readonly mode: FaultMode;
}

/** What became of one operation: how long it took, in milliseconds, or what went wrong. */
export type Outcome = { readonly millis: number } | { readonly wrong: string };

/** What was seen during an outage, and when it was over. */
export interface Seen {
  readonly operations: ReadonlyMap<string, Outcome>;
  /** What operators were answered, by verb. */
  readonly reads: ReadonlyMap<string, { readonly millis: number; readonly answer: readonly unknown[] }>;
  /** Of a person unknown before. `waited`: their first code came only when the systems were back. */
  readonly registration: Outcome & { readonly waited: boolean };
  /** Seconds of the world's clock from the end of the outage until nothing waited any more. */
  readonly drainSeconds: number;
  /** How often each kind of event of the two people stands in the book of record, as lines in order. */
  readonly events: readonly string[];
  /** What the new person was sent, each kind of message with how often, as lines in order. */
  readonly messages: readonly string[];
  /** How many different codes the new person was sent. */
  readonly codes: number;
  /** Accounts, consents and addresses of the new person in the book of record. */
  readonly rows: readonly number[];
  readonly audit: unknown;
}

/** An outage lasts for fifteen minutes; these steps let each pause between two tries grow to its longest. */
const steps = [5, 10, 20, 40, 80, 145, 600];
const drainStepSeconds = 10;
const longestDrainSeconds = 300;

async function timed(work: () => Promise<unknown>): Promise<Outcome> {
  const before = performance.now();
  try {
    await work();
    return { millis: performance.now() - before };
  } catch (thrown) {
    return { wrong: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function runAll(operations: Readonly<Record<string, Operation>>, scene: Scene) {
  const outcomes: [string, Outcome][] = [];
  for (const [name, operation] of Object.entries(operations))
    outcomes.push([name, await timed(() => operation(scene))]);
  return outcomes;
}

/** Lines that say what there is how often: two such lists differ in what was lost or doubled. */
function counted(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} × ${count}`).toSorted();
}

/** Lets the systems go away for fifteen minutes, does everything meanwhile, and sees what is there when they are back. */
export async function sitOut(
  world: SharedWorld,
  household: Household,
  { outage: { systems, mode }, key }: { readonly outage: Outage; readonly key: ServiceKey },
): Promise<Seen> {
  const scene: Scene = { world, household, key, prepared: await prepare(world, household, key) };
  await carryOver(world);
  const from = await world.now();
  const stranger = newPerson(world);
  const mailComes = !(systems.includes('govuk-notify') && (mode === 'down' || mode === 'garbage'));

  await Promise.all(systems.map((system) => world.setFault(system, mode)));
  let subject = '';
  const registration = timed(async () => {
    subject = await registerAt(scene, stranger);
  });
  const first = await runAll(firstMinute, scene);
  if (mailComes) await registration;
  for (const seconds of mode === 'slow' ? [900] : steps) await world.advance(seconds);
  const last = await runAll(fifteenthMinute, scene);
  const answers: Awaited<ReturnType<typeof readOf>>[] = [];
  for (const verb of Object.keys(reads)) answers.push(await readOf(scene, verb, systems.includes('postgres')));
  const waited = (await world.messages(stranger.email)).length === 0;

  await world.clearFaults();
  const drainSeconds = await drain(world, mode, async () => (await world.messages(stranger.email)).length > 0);
  const registered = await registration;
  await carryOver(world);
  const sent = [...(await world.messages(stranger.email)), ...(await world.messages(stranger.number))];
  return {
    operations: new Map([...first, ...last]),
    reads: new Map(answers),
    registration: { ...registered, waited },
    drainSeconds,
    events: await eventsSince(world, [household.subject, subject], from),
    messages: counted(sent.map(({ channel }) => channel)),
    codes: new Set(sent.map(({ code }) => code)).size,
    rows: await rowsOf(world, subject),
    audit: await until('a verified trail', async () => {
      const answer = await operate(world, 'audit.verify');
      const report: unknown = JSON.parse(await answer.text());
      return answer.status === 200 ? report : undefined;
    }),
  };
}

/** Registers somebody, and exchanges the code. @returns the subject */
async function registerAt({ world, household: { service } }: Scene, stranger: Person): Promise<string> {
  const consent = await registerUntilConsent(world, stranger, service);
  const back = await stranger.browser.submit(consent, { decision: 'agree' });
  return subjectBehind(world, service, codeOf(back.url));
}

/** Asks as an operator does: again when told to, unless it is known that Postgres is away. */
async function readOf(scene: Scene, verb: string, isAway: boolean) {
  return until(`an answer to ${verb}`, async () => {
    const before = performance.now();
    const answer = await ask(scene, verb);
    return isAway || answer[0] === 200 ? ([verb, { millis: performance.now() - before, answer }] as const) : undefined;
  });
}

/** Whether nothing waits for Postgres, or nothing that is older than `since`. */
async function nothingWaits(world: SharedWorld, since = Number.POSITIVE_INFINITY): Promise<boolean> {
  const { ledgers } = await world.health();
  return ledgers?.['undelivered'] === 0 || Number(ledgers?.['oldestAt']) >= since;
}

/** Brings what was decided to the book of record: first from the accounts to their ledgers, then from there. */
async function carryOver(world: SharedWorld): Promise<void> {
  await world.advance(2);
  await world.advance(2);
  await until('an empty backlog', async () => (await nothingWaits(world)) || undefined);
}

/** @returns seconds of the world's clock until nothing waits, in steps */
async function drain(world: SharedWorld, mode: FaultMode, arrived: () => Promise<boolean>): Promise<number> {
  const back = await world.now();
  const isOver = async () => (await nothingWaits(world, back)) && (await arrived());
  // What a slow system was asked before is still on its way.
  if (mode === 'slow') await until('slow answers', async () => (await isOver()) || undefined);
  for (let seconds = 0; seconds <= longestDrainSeconds; seconds += drainStepSeconds) {
    if (await isOver()) return seconds;
    await world.advance(drainStepSeconds);
  }
  return Number.POSITIVE_INFINITY;
}

async function eventsSince(world: SharedWorld, subjects: readonly string[], from: number) {
  const rows = await world.rows<{ kind: string; subject: string }>(
    `select kind, subject from audit_event join account on account.id = audit_event.account
     where subject = any($1) and audit_event.at >= $2`,
    [subjects, from],
  );
  return counted(rows.map(({ kind, subject }) => `${subject === subjects[0] ? 'known' : 'new'} ${kind}`));
}

async function rowsOf(world: SharedWorld, subject: string): Promise<readonly number[]> {
  const ofAccount = '(select id from account where subject = $1)';
  const tables = ['consent', 'terms_acceptance', 'account_identifier'].map(
    (table) => `(select count(*)::int from ${table} where account = ${ofAccount}) as ${table}`,
  );
  const [row] = await world.rows<Record<string, number>>(
    `select (select count(*)::int from account where subject = $1) as account, ${tables}`,
    [subject],
  );
  return Object.values(row ?? {});
}
