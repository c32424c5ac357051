import { type Env, readConfig } from '../env';

/** Names of the atom classes' bindings. */
export type AtomBinding =
  | 'ACCOUNT'
  | 'DIRECTORY'
  | 'INTERACTION'
  | 'CLIENT'
  | 'RATE_LIMIT'
  | 'KEY_RING'
  | 'SUPPLIER'
  | 'LEDGER'
  | 'HASHER';

/** Opens a new stub of one object: after an exception the old stub is of no use. */
export interface AtomAddress {
  (): DurableObjectStub;
  readonly atom: AtomBinding;
}

/** Whether these atoms took no other atoms' place. @param generation a whole number from 1, as text */
export const isFirstGeneration = (generation: string): boolean => generation === '1';

/**
 * The address of an atom: jurisdiction and location from configuration, name `g<generation>:<id>`.
 * The only maker of stubs. `id` is never an e-mail address, a phone number or an NHS number.
 * @param generation of atoms that were there before, where their backlog is asked for
 */
export function atomStub(
  env: Env,
  binding: AtomBinding,
  id: string,
  generation = readConfig(env).generation,
): AtomAddress {
  const { jurisdiction } = readConfig(env);
  const namespace = jurisdiction === undefined ? env[binding] : env[binding].jurisdiction(jurisdiction);
  const objectId = namespace.idFromName(`g${generation}:${id}`);
  return Object.assign(() => namespace.get(objectId, { locationHint: 'weur' }), { atom: binding });
}
