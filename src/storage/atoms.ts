import { Unavailable } from '../domain/unavailable';
import type { AtomAddress } from './atom-address';
import { isKnownAnswer } from './atom-answers';

/** How long a caller waits for an atom, all tries together, in milliseconds. */
const DEFAULT_DEADLINE_MILLIS = 3000;
const MOST_TRIES = 3;

/** What the platform says of a failed call: `retryable` may be tried on a new stub, `overloaded` must not. */
interface CallFault {
  readonly retryable?: boolean;
  readonly overloaded?: boolean;
}

type Verb = (input: unknown) => Promise<unknown>;

/**
 * Calls one verb of an atom: one plain object in, one tagged union out.
 * A retry carries the same input, so a verb is idempotent by nature or carries an operation id in it.
 * @throws Unavailable when no answer came within the deadline, none that this release knows, or the object is overloaded; never
 *   a yes
 */
export async function callAtom<Answer>(
  address: AtomAddress,
  verb: string,
  input: unknown,
  options: { readonly deadlineMillis?: number } = {},
): Promise<Answer> {
  const deadline = Date.now() + (options.deadlineMillis ?? DEFAULT_DEADLINE_MILLIS);
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await withDeadline(callVerb(address(), verb, input), deadline, verb);
      // Ensure that an answer of a newer release is not taken for whatever is asked about last.
      if (!isKnownAnswer(address.atom, verb, answer)) throw new Unavailable(`atom verb ${verb} answered something new`);
      return answer as Answer;
    } catch (cause) {
      const fault = cause as CallFault;
      const again =
        fault.retryable === true && fault.overloaded !== true && tries < MOST_TRIES && Date.now() < deadline;
      if (!again) throw cause instanceof Unavailable ? cause : new Unavailable(`atom verb ${verb} failed`, { cause });
    }
  }
}

function callVerb(stub: DurableObjectStub, verb: string, input: unknown): Promise<unknown> {
  // The stub's methods are made on access, so the verb is looked up on it and called in one expression.
  return (stub as unknown as Record<string, Verb>)[verb]?.(input) ?? Promise.reject(new Unavailable(`no verb ${verb}`));
}

function withDeadline(call: Promise<unknown>, deadline: number, verb: string): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Unavailable(`atom verb ${verb} did not answer in time`)),
      Math.max(0, deadline - Date.now()),
    );
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
