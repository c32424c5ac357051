import type { AtomClock } from '../../../durable-objects/clock';
import { type EpochSeconds, epochSeconds } from '../../../src/domain/brands';

let nowMillis = Date.UTC(2026, 10, 23, 12);

/** Time for atoms under test: stands still until a test moves it. Alarms are set far off, and rung by tests. */
export const clock: AtomClock & { advance(seconds: number): void } = {
  now: () => nowMillis,
  wakeAt: (state, _atom, due) => state.storage.setAlarm(Date.now() + 86_400_000 + Math.max(0, due - nowMillis)),
  advance(seconds) {
    nowMillis += seconds * 1000;
  },
};

/** The test's time, `later` seconds from now. */
export const seconds = (later = 0): EpochSeconds => epochSeconds(nowMillis / 1000 + later);
