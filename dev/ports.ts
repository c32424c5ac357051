import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StartFailure } from './failure.ts';

/** The addresses a local server listens on; `localhost` may mean either. */
const loopbackAddresses = ['127.0.0.1', '::1'] as const;

type PortState = 'free' | 'taken' | 'no such address';

function probe(port: number, host: string): Promise<PortState> {
  const { promise, resolve } = Promise.withResolvers<PortState>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'taken' : 'no such address');
  });
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  return promise;
}

async function isFree(port: number): Promise<boolean> {
  const states = await Promise.all(loopbackAddresses.map((host) => probe(port, host)));
  return !states.includes('taken');
}

/** Those of `loopbackAddresses` that this machine has. */
export async function usableAddresses(): Promise<readonly string[]> {
  const states = await Promise.all(loopbackAddresses.map((host) => probe(0, host)));
  return loopbackAddresses.filter((_, index) => states[index] === 'free');
}

/** A port that nothing listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ port: 0, host: '127.0.0.1' }, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close(() => resolve(port));
  });
  return promise;
}

/**
 * The first of three neighbouring free ports: `wanted`, or with 0 any.
 * @throws StartFailure naming the port that is in use
 */
export async function claimPorts(wanted: number): Promise<number> {
  if (wanted === 0) return findNeighbours();
  for (const [offset, what] of ['the service', 'the demo', 'the console'].entries()) {
    if (await isFree(wanted + offset)) continue;
    throw new StartFailure(
      `Port ${wanted + offset}, for ${what}, is in use. Stop what uses it, or start elsewhere: GATEHOUSE_PORT=9000 npm start`,
    );
  }
  return wanted;
}

async function findNeighbours(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the range from which the system hands out ports for outgoing connections.
    const first = randomInt(15_000, 32_000);
    const free = await Promise.all([0, 1, 2].map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new StartFailure('No three neighbouring free ports were found.');
}
