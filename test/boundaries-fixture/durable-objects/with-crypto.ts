// breach: atoms-imports
import { sealed } from '../src/crypto/seal';

export const breach = sealed;
