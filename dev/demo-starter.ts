import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Addresses } from './context.ts';
import type { Home } from './home.ts';
import type { Listening } from './http-server.ts';

/** What the demo connected service is told about the world it lives in. */
export interface DemoOptions {
  readonly port: number;
  readonly issuer: string;
  readonly console: string;
  readonly home: string;
}

interface DemoModule {
  startDemo(options: DemoOptions): Promise<Listening>;
}

/** Starts the demo connected service, and registers it with the service. */
export async function startDemo(addresses: Addresses, home: Home): Promise<Listening> {
  const file = join(import.meta.dirname, 'demo/server.ts');
  if (!existsSync(file)) return { close: async () => undefined };
  const demo = (await import(pathToFileURL(file).href)) as DemoModule;
  return demo.startDemo({
    port: Number(new URL(addresses.demo).port),
    issuer: addresses.issuer,
    console: addresses.console,
    home: home.path,
  });
}
