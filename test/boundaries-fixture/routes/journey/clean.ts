// clean
import type { Accounts } from '../../src/ports';
import { signInRoute } from '../sign-in';

export const step = (accounts: Accounts) => [accounts, signInRoute];
