import type { EpochSeconds } from './brands';
import { limits } from './limits';

/** A mail that told a person of something, and when. `of`: its kind. */
export interface SentNotice {
  readonly of: string;
  readonly at: EpochSeconds;
}

const hour = 3600;
const day = 86_400;

/**
 * Whether one more mail of a kind is sent. Whoever got in could else fill the mailbox until nobody reads it. What is not told
 * by mail is shown in the account, and taken back by the link of any mail that was.
 * @param held those of the last day; older ones do not matter
 * @returns those to keep, with this one; undefined when it is not sent
 */
export function countNotice(held: readonly SentNotice[], next: SentNotice): readonly SentNotice[] | undefined {
  const lately = held.filter(({ at }) => at > next.at - day);
  const same = lately.filter(({ of }) => of === next.of);
  const ofHour = same.filter(({ at }) => at > next.at - hour);
  const isFull =
    lately.length >= limits.noticesPerDayOfAll.value ||
    same.length >= limits.noticesPerDay.value ||
    ofHour.length >= limits.noticesPerHour.value;
  return isFull ? undefined : [...lately, next];
}
