// breach: domain-imports, no-unresolved
import { nothing } from './nothing-there';

export const breach = nothing;
