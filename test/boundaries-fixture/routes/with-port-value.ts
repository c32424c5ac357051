// breach: edge-ports-and-env-by-type
import { accounts } from '../src/ports';

export const breach = accounts;
