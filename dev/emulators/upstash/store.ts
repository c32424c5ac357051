import type { WorldClock } from '../../clock.ts';

/** What a command answers, in Redis's own terms. */
export type Reply = string | number | null | readonly Reply[];

/** A command that Redis would refuse. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** Runs one command. */
export type Redis = (command: readonly string[]) => Promise<Reply>;

interface Entry {
  readonly value: string;
  /** Epoch milliseconds; absent = kept. */
  readonly expiresAt: number | undefined;
}

type Command = (keys: Drawer, args: readonly string[]) => Reply;

/** The values of one store, judged by its clock. */
interface Drawer {
  read(key: string): Entry | undefined;
  write(key: string, entry: Entry): void;
  remove(key: string): boolean;
  clear(): void;
  keys(): readonly string[];
  now(): number;
}

function argument(args: readonly string[], index: number): string {
  const value = args[index];
  if (value === undefined) throw new RedisError('ERR wrong number of arguments');
  return value;
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new RedisError('ERR value is not an integer or out of range');
  return Number(text);
}

const expiryUnits: Readonly<Record<string, (now: number, value: number) => number>> = {
  EX: (now, value) => now + value * 1000,
  PX: (now, value) => now + value,
  EXAT: (_now, value) => value * 1000,
  PXAT: (_now, value) => value,
};

function set(keys: Drawer, args: readonly string[]): Reply {
  const [key, value] = [argument(args, 0), argument(args, 1)];
  const options = args.slice(2).map((option) => option.toUpperCase());
  const held = keys.read(key);
  const unit = options.findIndex((option) => option in expiryUnits);
  const expire = expiryUnits[options[unit] ?? ''];
  const kept = options.includes('KEEPTTL') ? held?.expiresAt : undefined;
  const expiresAt = expire === undefined ? kept : expire(keys.now(), integer(argument(options, unit + 1)));
  const mayWrite = options.includes('NX') ? held === undefined : !options.includes('XX') || held !== undefined;
  if (mayWrite) keys.write(key, { value, expiresAt });
  if (options.includes('GET')) return held?.value ?? null;
  return mayWrite ? 'OK' : null;
}

function add(keys: Drawer, key: string, amount: number): Reply {
  const held = keys.read(key);
  const value = integer(held?.value ?? '0') + amount;
  keys.write(key, { value: String(value), expiresAt: held?.expiresAt });
  return value;
}

function expire(keys: Drawer, args: readonly string[], milliseconds: number): Reply {
  const held = keys.read(argument(args, 0));
  if (held === undefined) return 0;
  keys.write(argument(args, 0), { ...held, expiresAt: keys.now() + milliseconds });
  return 1;
}

function timeLeft(keys: Drawer, key: string): number {
  const held = keys.read(key);
  if (held === undefined) return -2;
  return held.expiresAt === undefined ? -1 : held.expiresAt - keys.now();
}

const commands: Readonly<Record<string, Command>> = {
  PING: (_keys, args) => args[0] ?? 'PONG',
  GET: (keys, args) => keys.read(argument(args, 0))?.value ?? null,
  SET: set,
  SETEX: (keys, args) => set(keys, [argument(args, 0), argument(args, 2), 'EX', argument(args, 1)]),
  GETDEL(keys, args) {
    const held = keys.read(argument(args, 0));
    keys.remove(argument(args, 0));
    return held?.value ?? null;
  },
  DEL: (keys, args) => args.filter((key) => keys.remove(key)).length,
  UNLINK: (keys, args) => args.filter((key) => keys.remove(key)).length,
  EXISTS: (keys, args) => args.filter((key) => keys.read(key) !== undefined).length,
  INCR: (keys, args) => add(keys, argument(args, 0), 1),
  INCRBY: (keys, args) => add(keys, argument(args, 0), integer(argument(args, 1))),
  DECR: (keys, args) => add(keys, argument(args, 0), -1),
  DECRBY: (keys, args) => add(keys, argument(args, 0), -integer(argument(args, 1))),
  EXPIRE: (keys, args) => expire(keys, args, integer(argument(args, 1)) * 1000),
  PEXPIRE: (keys, args) => expire(keys, args, integer(argument(args, 1))),
  TTL(keys, args) {
    const left = timeLeft(keys, argument(args, 0));
    return left < 0 ? left : Math.ceil(left / 1000);
  },
  PTTL: (keys, args) => timeLeft(keys, argument(args, 0)),
  MGET: (keys, args) => args.map((key) => keys.read(key)?.value ?? null),
  MSET(keys, args) {
    for (let index = 0; index < args.length; index += 2) set(keys, [argument(args, index), argument(args, index + 1)]);
    return 'OK';
  },
  DBSIZE: (keys) => keys.keys().length,
  FLUSHDB(keys) {
    keys.clear();
    return 'OK';
  },
};

function drawer(clock: WorldClock): Drawer {
  const entries = new Map<string, Entry>();
  const read = (key: string) => {
    const entry = entries.get(key);
    if (entry?.expiresAt === undefined || entry.expiresAt > clock.now()) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    read,
    write: (key, entry) => void entries.set(key, entry),
    remove: (key) => read(key) !== undefined && entries.delete(key),
    clear: () => entries.clear(),
    keys: () => [...entries.keys()].filter((key) => read(key) !== undefined),
    now: () => clock.now(),
  };
}

/** A Redis in memory, with the commands that a limiter and a cache of display data need, in the world's time. */
export function createMemoryRedis(clock: WorldClock): Redis {
  const keys = drawer(clock);
  return async ([name = '', ...args]) => {
    const command = commands[name.toUpperCase()];
    if (command === undefined) throw new RedisError(`ERR unknown command '${name}'`);
    return command(keys, args);
  };
}
