// clean
import { Hono } from 'hono';
import type { Context } from '../context';
import { codes } from '../protocol/oauth-error';
import { Problem } from '../ui/pages/problem';

export const problem = (context: Context) => [context, codes, Problem, Hono];
