// clean

import { pgTable } from 'drizzle-orm/pg-core';
import type { Account } from '../../durable-objects/account';
import { claims } from '../domain/claims';
import { readConfig } from '../env';
import type { Accounts } from '../ports';

export const accounts = (atom: Account): Accounts => ({ read: () => claims[0] ?? readConfig(atom, pgTable) });
