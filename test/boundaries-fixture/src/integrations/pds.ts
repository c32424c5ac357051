// clean
import { SignJWT } from 'jose';
import type { Accounts } from '../ports';

export const pds = (accounts: Accounts) => [accounts, SignJWT];
