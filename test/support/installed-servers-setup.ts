import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createRealRedis } from '../../dev/emulators/upstash/real-redis.ts';
import { findFreePort } from '../../dev/ports.ts';
import { startCluster } from '../../dev/postgres/cluster.ts';
import { embeddedOwnerUrl, prepareEmbedded } from '../../dev/postgres/database.ts';
import { findInstalledPostgres } from './installed-servers.ts';
import { until } from './until.ts';
import { startWorld } from './world.ts';

const password = 'trusted';

/** A redis-server on a free port that keeps nothing on disk. */
async function startRedis(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await findFreePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
  const server = spawn('redis-server', args, { stdio: 'ignore', cwd: tmpdir() });
  const ended = once(server, 'exit').catch(() => {
    throw new Error('There is no redis-server here: apt-get install redis-server');
  });
  process.once('exit', () => server.kill('SIGKILL'));
  const url = `redis://127.0.0.1:${port}`;
  const ask = createRealRedis(url);
  const answers = until('redis-server', () => ask(['PING']).then(Boolean, () => undefined));
  await Promise.race([answers, ended.then(() => Promise.reject(new Error('redis-server ended')))]);
  return {
    url,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** The PostgreSQL and the Redis of the system's packages, and a world that has its book of record and its cache there. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const binaries = findInstalledPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-servers-'));
  chmodSync(folder, 0o711);
  const redis = await startRedis();
  const cluster = await startCluster(join(folder, 'postgres'), true, binaries);
  await prepareEmbedded(cluster.port, password);
  const env = { DATABASE_URL: embeddedOwnerUrl(cluster.port, password), REDIS_URL: redis.url };
  const { issuer, demo, console, home, stop } = await startWorld({ env });
  provide('installedPostgres', binaries);
  // The world keeps its own keys in the first of the server's databases.
  provide('installedRedis', `${redis.url}/1`);
  provide('sharedWorlds', [{ issuer, demo, console, home, bookPort: cluster.port }]);
  return async () => {
    await stop();
    await Promise.all([cluster.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}
