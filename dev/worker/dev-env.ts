import { env } from 'cloudflare:workers';
import { LOCAL_WORLD_MARKER } from '../marker.ts';
import type { AlarmRegistry } from './alarm-registry.ts';

/** Bindings that only the local world gives. */
export interface DevEnv {
  readonly DEV_ALARMS: DurableObjectNamespace<AlarmRegistry>;
  /** Origin of the console. */
  readonly DEV_CONSOLE: string;
  /** Shared with the launcher: guards the paths that only this entry has. */
  readonly DEV_SECRET: string;
}

/** The bindings of this isolate, seen as the local world fills them. */
export const devEnv = env as unknown as DevEnv;

/** The one registry of a world. Its name carries the marker into every bundle that has any module of this folder. */
export function alarmRegistry(): DurableObjectStub<AlarmRegistry> {
  return devEnv.DEV_ALARMS.getByName(LOCAL_WORLD_MARKER);
}
