import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { deviceName } from '../domain/device-name';
import { networkOf } from '../domain/network-address';
import type { Config, Env } from '../env';
import type { Ports } from '../ports';
import type { Caller } from '../ports/caller';

/** Reads the configuration and makes the ports of one request. */
export type Wire = (
  env: Env,
  waitUntil: (work: Promise<unknown>) => void,
) => { readonly config: Config; readonly ports: Ports };

/** Gives each request its id, its caller's network, a nonce, the configuration and its ports. */
export function requestFacts(wire: Wire) {
  return createMiddleware<AppContext>(async (c, next) => {
    const { config, ports } = wire(c.env, (work) => c.executionCtx.waitUntil(work));
    c.set('config', config);
    c.set('requestId', randomText(16));
    c.set('nonce', randomText(16));
    c.set('address', callerAddress(config, c));
    c.set('ports', ports);
    await next();
    c.header('X-Request-Id', c.var.requestId);
  });
}

/** The caller for the audit trail, the limits, and the person who looks at what was done. */
export const callerOf = (c: Context<AppContext>): Caller => ({
  address: c.var.address,
  requestId: c.var.requestId,
  on: deviceName(c.req.header('user-agent')),
});

/** From the socket; from `CF-Connecting-IP` only where the configuration says that the edge sets it. Other headers are ignored. */
function callerAddress(config: Config, c: Context<AppContext>): string {
  if (config.clientAddressFrom === 'cf-connecting-ip') return networkOf(c.req.header('cf-connecting-ip'));
  const { clientIp } = (c.req.raw.cf ?? {}) as { readonly clientIp?: string };
  return networkOf(clientIp?.replace(/^(\[.*\]|[\d.]+):\d+$/, '$1'));
}

function randomText(bytes: number): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
