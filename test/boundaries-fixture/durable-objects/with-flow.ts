// breach: atoms-imports
import { signIn } from '../src/flows/sign-in';

export const breach = signIn;
