import { cpus } from 'node:os';
import type { FaultMode, System } from '../dev/faults.ts';
import { type Household, settleIn } from '../test/support/household.ts';
import { type Outage, type Outcome, type Seen, sitOut } from '../test/support/outage.ts';
import { newServiceKey, type ServiceKey } from '../test/support/service.ts';
import { type SharedWorld, worldAt } from '../test/support/shared-world.ts';
import { startWorld } from '../test/support/world.ts';

const systems: readonly System[] = ['postgres', 'redis', 'govuk-notify', 'voodoo-sms', 'amazon-sns'];
const modes: readonly FaultMode[] = ['down', 'slow', 'garbage', 'dropped'];
const rounds = 3;

interface Measured {
  readonly mode: FaultMode;
  readonly seen: readonly Seen[];
}

interface Place {
  readonly world: SharedWorld;
  readonly household: Household;
  readonly key: ServiceKey;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Sits the same outage out several times. The first run of all is not counted: it warms the worker. */
async function repeat({ world, household, key }: Place, outage: Outage): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (let round = 0; round < rounds; round += 1) seen.push(await sitOut(world, household, { outage, key }));
  return seen;
}

function cell(outcomes: readonly (Outcome | undefined)[]): string {
  const wrong = outcomes.find((outcome) => outcome === undefined || 'wrong' in outcome);
  if (wrong !== undefined || outcomes.length === 0) return '**failed**';
  return `${Math.round(median(outcomes.flatMap((one) => (one !== undefined && 'millis' in one ? one.millis : []))))}`;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const line = (width: number): string => row(['---', ...Array<string>(width).fill('--:')]);

function operationTable(columns: readonly Measured[]): readonly string[] {
  const names = [...(columns[0]?.seen[0]?.operations.keys() ?? [])];
  const reads = [...(columns[0]?.seen[0]?.reads.keys() ?? [])];
  const of = (pick: (seen: Seen) => Outcome | undefined) => columns.map(({ seen }) => cell(seen.map(pick)));
  return [
    row(['milliseconds', ...columns.map(({ mode }) => mode)]),
    line(columns.length),
    ...names.map((name) => row([name, ...of(({ operations }) => operations.get(name))])),
    row(['registration, with both codes', ...columns.map(registrationCell)]),
    ...reads.map((verb) => row([`operator: \`${verb}\``, ...columns.map((column) => readCell(column, verb))])),
  ];
}

function registrationCell({ seen }: Measured): string {
  return seen.some(({ registration }) => registration.waited)
    ? 'waits for its mail'
    : cell(seen.map(({ registration }) => registration));
}

function readCell({ seen }: Measured, verb: string): string {
  const answers = seen.flatMap(({ reads }) => reads.get(verb) ?? []);
  const statuses = [...new Set(answers.map(({ answer }) => answer[0]))];
  return `${statuses.join('/')} in ${Math.round(median(answers.map(({ millis }) => millis)))}`;
}

/** What each operation takes while everything is away, and how long everything takes to arrive afterwards. */
export async function benchOutage(): Promise<boolean> {
  const started = await startWorld();
  try {
    const world = worldAt(started);
    const key = await newServiceKey();
    const place: Place = { world, household: await settleIn(world), key };
    await sitOut(world, place.household, { outage: { systems: [], mode: 'up' }, key });
    const columns: Measured[] = [];
    for (const mode of ['up', ...modes] as const)
      columns.push({ mode, seen: await repeat(place, { systems: mode === 'up' ? [] : systems, mode }) });
    console.log(`all systems away at once, median of ${rounds}, ${cpus().length} cores (${cpus()[0]?.model}):\n`);
    console.log(operationTable(columns).join('\n'));
    const drained: string[] = [];
    for (const system of systems) {
      const cells: number[] = [];
      for (const mode of modes) {
        const seen = await sitOut(world, place.household, { outage: { systems: [system], mode }, key });
        cells.push(seen.drainSeconds);
      }
      drained.push(row([system, ...cells]));
    }
    const all = columns.slice(1).map(({ seen }) => Math.max(...seen.map(({ drainSeconds }) => drainSeconds)));
    console.log('\nseconds of the clock until everything had arrived, looked at every ten:\n');
    console.log([row(['away', ...modes]), line(modes.length), ...drained, row(['all', ...all])].join('\n'));
    return columns.every(({ seen }) =>
      seen.every(({ operations }) => [...operations.values()].every((one) => 'millis' in one)),
    );
  } finally {
    await started.stop();
  }
}
