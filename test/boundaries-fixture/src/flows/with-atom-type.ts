// breach: flows-imports
import type { Account } from '../../durable-objects/account';

export type Breach = Account;
