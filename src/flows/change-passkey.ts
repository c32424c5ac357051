import { limits } from '../domain/limits';
import { hidesCharacters } from '../domain/passkey';
import type { Problem } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';

export type PasskeyChangeOutcome =
  | { readonly kind: 'named' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'retry'; readonly problem: Problem; readonly typed: string }
  /** The sign-in is too old, or was not by the strongest factor that the person holds. */
  | { readonly kind: 'stale' }
  /** There is no such passkey, or no session. */
  | { readonly kind: 'gone' };

/** Gives a passkey of a signed-in person another name, or removes it and what its person chose with it. The last credential of an account stays. */
export async function changePasskey(
  { accounts }: Pick<Ports, 'accounts'>,
  input: {
    readonly session: CookieToken;
    readonly key: string;
    /** Others that are to be removed with it, by their keys. */
    readonly also: readonly string[];
    readonly decision: string;
    readonly name: string;
    readonly caller: Caller;
  },
): Promise<PasskeyChangeOutcome> {
  const { session, key, caller } = input;
  const typed = input.name;
  if (input.decision === 'remove') {
    const removed = await accounts.removePasskey(session, { key, also: input.also }, caller);
    switch (removed) {
      case 'done':
        return { kind: 'removed' };
      case 'stale':
        return { kind: 'stale' };
      case 'last':
        return { kind: 'retry', problem: 'passkey-last', typed };
      default:
        return { kind: 'gone' };
    }
  }
  const name = typed.trim().replaceAll(/\s+/g, ' ');
  if (name === '') return { kind: 'retry', problem: 'passkey-name-empty', typed };
  if ([...name].length > limits.passkeyNameMost.value) return { kind: 'retry', problem: 'passkey-name-long', typed };
  if (hidesCharacters(name)) return { kind: 'retry', problem: 'passkey-name-hidden', typed };
  const named = await accounts.namePasskey(session, { key, name }, caller);
  if (named === 'stale') return { kind: 'stale' };
  return { kind: named === 'done' ? 'named' : 'gone' };
}
