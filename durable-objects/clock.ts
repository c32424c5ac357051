/**
 * Time for atoms. An atom reads its clock once per verb and never takes the time from a caller.
 * The alarm goes through the clock too, so that a clock that can be moved knows whom to wake.
 */
export interface AtomClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Sets this object's one alarm. @param due epoch milliseconds, by this clock */
  wakeAt(state: DurableObjectState, atom: string, due: number): Promise<void>;
}

/** The platform's own time. */
export const systemClock: AtomClock = {
  now: () => Date.now(),
  wakeAt: (state, _atom, due) => state.storage.setAlarm(due),
};
