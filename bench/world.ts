import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from '../scripts/check/part.ts';
import { type MeasuredProcess, measureTree, stillRunning } from './process-tree.ts';

const settleMs = 5000;
const patienceMs = 60_000;

interface WorldRun {
  readonly readySeconds: number;
  readonly firstPageSeconds: number;
  readonly stopSeconds: number;
  readonly processes: readonly MeasuredProcess[];
  readonly leftOver: readonly MeasuredProcess[];
}

/** Runs `npm start`, waits for its `ready` line, measures, and ends it. */
async function runOnce(home: string): Promise<WorldRun> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const world = spawn('npm', ['start'], {
    cwd: projectRoot,
    env: { ...process.env, GATEHOUSE_HOME: home, GATEHOUSE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const { pid } = world;
  if (pid === undefined) {
    throw new Error('npm cannot be run');
  }
  // What Ctrl-C does: the signal goes to npm and to all that it started.
  const interrupt = () => process.kill(-pid, 'SIGINT');
  const giveUp = setTimeout(interrupt, patienceMs);
  let readySeconds = 0;
  let service = '';
  for await (const line of createInterface({ input: world.stdout })) {
    if (line.startsWith('ready ')) {
      readySeconds = seconds();
      service = line.split(' ')[1] ?? '';
      break;
    }
  }
  clearTimeout(giveUp);
  if (readySeconds === 0) {
    throw new Error('the world did not become ready');
  }
  world.stdout.resume();
  await fetch(`${service}/.well-known/openid-configuration`).then((answer) => answer.text());
  const firstPageSeconds = seconds();
  await wait(settleMs);
  const processes = await measureTree(pid);
  const stopping = performance.now();
  interrupt();
  await once(world, 'exit');
  const stopSeconds = (performance.now() - stopping) / 1000;
  return { readySeconds, firstPageSeconds, stopSeconds, processes, leftOver: await stillRunning(processes) };
}

const mebibytes = (processes: readonly MeasuredProcess[]) =>
  `${Math.round(processes.reduce((sum, { kib }) => sum + kib, 0) / 1024)} MiB`;

/** Memory by program, the largest first. */
function byProgram(processes: readonly MeasuredProcess[]): string[] {
  const names = [...new Set(processes.map(({ name }) => name))];
  return names
    .map((name) => processes.filter((process) => process.name === name))
    .sort((a, b) => b.reduce((sum, { kib }) => sum + kib, 0) - a.reduce((sum, { kib }) => sum + kib, 0))
    .map((group) => `  ${(group[0]?.name ?? '').padEnd(20)} ${String(group.length).padStart(2)} × ${mebibytes(group)}`);
}

function report(title: string, run: WorldRun) {
  console.log(
    `${title.padEnd(14)} ready ${run.readySeconds.toFixed(1)} s · discovery answered ${run.firstPageSeconds.toFixed(1)} s · ` +
      `${mebibytes(run.processes)} in ${run.processes.length} processes · stopped in ${run.stopSeconds.toFixed(1)} s`,
  );
  for (const { name, pid } of run.leftOver) {
    console.log(`  still running after the stop: ${name} (${pid})`);
  }
}

/** Start time and memory of the local world: fresh, and again on the state of the first run. */
export async function benchWorld() {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const fresh = await runOnce(home);
    const again = await runOnce(home);
    report('fresh', fresh);
    report('with its state', again);
    console.log(`memory of the second, ${settleMs / 1000} s after ready (proportional share of each process):`);
    console.log(byProgram(again.processes).join('\n'));
    return fresh.leftOver.length + again.leftOver.length === 0;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
