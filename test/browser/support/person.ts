import { newPerson, type Person } from '../../support/person.ts';
import type { Town } from '../../support/shared-world.ts';
import { until } from '../../support/until.ts';

/** A person who reads what is sent to them in the order in which it comes. */
export interface Reader extends Person {
  /** The code of the next email; waits for it. */
  nextMailedCode(): Promise<string>;
  /** The code of the next text message; waits for it. */
  nextTextedCode(): Promise<string>;
}

/** Reads the messages to an address from now on. */
export async function codesTo(world: Town, to: string): Promise<() => Promise<string>> {
  let read = (await world.messages(to)).filter((one) => one.code !== null).length;
  return async () => {
    const code = await until(`a message to ${to}`, async () => {
      // What brings no code is no answer.
      const messages = (await world.messages(to)).filter((one) => one.code !== null);
      return messages.length > read ? messages.at(-1 - read)?.code : undefined;
    });
    read += 1;
    if (code === null) throw new Error(`the message to ${to} has no code`);
    return code;
  };
}

/** Somebody whom nobody knows yet. */
export const aPerson = (world: Town): Promise<Reader> => asReader(world, newPerson(world));

/** Somebody, from now on. */
export async function asReader(world: Town, person: Person): Promise<Reader> {
  const [nextMailedCode, nextTextedCode] = await Promise.all([
    codesTo(world, person.email),
    codesTo(world, person.number),
  ]);
  return { ...person, nextMailedCode, nextTextedCode };
}
