// breach: atoms-imports
import { codes } from '../src/protocol/oauth-error';

export const breach = codes;
