// breach: flows-imports
import { signInRoute } from '../../routes/sign-in';

export const breach = signInRoute;
