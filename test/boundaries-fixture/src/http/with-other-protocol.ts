// breach: http-imports
import { idToken } from '../protocol/id-token';

export const breach = idToken;
