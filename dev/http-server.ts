import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { usableAddresses } from './ports.ts';

/** An answer, or `hang up`: close the connection without one. */
export type Answer = Response | 'hang up';

/** What one HTTP server of the local world does with requests. */
export interface Handlers {
  answer(request: Request): Promise<Answer>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** A running server. */
export interface Listening {
  close(): Promise<void>;
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const url = `http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(url, hasBody ? { method, headers, body: await readBody(incoming) } : { method, headers });
}

async function send(answer: Response, outgoing: ServerResponse, method: string): Promise<void> {
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  const body = method === 'HEAD' ? undefined : Buffer.from(await answer.arrayBuffer());
  outgoing.end(body);
}

async function handle(handlers: Handlers, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const answer = await handlers.answer(await toRequest(incoming));
    if (answer === 'hang up') return void incoming.socket.destroy();
    await send(answer, outgoing, incoming.method ?? 'GET');
  } catch (thrown) {
    console.error('The local world could not answer', incoming.method, incoming.url, thrown);
    if (!outgoing.headersSent) outgoing.writeHead(500);
    outgoing.end();
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, host }, resolve);
  return promise;
}

/** Serves `port` on every loopback address of the machine, and on no other. */
export async function listenOnLoopback(port: number, handlers: Handlers): Promise<Listening> {
  const servers = await Promise.all(
    (await usableAddresses()).map(async (host) => {
      const server = createServer((incoming, outgoing) => void handle(handlers, incoming, outgoing));
      server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
      await listen(server, port, host);
      return server;
    }),
  );
  return {
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
