import { createServer, type ServerResponse } from 'node:http';
import { addService, authorizeUrl, operate, type TestService } from '../../support/service.ts';
import type { SharedWorld } from '../../support/shared-world.ts';

/** A connected service that takes no tokens: what matters here is what the browser does on the way to it. */
export interface ConnectedService extends TestService {
  /** Its own origin, where its callback is. */
  readonly origin: string;
  /** A fresh authorization request. */
  request(changes?: Readonly<Record<string, string>>): string;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly name?: string;
  /** Instead of the callback on its own origin. */
  readonly redirectUri?: string;
  /** What the callback answers; a plain page if not said. */
  readonly callback?: (response: ServerResponse) => void;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Starts a service on a port of its own and registers it. */
export async function aService(world: SharedWorld, options: ServiceOptions = {}): Promise<ConnectedService> {
  const { name = 'Meadow Pharmacy', callback } = options;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (pathname === '/callback' && callback !== undefined) return callback(response);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const told = [...searchParams].map(([key, value]) => `<dt>${key}</dt><dd id="${key}">${escaped(value)}</dd>`);
    return response.end(`<!doctype html><title>${name}</title><h1>${name}</h1><dl>${told.join('')}</dl>`);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  const service = await addService(world, {
    client_name: name,
    client_uri: `${origin}/`,
    redirect_uris: [options.redirectUri ?? `${origin}/callback`],
    scope: 'openid profile email phone',
    vectors: ['P0.Cp', 'P0.Cp.Cd', 'P0.Cm', 'P5.Cp.Cd', 'P9.Cp.Cd'],
  });
  return {
    ...service,
    origin,
    request: (changes = {}) =>
      authorizeUrl(world, service, {
        scope: 'openid profile email phone',
        vtr: '["P0.Cp.Cd","P0.Cm"]',
        ...changes,
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The service may not be used from now on. */
export async function disable(world: SharedWorld, { clientId }: ConnectedService): Promise<void> {
  const answer = await operate(world, 'services.disable', { client_id: clientId });
  if (!answer.ok) throw new Error(`the service was not disabled: ${await answer.text()}`);
}
