// breach: adapters-ports-by-type
import { accounts } from '../ports';

export const breach = accounts;
