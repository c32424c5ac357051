import { randomId } from '../crypto/random';
import { open, seal } from '../crypto/sealing';
import type { EpochSeconds } from '../domain/brands';
import type { OutsideSystem } from '../domain/outside-system';
import type { BearerToken, FetchedToken, SharedToken, TokenTurn } from '../domain/shared-token';
import { type Env, readConfig } from '../env';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

interface HeldToken extends BearerToken {
  readonly expiresAt: number;
}

/** Whoever asks waits no longer than they have said. */
const DEADLINE_MILLIS = 3000;
/** Whoever waits for another's fetch asks again so soon. */
const ASK_AGAIN_MILLIS = 100;
/** Before its end an isolate asks again: another one may have fetched a new one. */
const RENEW_SECONDS = 60;
const away = { outcome: 'away' } as const;
const PURPOSE = 'supplier-token';

const held = new WeakMap<Env, Map<OutsideSystem, HeldToken>>();

/** The one token of the deployment for an outside system, kept sealed by its `supplier` atom, and in the clear by isolates. */
export function sharedTokenOf(
  { env, now }: { readonly env: Env; now(): EpochSeconds },
  system: OutsideSystem,
): SharedToken {
  const tokens = held.get(env) ?? new Map<OutsideSystem, HeldToken>();
  held.set(env, tokens);
  const call = <Answer>(verb: string, input: object, deadlineMillis = DEADLINE_MILLIS) =>
    callAtom<Answer>(atomStub(env, 'SUPPLIER', system), verb, input, { deadlineMillis });
  const { masterKeys } = readConfig(env);

  const opened = async (turn: TokenTurn & { readonly outcome: 'held' }): Promise<BearerToken> => {
    const token = await open(masterKeys, PURPOSE, turn.sealed, system);
    tokens.set(system, { id: turn.id, token, expiresAt: turn.expiresAt });
    return { id: turn.id, token };
  };

  const fetchIt = async (ticket: string, fetchToken: () => Promise<FetchedToken | undefined>) => {
    const fetched = await fetchToken().catch(() => undefined);
    if (fetched === undefined) {
      await call('settleToken', { ticket }).catch(() => undefined);
      return undefined;
    }
    const { token, expiresAt } = fetched;
    const sealed = await seal(masterKeys, PURPOSE, token, system);
    await call('settleToken', { ticket, fetched: { sealed, expiresAt } }).catch(() => undefined);
    tokens.set(system, { id: ticket, token, expiresAt });
    return { id: ticket, token };
  };

  return {
    async read(fetchToken, endsAtMillis) {
      const known = tokens.get(system);
      if (known !== undefined && now() < known.expiresAt - RENEW_SECONDS) return known;
      const ticket = randomId();
      while (Date.now() < endsAtMillis) {
        const millisLeft = Math.min(DEADLINE_MILLIS, endsAtMillis - Date.now());
        const turn = await call<TokenTurn>('takeToken', { ticket }, millisLeft).catch(() => away);
        if (turn.outcome === 'held') return opened(turn).catch(() => undefined);
        if (turn.outcome === 'fetch') return fetchIt(ticket, fetchToken);
        if (turn.outcome === 'away') return undefined;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MILLIS));
      }
      return undefined;
    },
    async drop(id) {
      if (tokens.get(system)?.id === id) tokens.delete(system);
      await call('dropToken', { id }).catch(() => undefined);
    },
  };
}
