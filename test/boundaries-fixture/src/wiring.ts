// clean
import { claims } from './domain/claims';
import { readConfig } from './env';
import { pds } from './integrations/pds';
import type { Accounts } from './ports';
import { accounts } from './storage/accounts';

export const wire = (port: Accounts) => [accounts, pds, readConfig, claims, port];
