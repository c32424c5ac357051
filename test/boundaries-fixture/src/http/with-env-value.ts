// breach: edge-ports-and-env-by-type
import { readConfig } from '../env';

export const breach = readConfig;
