// breach: integrations-imports
import { accounts } from '../storage/accounts';

export const breach = accounts;
