import type { Subject } from '../domain/brands';
import type { Caller } from './caller';

/** Accounts that were disabled, for operators. Reads Postgres to find whose they are. */
export interface AccountStatuses {
  /** @returns `unchanged` for an account that was not disabled, `not-found` when the book knows nobody by this subject */
  enable(subject: Subject, caller: Caller): Promise<'enabled' | 'unchanged' | 'not-found'>;
}
