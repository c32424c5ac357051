import type { EpochSeconds } from './brands';
import { limits } from './limits';

/** Whether rows have waited for the book of record for so long that a person should know. */
export const isLate = ({ oldestAt }: { readonly oldestAt?: EpochSeconds | undefined }, now: number): boolean =>
  oldestAt !== undefined && now - oldestAt > limits.backlogAlertAge.value;
