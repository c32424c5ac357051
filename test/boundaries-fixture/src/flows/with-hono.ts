// breach: flows-imports
import { Hono } from 'hono';

export const breach = Hono;
