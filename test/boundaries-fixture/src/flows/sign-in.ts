// clean
import { claims } from '../domain/claims';
import type { Accounts } from '../ports';
import { codes } from '../protocol/oauth-error';

export const signIn = (accounts: Accounts) => [accounts.read(), claims, codes];
