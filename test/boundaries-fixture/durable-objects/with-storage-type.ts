// breach: atoms-imports
import type { accounts } from '../src/storage/accounts';

export type Breach = typeof accounts;
