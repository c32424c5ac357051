// breach: ports-types-only
import { type Claim, claims } from '../domain/claims';

export const breach: readonly Claim[] = claims;
