// breach: wiring-atoms-by-type
import { Account } from '../../durable-objects/account';

export const breach = Account;
