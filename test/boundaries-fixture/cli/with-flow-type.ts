// breach: cli-imports
import type { signIn } from '../src/flows/sign-in';

export type Breach = typeof signIn;
