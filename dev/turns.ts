/** Does what it is given one after the other, in the order in which it was asked; who fails holds nobody up. */
export type InTurn = <T>(act: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
}
