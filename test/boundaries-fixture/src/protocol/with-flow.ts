// breach: protocol-imports
import { signIn } from '../flows/sign-in';

export const breach = signIn;
