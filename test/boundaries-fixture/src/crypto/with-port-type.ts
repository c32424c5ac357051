// breach: crypto-imports
import type { Accounts } from '../ports';

export type Breach = Accounts;
