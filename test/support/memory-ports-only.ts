/** A port of which a test needs some members only: any other that is asked for fails the test by name. */
export function onlyThese<Port extends object>(members: Partial<Port>): Port {
  return new Proxy(members, {
    get(target, name, receiver) {
      if (name in target || typeof name === 'symbol') return Reflect.get(target, name, receiver);
      throw new Error(`this port has no ${name} in memory`);
    },
  }) as Port;
}
