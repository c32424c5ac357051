import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FaultMode, type Faults, slowMs } from '../../faults.ts';
import type { QueryCounter } from './queries.ts';
import { countStatements, noticeCompletion } from './statement-counter.ts';

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

interface Carriage {
  readonly target: Target;
  readonly counter: QueryCounter;
  /** `dropped`: hangs up when the first statement has been carried out, before the caller hears of it. */
  readonly mode: FaultMode;
}

function carry(webSocket: WebSocket, { target, counter, mode }: Carriage): void {
  const server = connect({ host: target.host, port: target.port });
  const isDone = mode === 'dropped' ? noticeCompletion() : () => false;
  const read = countStatements(counter);
  webSocket.on('message', (bytes: Buffer) => {
    read(bytes);
    server.write(bytes);
  });
  server.on('data', (bytes) => (isDone(bytes) ? webSocket.terminate() : webSocket.send(bytes)));
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
      carry(webSocket, { target, counter, mode });
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
