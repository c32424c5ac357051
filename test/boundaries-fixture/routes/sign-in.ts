// clean
import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Context } from '../src/context';
import { claims } from '../src/domain/claims';
import { signIn } from '../src/flows/sign-in';
import { problem } from '../src/http/problem';
import { Problem } from '../src/ui/pages/problem';

export const signInRoute = new Hono<Context>().post('/', zValidator('form', z.object({})), () => {
  throw new Error([signIn, Problem, problem, claims].join());
});
