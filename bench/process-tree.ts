import { readdir, readFile } from 'node:fs/promises';

/** A process and what it holds in memory: its proportional share where Linux tells it, else all that is resident. */
export interface MeasuredProcess {
  readonly pid: number;
  readonly name: string;
  readonly kib: number;
}

interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

async function readProc(path: string): Promise<string> {
  return readFile(`/proc/${path}`, 'utf8').catch(() => '');
}

/** The program of a command line: `/usr/bin/node\0start.ts` is node, `postgres: checkpointer` is postgres. */
function programOf(commandLine: string): string {
  return /^(?:[^\0 ]*\/)?([^\0: /]+)/.exec(commandLine)?.[1] ?? '';
}

async function listProcesses(): Promise<ListedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const listed = pids.map(async (pid) => {
    const [, parent = ''] = /^\d+ \(.*\) \S (\d+)/s.exec(await readProc(`${pid}/stat`)) ?? [];
    return { pid: Number(pid), parent: Number(parent), name: programOf(await readProc(`${pid}/cmdline`)) };
  });
  return (await Promise.all(listed)).filter(({ name }) => name !== '');
}

async function memoryKib(pid: number): Promise<number> {
  const [, proportional] = /^Pss:\s+(\d+)/m.exec(await readProc(`${pid}/smaps_rollup`)) ?? [];
  const [, resident] = /^VmRSS:\s+(\d+)/m.exec(await readProc(`${pid}/status`)) ?? [];
  return Number(proportional ?? resident ?? 0);
}

/** The process `root` and all that descend from it. Linux only. */
export async function measureTree(root: number): Promise<MeasuredProcess[]> {
  const all = await listProcesses();
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const { pid, parent } of all) {
      if (tree.has(parent)) {
        tree.add(pid);
      }
    }
  }
  const members = all.filter(({ pid }) => tree.has(pid));
  return Promise.all(members.map(async ({ pid, name }) => ({ pid, name, kib: await memoryKib(pid) })));
}

/** Which of these processes still run under the same name. */
export async function stillRunning(processes: readonly MeasuredProcess[]): Promise<readonly MeasuredProcess[]> {
  const now = await listProcesses();
  return processes.filter(({ pid, name }) => now.some((other) => other.pid === pid && other.name === name));
}
