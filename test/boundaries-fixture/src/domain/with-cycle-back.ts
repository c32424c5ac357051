// breach: no-cycles
import type { Breach } from './with-cycle';

export type Back = Breach | 'back';
