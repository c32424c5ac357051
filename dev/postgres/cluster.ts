import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartFailure } from '../failure.ts';
import { findFreePort } from '../ports.ts';
import { type Binaries, environment, findBinaries, identity, nobody, programs } from './binaries.ts';

/** A running embedded PostgreSQL server. */
export interface Cluster {
  readonly port: number;
  /** Where its files are, and where they would have been if the user it runs as could get there. */
  readonly folder: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const stopPatienceMs = 5_000;

/** Makes the data folder usable for the user that the server runs as; outside the home when it must be. */
function prepareFolder(wanted: string): string {
  if (identity.uid === undefined) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  giveAway(wanted);
  if (canEnter(wanted)) return wanted;
  rmSync(wanted, { recursive: true, force: true });
  const outside = outsideFolder(wanted);
  giveAway(outside);
  return outside;
}

/** The stand-in for a data folder that `nobody` cannot reach; the same for the same home. */
export function outsideFolder(wanted: string): string {
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return join(tmpdir(), `gatehouse-data-${name}`);
}

function giveAway(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o700);
}

function canEnter(folder: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], { ...identity, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function initialise(binaries: Binaries, folder: string): Promise<void> {
  const args = [
    '-D',
    folder,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(programs(binaries).initdb, args, { ...identity, env: environment, cwd: '/' });
  } catch (cause) {
    const said =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').at(-1) : undefined;
    throw new StartFailure(`The embedded PostgreSQL could not be set up in ${folder}: ${said ?? String(cause)}`, {
      cause,
    });
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
  }
}

/** Ends a server that a crashed launcher left on this folder, and removes the note of one that is gone. */
async function clearStale(folder: string): Promise<void> {
  const note = join(folder, 'postmaster.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8').split('\n', 1)[0]);
  // Ensure that the number was not given to another program since: then it is none of our business.
  const isOrphan = () => pid > 1 && commandOf(pid).includes(`-D ${folder}`);
  if (isOrphan()) process.kill(pid, 'SIGINT');
  for (let waited = 0; isOrphan() && waited < stopPatienceMs; waited += 50) await delay(50);
  if (isOrphan()) process.kill(pid, 'SIGKILL');
  rmSync(note, { force: true });
}

function settings(port: number, test: boolean): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_buffers: '32MB',
    max_connections: '200',
    jit: 'off',
    autovacuum_naptime: '5min',
    dynamic_shared_memory_type: process.platform === 'linux' ? 'mmap' : 'posix',
    ...(test && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Resolves when the server says that it accepts connections. @throws StartFailure with its last words if it ends */
function whenReady(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let lastWords = 'it ended without a word';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('ready to accept connections')) resolve();
    lastWords = /(?:FATAL|PANIC|could not).*/.exec(text)?.[0] ?? lastWords;
  });
  server.once('error', (error) => reject(new StartFailure(`The embedded PostgreSQL did not start: ${error.message}`)));
  server.once('exit', () => reject(new StartFailure(`The embedded PostgreSQL did not start: ${lastWords}`)));
  return promise;
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  const patience = AbortSignal.timeout(stopPatienceMs);
  await Promise.race([ended, new Promise((resolve) => patience.addEventListener('abort', resolve))]);
  if (server.exitCode === null) server.kill('SIGKILL');
}

/** Starts the server on a free port of 127.0.0.1, with its files at `wanted` or, where that cannot be, outside the home. */
export async function startCluster(wanted: string, test: boolean, binaries = findBinaries()): Promise<Cluster> {
  const folder = prepareFolder(wanted);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(binaries, folder);
  await clearStale(folder);
  const port = await findFreePort();
  const server = spawn(programs(binaries).postgres, ['-D', folder, ...settings(port, test)], {
    ...identity,
    env: environment,
    cwd: '/',
    // A group of its own: Ctrl-C reaches only the launcher, which ends the server when nothing needs it any more.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => server.kill('SIGKILL'));
  await whenReady(server);
  return {
    port,
    folder,
    process: server,
    async stop() {
      await stopServer(server);
      // Throw-away data goes with its world; inside the home whoever made the home throws it away.
      if (test && folder !== wanted) rmSync(folder, { recursive: true, force: true });
    },
  };
}
