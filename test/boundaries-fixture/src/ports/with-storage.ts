// breach: ports-imports
import type { accounts } from '../storage/accounts';

export type Breach = typeof accounts;
