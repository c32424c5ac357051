// breach: cli-product-by-type
import { claims } from '../src/domain/claims';

export const breach = claims;
