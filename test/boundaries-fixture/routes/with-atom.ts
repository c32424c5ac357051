// breach: routes-imports
import { Account } from '../durable-objects/account';

export const breach = Account;
