// breach: flows-never-flows
import type { signIn } from './sign-in';

export type Breach = typeof signIn;
