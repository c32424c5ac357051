// clean
import { readFile } from 'node:fs/promises';
import { SignJWT } from 'jose';
import type { Claim } from '../src/domain/claims.ts';

export const service = (claim: Claim) => [claim, readFile, SignJWT];
