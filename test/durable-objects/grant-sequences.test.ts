import * as fc from 'fast-check';
import { inject, it } from 'vitest';
import { seconds } from './support/clock';
import { readAndCompare } from './support/grant-answers';
import type { Model } from './support/grant-model';
import { steps } from './support/grant-steps';
import { type GrantWorld, grantWorld } from './support/grant-world';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the random sequences: `SEQUENCE_SEED=…`, or the one that every run has. */
    readonly sequenceSeed: number;
  }
}

const STEPS = 10_000;
const MOST_AT_ONCE = 400;

/** Two people who registered a moment ago, and three services that nobody has agreed to share with. */
async function begin(world: GrantWorld): Promise<Model> {
  await world.enableAll();
  const registered = [await world.register(), await world.register()];
  const now = seconds();
  return {
    now,
    taken: 0,
    people: registered.map(({ email, phone }) => ({ email, phone, agreed: new Map() })),
    services: world.services.map(({ clientId, refreshes }) => ({ clientId, refreshes, disabled: false })),
    sessions: registered.map(({ session: secret }, person) => ({
      ...{ secret, person, openedAt: now, usedAt: now, vot: 'P0.Cp.Cd', ended: false },
    })),
    codes: [],
    refreshTokens: [],
    accessTokens: [],
    idTokens: [],
  };
}

it('ten thousand random steps of people and services come out as the contract says', { timeout: 600_000 }, async () => {
  const world = await grantWorld();
  let taken = 0;
  const commands = fc.noBias(fc.commands(steps, { maxCommands: MOST_AT_ONCE, size: 'max' }));
  const sequence = fc.asyncProperty(commands, async (drawn) => {
    const model = await begin(world);
    await fc.asyncModelRun(() => ({ model, real: world }), drawn);
    // Nothing that ended in between reads anything at the end.
    for (const token of model.accessTokens) await readAndCompare(model, world, token);
    taken += model.taken;
  });
  // A failure names its seed: `SEQUENCE_SEED=…` runs that one first.
  for (let seed = inject('sequenceSeed'); taken < STEPS; seed += 1) await fc.assert(sequence, { seed, numRuns: 10 });
});
