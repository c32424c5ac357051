/** The outside systems of the local world, by the names that the console knows them by. */
export const systems = [
  'postgres',
  'redis',
  'pds',
  'ods',
  'govuk-notify',
  'voodoo-sms',
  'amazon-sns',
  'splunk',
  'identity-supplier',
  'gp-systems',
  'adobe-analytics',
  'hotjar',
] as const;

export type System = (typeof systems)[number];

/**
 * How a system answers: `down` hangs up, `slow` waits two seconds first, `garbage` answers nonsense, `dropped` does what it
 * was asked and hangs up before it has said so, `busy` does nothing and asks to be left alone for `restSeconds`.
 */
export const faultModes = ['up', 'down', 'slow', 'garbage', 'dropped', 'busy'] as const;

export type FaultMode = (typeof faultModes)[number];

/** The state of one system; `times` = for so many more requests, absent = until changed. */
export interface Fault {
  readonly system: System;
  readonly mode: FaultMode;
  readonly times?: number;
}

/** For how long a busy system wants to be left alone. */
export const restSeconds = 30;

/** How long a slow system keeps its callers waiting. */
export const slowMs = 2_000;

/** The switchboard of the emulators. */
export interface Faults {
  list(): readonly Fault[];
  set(fault: Fault): void;
  /** How this very request to the system is to be answered; counts `times` down. */
  take(system: System): FaultMode;
  clear(): void;
  /** Calls `listener` whenever a system is switched. */
  onSet(listener: (fault: Fault) => void): void;
}

export function isSystem(name: unknown): name is System {
  return systems.some((system) => system === name);
}

export function isFaultMode(name: unknown): name is FaultMode {
  return faultModes.some((mode) => mode === name);
}

export function createFaults(): Faults {
  const active = new Map<System, Fault>();
  const listeners: ((fault: Fault) => void)[] = [];
  return {
    list: () => systems.map((system) => active.get(system) ?? { system, mode: 'up' }),
    set(fault) {
      if (fault.mode === 'up') active.delete(fault.system);
      if (fault.mode !== 'up') active.set(fault.system, fault);
      for (const listener of listeners) listener(fault);
    },
    take(system) {
      const fault = active.get(system);
      if (fault === undefined) return 'up';
      if (fault.times !== undefined && fault.times <= 1) active.delete(system);
      if (fault.times !== undefined && fault.times > 1) active.set(system, { ...fault, times: fault.times - 1 });
      return fault.mode;
    },
    clear: () => active.clear(),
    onSet: (listener) => void listeners.push(listener),
  };
}
