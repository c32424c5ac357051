// breach: edge-ports-and-env-by-type, routes-imports
import { readConfig } from '../src/env';

export const breach = readConfig;
