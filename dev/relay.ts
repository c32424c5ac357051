import { connect, createServer } from 'node:net';
import type { Listening } from './http-server.ts';
import { usableAddresses } from './ports.ts';

/** workerd listens on one address of `localhost`; this carries what arrives at the other to it. */
export async function relayFromIpv6(port: number): Promise<Listening> {
  if (!(await usableAddresses()).includes('::1')) return { close: async () => undefined };
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  // Where workerd took both addresses there is nothing to carry.
  server.once('error', () => resolve());
  server.listen({ host: '::1', port, ipv6Only: true }, resolve);
  await promise;
  return { close: async () => void server.close() };
}
