// breach: atoms-never-atoms
import { Account } from './account';

export const breach = Account;
