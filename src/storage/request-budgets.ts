import type { OutsideSystem } from '../domain/outside-system';
import type { BudgetLease, BudgetSlice, BudgetTicket, RequestBudget, RequestNeed } from '../domain/request-budget';
import type { Env } from '../env';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

/** The machine's time: budgets are no matter of the world's clock. */
export interface MachineTime {
  /** Epoch milliseconds. */
  now(): number;
  wait(millis: number): Promise<void>;
}

/** The atom's side of a budget. Both may reject. */
export interface BudgetSource {
  lease(patienceMillis: number): Promise<BudgetLease>;
  rest(millis: number): Promise<unknown>;
}

interface HeldSlice {
  left: number;
  readonly fromMillis: number;
  readonly untilMillis: number;
}

const DEADLINE_MILLIS = 2000;
/** An answer that was longer on its way does not say when its slice is. */
const MOST_WAY_MILLIS = 100;
/** Whoever waits for another's lease looks again so soon, whatever became of the other. */
const LOOK_AGAIN_MILLIS = 50;
const SECOND_MILLIS = 1000;
/** What nobody waits for goes so soon, or asks again after as long. */
const SPARE_MILLIS = 250;

export const machineTime: MachineTime = {
  now: () => Date.now(),
  wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** What all requests of an isolate share. */
export interface SharedBudget extends Pick<RequestBudget, 'rest'> {
  /**
   * Takes as a `RequestBudget` does. A request that nobody waits for stands in no queue: it goes when the way is free, and leaves
   * places for those who wait.
   */
  take(endsAtMillis: number, need: RequestNeed): Promise<BudgetTicket | undefined>;
}

/**
 * The budget of one isolate: slices of the deployment's, of which each is asked for by one caller and shared by those who
 * come meanwhile. Without an answer from the source nothing is sent.
 * @param perSecond requests that the whole deployment may send in a second
 */
export function createBudget(source: BudgetSource, perSecond: number, time: MachineTime = machineTime): SharedBudget {
  const onTheWay = createOnTheWay(perSecond, time);
  let slices: readonly HeldSlice[] = [];
  let leasing: { readonly answer: Promise<unknown>; readonly untilMillis: number } | undefined;

  const usable = (endsAtMillis: number): HeldSlice | undefined => {
    slices = slices.filter(({ left, untilMillis }) => left > 0 && time.now() <= untilMillis);
    return slices.find(({ fromMillis }) => fromMillis < endsAtMillis);
  };

  const lease = async (endsAtMillis: number): Promise<BudgetLease['outcome'] | 'late'> => {
    const asked = time.now();
    const answer = await source.lease(Math.max(0, endsAtMillis - asked));
    if (answer.outcome !== 'granted') return answer.outcome;
    const now = time.now();
    if (now - asked > MOST_WAY_MILLIS) return 'late';
    slices = [...slices, held(answer, now)];
    return 'granted';
  };

  /** Waits for the slice to begin. @returns whether the caller came in time */
  const use = async (slice: HeldSlice): Promise<boolean> => {
    slice.left -= 1;
    if (slice.fromMillis > time.now()) await time.wait(slice.fromMillis - time.now());
    return time.now() <= slice.untilMillis;
  };

  const pass = async (endsAtMillis: number): Promise<boolean> => {
    while (time.now() < endsAtMillis) {
      const slice = usable(endsAtMillis);
      if (slice !== undefined) {
        if (await use(slice)) return true;
      } else if (leasing !== undefined && time.now() < leasing.untilMillis) {
        // Ensure that nobody hangs on the request of another, which may end at any time.
        await Promise.race([leasing.answer, time.wait(LOOK_AGAIN_MILLIS)]);
      } else {
        const answer = lease(endsAtMillis).catch(() => 'away' as const);
        const mine = { answer, untilMillis: time.now() + DEADLINE_MILLIS };
        leasing = mine;
        const outcome = await answer;
        if (leasing === mine) leasing = undefined;
        if (outcome === 'busy' || outcome === 'away') return false;
      }
    }
    return false;
  };

  return {
    async take(endsAtMillis, need) {
      while (time.now() < endsAtMillis) {
        const place = onTheWay.enter(endsAtMillis, need);
        // Ensure that what nobody waits for takes no turn before those who do.
        const soon = need === 'spare' ? Math.min(endsAtMillis, time.now() + SPARE_MILLIS) : endsAtMillis;
        if (place !== undefined && (await pass(soon))) return place;
        place?.leave();
        if (place !== undefined && need === 'awaited') return undefined;
        await time.wait(need === 'spare' ? SPARE_MILLIS : LOOK_AGAIN_MILLIS);
      }
      return undefined;
    },
    async rest(millis) {
      slices = [];
      await source.rest(millis).catch(() => undefined);
    },
  };
}

/**
 * The requests of an isolate that may be reaching the system in this second: a system that stood still takes all at once what
 * was sent to it one by one. A request is on its way until a second after its answer.
 */
function createOnTheWay(most: number, time: MachineTime) {
  const places = new Set<{ untilMillis: number }>();
  return {
    /** A place for one request, if there is one; whoever never comes back loses it when their time is over. */
    enter(endsAtMillis: number, need: RequestNeed): (BudgetTicket & { leave(): void }) | undefined {
      for (const place of places) if (place.untilMillis <= time.now()) places.delete(place);
      // Half of the places are kept for those who wait.
      if (places.size >= (need === 'spare' ? Math.ceil(most / 2) : most)) return undefined;
      const place = { untilMillis: endsAtMillis + SECOND_MILLIS };
      places.add(place);
      return {
        answered: () => {
          place.untilMillis = time.now() + SECOND_MILLIS;
        },
        leave: () => void places.delete(place),
      };
    },
  };
}

function held({ requests, inMillis, forMillis }: BudgetSlice, now: number): HeldSlice {
  return { left: requests, fromMillis: now + inMillis, untilMillis: now + inMillis + forMillis };
}

/** The budget as the client of one kind of requests sees it. */
export const budgetFor = (budget: SharedBudget, need: RequestNeed): RequestBudget => ({
  ...budget,
  take: (endsAtMillis) => budget.take(endsAtMillis, need),
});

const budgets = new WeakMap<Env, Map<OutsideSystem, SharedBudget>>();

/**
 * The budget in front of an outside system, leased from its `supplier` atom.
 * @param perSecond requests that the whole deployment may send in a second
 */
export function budgetOf(env: Env, system: OutsideSystem, perSecond: number): SharedBudget {
  const known = budgets.get(env) ?? new Map<OutsideSystem, SharedBudget>();
  budgets.set(env, known);
  const call = <Answer>(verb: string, input: object) =>
    callAtom<Answer>(atomStub(env, 'SUPPLIER', system), verb, input, { deadlineMillis: DEADLINE_MILLIS });
  const budget =
    known.get(system) ??
    createBudget(
      {
        lease: (patienceMillis) => call<BudgetLease>('leaseBudget', { perSecond, patienceMillis }),
        rest: (millis) => call('rest', { millis }),
      },
      perSecond,
    );
  known.set(system, budget);
  return budget;
}
