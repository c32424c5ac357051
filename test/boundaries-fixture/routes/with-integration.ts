// breach: routes-imports
import { pds } from '../src/integrations/pds';

export const breach = pds;
