import type { Config, Env } from './env';
import type { Ports } from './ports';

/** What every request carries through the middleware. */
export interface AppVariables {
  readonly ports: Ports;
  readonly config: Config;
  /** 128 random bits, base64url; told to the caller in `X-Request-Id` and on error pages. */
  readonly requestId: string;
  /** The caller's network address; IPv6 as its /64. Personal data: never logged. */
  readonly address: string;
  /** The nonce of this answer's Content-Security-Policy. */
  readonly nonce: string;
}

export interface AppContext {
  Bindings: Env;
  Variables: AppVariables;
}
