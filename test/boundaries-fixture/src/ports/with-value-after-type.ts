// breach: ports-types-only
import type { Claim } from '../domain/claims';
import { claims } from '../domain/claims';

export const breach: readonly Claim[] = claims;
