import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from '../../dev/postgres/cluster.ts';
import { prepareEmbedded } from '../../dev/postgres/database.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import { makeHome } from '../support/world.ts';
import type { Random } from './random.ts';
import type { Report } from './report.ts';

/** The answer to a request was lost with the process: what was asked may have been done, or not. */
export class Lost extends Error {}

const leastAcknowledged = 20;
const leastMillis = 2000;
const mostMillis = 8000;

/** A deployment that is killed again and again, and what those who use it must know of that. */
export interface Machine {
  readonly place: ProductionWorker;
  readonly kills: number;
  readonly fewestBetweenKills: number;
  readonly restartMillis: readonly number[];
  /** Which start of the process it is. */
  readonly generation: number;
  /**
   * Sends a request when the process stands.
   * @throws Lost when it was killed before the answer was there, or says that it cannot answer
   */
  tried<T>(work: () => Promise<T>): Promise<T>;
  /** Kills and restarts until `over` says so, by the seed: after 2 to 8 s, and 20 acknowledged writes at the least. */
  torment(random: Random, over: () => boolean): Promise<void>;
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, the emulators around a deployment, and the production bundle.
 * @param alter breaks the bundle
 * @param bundleFolder where the bundle of an earlier run lies, or is put; without one it is made, and thrown away
 */
export async function startMachine(
  report: Report,
  {
    alter,
    bundleFolder,
  }: { readonly alter?: ((bundle: string) => string) | undefined; readonly bundleFolder?: string | undefined },
): Promise<Machine> {
  const home = makeHome();
  const cluster = await startCluster(join(home, 'postgres'), true);
  await prepareEmbedded(cluster.port, 'trusted');
  let number = 0;
  const ground = {
    home: bundleFolder ?? home,
    health: async () => ({ postgres: { port: cluster.port } }),
    nextNumber: () => {
      number += 1;
      return number;
    },
  };
  const clean = async (): Promise<void> => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const place = await startProductionWorker(ground, alter === undefined ? {} : { alter }).catch(async (cause) => {
    await clean();
    throw cause;
  });
  let standing: Promise<void> = Promise.resolve();
  let isDown = false;
  let [kills, generation, lastAcknowledged, fewest] = [0, 0, 0, Number.POSITIVE_INFINITY];
  const restartMillis: number[] = [];

  async function killAndRestart(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    [standing, isDown] = [promise, true];
    generation += 1;
    kills += 1;
    fewest = Math.min(fewest, report.counts.acknowledged - lastAcknowledged);
    lastAcknowledged = report.counts.acknowledged;
    await place.kill();
    const started = performance.now();
    await place.restart();
    restartMillis.push(performance.now() - started);
    isDown = false;
    resolve();
  }

  return {
    place,
    get kills() {
      return kills;
    },
    get fewestBetweenKills() {
      return Number.isFinite(fewest) ? fewest : 0;
    },
    restartMillis,
    get generation() {
      return generation;
    },
    async tried(work) {
      while (isDown) await standing;
      const before = generation;
      try {
        return await work();
      } catch (thrown) {
        if (thrown instanceof Lost || before === generation) throw thrown;
        report.counts.lost += 1;
        throw new Lost('the process was killed', { cause: thrown });
      }
    },
    async torment(random, over) {
      while (!over()) {
        const due = performance.now() + random.between(leastMillis, mostMillis);
        const enough = () => report.counts.acknowledged - lastAcknowledged >= leastAcknowledged;
        while (!over() && (performance.now() < due || !enough())) await delay(5);
        if (!over()) await killAndRestart();
      }
    },
    killAndRestart,
    async stop() {
      await place.stop();
      await clean();
    },
  };
}
