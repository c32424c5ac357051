// breach: protocol-imports
import { Hono } from 'hono';

export const breach = Hono;
