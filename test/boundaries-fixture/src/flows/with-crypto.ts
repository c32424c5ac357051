// breach: flows-imports
import { sealed } from '../crypto/seal';

export const breach = sealed;
