// clean
import type { Clock } from '../durable-objects/clock';
import { claims } from './domain/claims';
import { readConfig } from './env';
import { pds } from './integrations/pds';
import type { Accounts } from './ports';
import { accounts } from './storage/accounts';

export const wire = (port: Accounts, clock: Clock) => [clock, accounts, pds, readConfig, claims, port];
