// breach: domain-imports
import type { codes } from '../protocol/oauth-error';

export type Breach = typeof codes;
