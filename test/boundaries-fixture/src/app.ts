// breach: app-imports
import { Hono } from 'hono';
import { signInRoute } from '../routes/sign-in';
import { signIn } from './flows/sign-in';
import { problem } from './http/problem';
import { wire } from './wiring';

export const app = new Hono().get('/', () => new Response([signInRoute, problem, wire].join()));
export const breach = signIn;
