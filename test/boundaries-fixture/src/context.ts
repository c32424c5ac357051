// breach: context-imports, context-types-only
import type { Env } from 'hono';
import type { Config } from './env';
import { readConfig } from './env';
import type { signIn } from './flows/sign-in';
import type { Accounts } from './ports';

export type Context = Env & { config: Config; accounts: Accounts; breach: typeof signIn };
export const breach = readConfig;
