import type { EpochSeconds } from '../domain/brands';
import type { PasswordLength } from '../domain/password';
import type { Caller } from './caller';

/** Passwords: hashed in `hasher` atoms, never where tokens are issued. */
export interface Passwords {
  /** @param caller networks take turns @returns the hash with its parameters, as a PHC string */
  hash(password: string, caller: Caller): Promise<string>;
  verify(password: string, stored: string, caller: Caller): Promise<boolean>;
  /** Whether the password is on the list of common ones. */
  isCommon(password: string): Promise<boolean>;
}

/** A password that was just chosen. */
export interface NewPassword {
  readonly hash: string;
  readonly length: PasswordLength;
  readonly at: EpochSeconds;
}
