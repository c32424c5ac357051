// clean
export type { Claim } from '../domain/claims';
