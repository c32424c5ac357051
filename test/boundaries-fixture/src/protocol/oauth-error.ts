// clean
import { claims } from '../domain/claims';

export const codes = claims;
