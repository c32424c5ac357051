// clean
import type { Claim } from './domain/claims';

export interface Accounts {
  read(): Claim;
}
