import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A way to a PostgreSQL server that can be cut off in the middle of a conversation. */
export interface CuttingProxy {
  /** The same address, by this way. */
  through(url: string): string;
  /** Statements that were sent. */
  readonly statements: number;
  close(): Promise<void>;
}

const isStatement = new Set(['Q'.charCodeAt(0), 'E'.charCodeAt(0)]);

/**
 * Carries a conversation, and breaks it off when the server has been sent so many statements: the last may be done or not.
 * @see PostgreSQL documentation, "Message Formats"
 */
export async function openCuttingProxy(port: number, cutAfter: number): Promise<CuttingProxy> {
  let statements = 0;
  const server = createServer((client) => {
    const upstream = connect({ port, host: '127.0.0.1' });
    let pending = Buffer.alloc(0);
    let isFirst = true;
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        // The first message has no type byte.
        const typeBytes = isFirst ? 0 : 1;
        if (pending.length < typeBytes + 4) return;
        const length = typeBytes + pending.readUInt32BE(typeBytes);
        if (pending.length < length) return;
        const message = pending.subarray(0, length);
        pending = pending.subarray(length);
        if (!isFirst && isStatement.has(message[0] ?? 0)) statements += 1;
        isFirst = false;
        if (statements >= cutAfter) return void upstream.write(message, cut);
        upstream.write(message);
      }
    });
    upstream.on('data', (chunk: Buffer) => client.write(chunk));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', cut);
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    through(url) {
      const way = new URL(url);
      way.port = String(own);
      return way.href;
    },
    get statements() {
      return statements;
    },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
