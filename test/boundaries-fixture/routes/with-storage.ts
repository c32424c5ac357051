// breach: routes-imports
import { accounts } from '../src/storage/accounts';

export const breach = accounts;
