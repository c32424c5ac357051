// breach: storage-imports
import { pds } from '../integrations/pds';

export const breach = pds;
