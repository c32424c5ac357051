// breach: env-imports
import { SignJWT } from 'jose';
import { z } from 'zod';

export type Config = z.infer<typeof z.string>;
export const readConfig = (...values: unknown[]) => z.string().parse(values[0]);
export const breach = SignJWT;
