import type { DurableObject } from 'cloudflare:workers';
import type { AtomClock } from '../../durable-objects/clock.ts';
import { alarmRegistry } from './dev-env.ts';
import { syncTime, toMachineTime, worldNow } from './world-time.ts';

/** The binding through which each living atom can be found again. */
const bindingOf = new WeakMap<DurableObjectState, string>();

/** The world's time for atoms: alarms are set in the machine's time, and recorded so that a moved clock finds them. */
export const devAtomClock: AtomClock = {
  now: worldNow,
  async wakeAt(state, atom, due) {
    const binding = bindingOf.get(state);
    if (binding === undefined) throw new Error(`The atom ${atom} is not bound to the local world's clock.`);
    const alarm = state.storage.setAlarm(Math.max(Date.now(), toMachineTime(due)));
    await alarmRegistry().record({ binding, id: state.id.toString(), due });
    await alarm;
  },
};

type AtomClass<E> = new (state: DurableObjectState, env: E) => DurableObject<E>;

function remember(state: DurableObjectState, binding: string): DurableObjectState {
  bindingOf.set(state, binding);
  return state;
}

/** The atom class as the local world runs it: it knows the time before it does anything, and can be woken by the clock. */
export function wakeable<E>(Atom: AtomClass<E>, binding: string): AtomClass<E> {
  return class extends Atom {
    constructor(state: DurableObjectState, env: E) {
      super(remember(state, binding), env);
      void state.blockConcurrencyWhile(syncTime);
    }

    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      await alarmRegistry().forget({ binding, id: this.ctx.id.toString() });
      await super.alarm?.(info);
    }

    async wakeFromClock(): Promise<void> {
      await this.ctx.storage.deleteAlarm();
      await super.alarm?.();
    }
  };
}
