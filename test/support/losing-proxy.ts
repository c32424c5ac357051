import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A network in front of the service that can lose an answer after the work was done. */
export interface LosingProxy {
  readonly origin: string;
  /** The next answer is read to its end, and nobody is told; those after it pass. */
  loseNext(): void;
  /** The bodies of the answers that were lost. */
  readonly lost: readonly string[];
  close(): Promise<void>;
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(incoming: IncomingMessage, target: URL): ClientRequest {
  const { hostname, port, host } = target;
  const { method, url: path, headers } = incoming;
  return request({
    hostname,
    port,
    method,
    path,
    headers: { ...headers, host, connection: 'close', 'accept-encoding': 'identity' },
  });
}

/** Starts it on a free port. @param target origin of the service */
export async function startLosingProxy(target: string): Promise<LosingProxy> {
  const lost: string[] = [];
  let isArmed = false;
  const server = createServer(async (incoming, outgoing) => {
    const isLost = isArmed;
    isArmed = false;
    const far = forward(incoming, new URL(target));
    far.end(await readAll(incoming));
    const [answer] = (await once(far, 'response')) as [IncomingMessage];
    const body = await readAll(answer);
    if (isLost) {
      lost.push(body.toString());
      return void incoming.socket.destroy();
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(body);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    loseNext() {
      isArmed = true;
    },
    lost,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
