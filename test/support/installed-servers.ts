import { existsSync, readdirSync } from 'node:fs';
import { inject } from 'vitest';
import type { Binaries } from '../../dev/postgres/binaries.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL that the system's packages installed: its folder and version. Absent: the embedded one. */
    readonly installedPostgres?: Binaries;
    /** Address of a running redis-server. Absent: the one in memory. */
    readonly installedRedis?: string;
  }
}

/** The PostgreSQL that this run is to use; undefined for the embedded one. */
export const installedPostgres = (): Binaries | undefined => inject('installedPostgres');

const debianFolder = '/usr/lib/postgresql';

/** The newest PostgreSQL among Debian's packages. @throws Error that says what to install */
export function findInstalledPostgres(): Binaries {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const version = versions
    .filter((found) => existsSync(`${debianFolder}/${found}/bin/initdb`))
    .toSorted((one, other) => Number(one) - Number(other))
    .at(-1);
  if (version === undefined) throw new Error('There is no PostgreSQL here: apt-get install postgresql redis-server');
  return { root: `${debianFolder}/${version}`, version };
}
