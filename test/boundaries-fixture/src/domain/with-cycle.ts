// clean: a cycle is reported once, at its other end
import type { Back } from './with-cycle-back';

export type Breach = Back | 'there';
