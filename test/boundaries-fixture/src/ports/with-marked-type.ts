// clean
import { type Claim } from '../domain/claims';

export type Fine = Claim;
