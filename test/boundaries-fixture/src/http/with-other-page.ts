// breach: http-imports
import { Consent } from '../ui/pages/consent';

export const breach = Consent;
