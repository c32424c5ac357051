import { DurableObject } from 'cloudflare:workers';
import { syncTime, toMachineTime, worldNow } from './world-time.ts';

/** An atom of this world, as it can be found again. */
export interface Sleeper {
  /** Name of its binding. */
  readonly binding: string;
  /** Its object id, as text. */
  readonly id: string;
}

/** A sleeper and when it is to be woken, in epoch milliseconds of the world's time. */
export type Appointment = Sleeper & { readonly due: number };

type Wakeable = { wakeFromClock(): Promise<void> };

/** The platform wakes an atom by itself when time was not moved; the registry comes after it, not before. */
const courtesyMs = 250;

/** So many rounds of alarms that set each other are followed in one step of the clock. */
const mostRounds = 20;

/** Remembers which atom wants to be woken when, so that the console's clock can move time. */
export class AlarmRegistry extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as Cloudflare.Env);
    state.storage.sql.exec(
      'create table if not exists appointment (binding text, id text, due integer, primary key (binding, id)) without rowid',
    );
    void state.blockConcurrencyWhile(syncTime);
  }

  async record({ binding, id, due }: Appointment): Promise<void> {
    this.ctx.storage.sql.exec('insert or replace into appointment values (?, ?, ?)', binding, id, due);
    await this.#rearm();
  }

  forget({ binding, id }: Sleeper): void {
    this.ctx.storage.sql.exec('delete from appointment where binding = ? and id = ?', binding, id);
  }

  /** All appointments, the next one first. */
  list(): readonly Appointment[] {
    return this.#select('select binding, id, due from appointment order by due');
  }

  /** Wakes all whose time has come. @returns how many were woken */
  async wakeDue(): Promise<number> {
    let woken = 0;
    for (let round = 0; round < mostRounds; round += 1) {
      const due = this.#select('select binding, id, due from appointment where due <= ? order by due', worldNow());
      if (due.length === 0) break;
      // Together, as alarms are: one that waits for a slow system holds up no other.
      await Promise.all(due.map((sleeper) => this.#wake(sleeper)));
      woken += due.length;
    }
    await this.#rearm();
    return woken;
  }

  override async alarm(): Promise<void> {
    await this.wakeDue();
  }

  async #wake(sleeper: Sleeper): Promise<void> {
    this.forget(sleeper);
    const namespaces = this.env as unknown as Record<string, DurableObjectNamespace>;
    const namespace = namespaces[sleeper.binding];
    if (namespace === undefined) return;
    const stub = namespace.get(namespace.idFromString(sleeper.id)) as unknown as Wakeable;
    try {
      await stub.wakeFromClock();
    } catch (thrown) {
      console.error(`The alarm of ${sleeper.binding} ${sleeper.id} failed`, thrown);
    }
  }

  async #rearm(): Promise<void> {
    const [next] = this.#select('select binding, id, due from appointment order by due limit 1');
    if (next === undefined) return;
    const at = Math.max(Date.now(), toMachineTime(next.due)) + courtesyMs;
    if ((await this.ctx.storage.getAlarm()) !== at) await this.ctx.storage.setAlarm(at);
  }

  #select(query: string, ...bindings: readonly number[]): readonly Appointment[] {
    return this.ctx.storage.sql
      .exec(query, ...bindings)
      .toArray()
      .map(({ binding, id, due }) => ({ binding: String(binding), id: String(id), due: Number(due) }));
  }
}
