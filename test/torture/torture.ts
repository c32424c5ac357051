import { addService } from '../support/service.ts';
import { type BreakageName, breakBundle } from './breakages.ts';
import type { Citizen, Scene } from './citizen.ts';
import { pickJourney, registerSomebody } from './journeys.ts';
import { drained, useEverything, verifyChains } from './judge.ts';
import { Lost, startMachine } from './machine.ts';
import { type Random, seeded } from './random.ts';
import { Broken, type Figures, openReport, percentile } from './report.ts';

export interface TortureOptions {
  readonly seed: number;
  /** How long clients go on; starting and judging come on top. */
  readonly seconds: number;
  readonly clients: number;
  /** Breaks the bundle, to see that the run notices. */
  readonly breaks?: BreakageName;
  /** How often a new code is redeemed by several at once; one in five if not said. */
  readonly together?: number;
  /** Ends at the first violation. */
  readonly stopsAtFirst?: boolean;
  /** How long Postgres is waited for after the last restart. */
  readonly drainSeconds?: number;
  /** How long everything is used once more at the end. */
  readonly judgeSeconds?: number;
  /** Where the bundle lies for several runs. */
  readonly bundleFolder?: string;
  readonly say?: (line: string) => void;
}

const peopleOfEachClient = 12;
/** Telephone numbers that are nobody's. */
const mostPeople = 950;
const progressSeconds = 10;

/**
 * Kills the production bundle again and again under clients that do what people and services do, and holds every answer, and
 * in the end the book of record, against a model of what was acknowledged.
 */
export async function torture(options: TortureOptions): Promise<Figures> {
  const { seed, clients, seconds, breaks, say = () => undefined } = options;
  const report = openReport();
  const alter = breaks && ((bundle: string) => breakBundle(bundle, breaks));
  const machine = await startMachine(report, { alter, bundleFolder: options.bundleFolder });
  try {
    const services = await Promise.all(
      ['Riverbank Pharmacy', 'Hillside Clinic', 'Harbour Surgery'].map((name) =>
        addService(machine.place, { client_name: name }),
      ),
    );
    const shared = {
      ...{
        machine,
        report,
        services,
        citizens: [] as Citizen[],
        assertions: [],
        mostPeople,
        together: options.together ?? 0.2,
      },
      drainMillis: (options.drainSeconds ?? 100) * 1000,
    };
    const end = performance.now() + seconds * 1000;
    const over = () => performance.now() >= end || (options.stopsAtFirst === true && report.violations.length > 0);
    const progress = setInterval(() => say(progressLine(shared)), progressSeconds * 1000);
    const scenes = Array.from(
      { length: clients },
      (_, index): Scene => ({ ...shared, random: seeded(seed * 1000 + index) }),
    );
    await Promise.all([machine.torment(seeded(seed), over), ...scenes.map((scene) => act(scene, over))]).finally(() =>
      clearInterval(progress),
    );
    await machine.killAndRestart();
    say('the last restart; waiting for Postgres');
    const scene: Scene = { ...shared, random: seeded(seed + 1) };
    const isEnough = options.stopsAtFirst === true && report.violations.length > 0;
    const { seconds: drainSeconds, events } = isEnough ? { seconds: 0, events: 0 } : await drained(scene);
    if (!isEnough) await verifyChains(scene);
    if (!isEnough) await useEverything(scene, performance.now() + (options.judgeSeconds ?? 60) * 1000);
    return {
      ...{ seed, clients, drainSeconds, events },
      seconds: Math.round(report.seconds()),
      ...report.counts,
      journeys: report.journeys(),
      byJourney: report.byJourney(),
      givenUp: report.givenUp(),
      kills: machine.kills,
      fewestBetweenKills: machine.fewestBetweenKills,
      restartMillis: { p50: percentile(machine.restartMillis, 0.5), p95: percentile(machine.restartMillis, 0.95) },
      people: shared.citizens.filter(({ account }) => account === 'yes').length,
      grants: shared.citizens.reduce((sum, { grants }) => sum + grants.length, 0),
      violations: report.violations,
    };
  } finally {
    await machine.stop();
  }
}

/** One client: its own people, one journey after another. */
async function act(scene: Scene, over: () => boolean): Promise<void> {
  const mine: Citizen[] = [];
  while (!over()) {
    try {
      await oneJourney(scene, mine);
    } catch (thrown) {
      if (thrown instanceof Broken || thrown instanceof Lost) continue;
      scene.report.violate('a journey', thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    }
  }
}

async function oneJourney(scene: Scene, mine: Citizen[]): Promise<void> {
  const { random, report, services } = scene;
  const service = random.pick(services);
  const known = mine.filter(({ account, isBroken }) => account === 'yes' && !isBroken);
  const citizen = random.pick(known);
  if (service === undefined) return;
  if (citizen === undefined || wantsMore(scene, known.length, random)) {
    report.journey('register');
    mine.push(await registerSomebody(scene, service));
    return;
  }
  const window = random.chance(0.7) ? citizen.windows[0] : citizen.windows[1];
  const journey = pickJourney(scene);
  if (window === undefined || journey === undefined) return;
  report.journey(journey.name);
  await journey.go({ scene, citizen, window, service });
}

const wantsMore = ({ citizens, mostPeople: most }: Scene, known: number, random: Random): boolean =>
  known < peopleOfEachClient && citizens.length < most && random.chance(known < 2 ? 0.5 : 0.06);

const progressLine = ({ report, machine, citizens }: Omit<Scene, 'random'>): string =>
  `${report.seconds().toFixed(0).padStart(4)} s  ${machine.kills} kills, ${report.journeys()} journeys, ` +
  `${report.counts.acknowledged} acknowledged, ${report.counts.lost} lost, ${citizens.length} people, ` +
  `${report.violations.length} violations`;
