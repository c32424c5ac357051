// breach: flows-never-flows
import { signIn } from './sign-in';

export const breach = signIn;
