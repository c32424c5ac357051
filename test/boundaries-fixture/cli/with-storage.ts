// breach: cli-imports, cli-product-by-type
import { accounts } from '../src/storage/accounts';

export const breach = accounts;
