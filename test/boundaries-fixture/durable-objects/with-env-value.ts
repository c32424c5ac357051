// breach: atoms-env-by-type
import { readConfig } from '../src/env';

export const breach = readConfig;
