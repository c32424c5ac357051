// breach: flows-imports, cloudflare-in-atoms-only
import { env } from 'cloudflare:workers';

export const breach = env;
