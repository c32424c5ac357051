// breach: ports-types-only
import { claims } from '../domain/claims';

export const breach = claims;
