// clean
import { scryptSync } from 'node:crypto';

export const sealed = scryptSync;
