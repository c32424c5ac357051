// breach: routes-never-routes
import { signInRoute } from '../sign-in';

export const breach = signInRoute;
