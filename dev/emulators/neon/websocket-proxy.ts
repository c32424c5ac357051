import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Faults, slowMs } from '../../faults.ts';
import type { QueryCounter } from './queries.ts';
import { countStatements } from './statement-counter.ts';

/** Neon's WebSocket endpoint: PostgreSQL's own protocol, carried by a WebSocket. */
export interface WebSocketProxy {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every open connection. */
  close(): void;
}

/** Where the PostgreSQL server listens. */
interface Target {
  readonly host: string;
  readonly port: number;
}

function carry(webSocket: WebSocket, target: Target, counter: QueryCounter): void {
  const server = connect({ host: target.host, port: target.port });
  const read = countStatements(counter);
  webSocket.on('message', (bytes: Buffer) => {
    read(bytes);
    server.write(bytes);
  });
  server.on('data', (bytes) => webSocket.send(bytes));
  server.on('close', () => webSocket.close());
  server.on('error', () => webSocket.terminate());
  webSocket.on('close', () => server.end());
  webSocket.on('error', () => server.destroy());
}

/** @param target the one server that is reached, whatever address the driver asks for */
export function createWebSocketProxy(target: Target, counter: QueryCounter, faults: Faults): WebSocketProxy {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const mode = faults.take('postgres');
    if (mode === 'down') return void socket.destroy();
    if (mode === 'slow') await delay(slowMs);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      if (mode === 'garbage') return webSocket.send(randomBytes(64));
      carry(webSocket, target, counter);
    });
  };

  const cut = () => {
    for (const client of server.clients) client.terminate();
  };
  faults.onSet(({ system, mode }) => {
    if (system === 'postgres' && mode === 'down') cut();
  });
  return { upgrade: (request, socket, head) => void open(request, socket, head), close: cut };
}
