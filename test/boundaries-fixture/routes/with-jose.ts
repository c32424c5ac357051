// breach: routes-imports
import { SignJWT } from 'jose';

export const breach = SignJWT;
