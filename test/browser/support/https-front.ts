import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { makeCertificate } from './certificate.ts';

/** What answers for one host name. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** One TLS server for several made-up hosts, as an edge would stand before a deployment and its services. */
export interface HttpsFront {
  readonly port: number;
  /** The origin of a host of this server. */
  originOf(host: string): string;
  answerFor(host: string, answer: Answer): void;
  close(): Promise<void>;
}

/** Chromium's arguments to find the hosts of a front on this machine. */
export const findTestHosts = ['--host-resolver-rules=MAP *.test 127.0.0.1'];

/** Starts the server; hosts are added later. */
export async function startHttpsFront(): Promise<HttpsFront> {
  const answers = new Map<string, Answer>();
  const { key, cert, remove } = makeCertificate('gatehouse.test');
  remove();
  const server = createServer({ key, cert }, (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const answer = answers.get(host);
    if (answer === undefined) response.writeHead(502).end(`nothing answers for ${host}`);
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    originOf: (host) => `https://${host}:${port}`,
    answerFor: (host, answer) => void answers.set(host, answer),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands a request on to a server without TLS. */
export const forwardTo =
  (origin: string): Answer =>
  (request, response) => {
    const { hostname, port } = new URL(origin);
    const options = { hostname, port, path: request.url, method: request.method, headers: request.headers };
    const onward = forward(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.writeHead(502).end());
    request.pipe(onward);
  };
