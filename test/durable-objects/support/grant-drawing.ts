import * as fc from 'fast-check';
import type { Scope } from '../../../src/domain/claims';
import { judgeReading, type Model, opensAccount, sessionLives } from './grant-model';
import type { GrantWorld } from './grant-world';

export type Step = fc.AsyncCommand<Model, GrantWorld>;

/** A step of some kind, with what was drawn for it; it reads well in a counterexample. */
export const step = <Drawn>(
  name: string,
  drawn: fc.Arbitrary<Drawn>,
  act: {
    readonly can: (model: Readonly<Model>, drawn: Drawn) => boolean;
    readonly run: (model: Model, world: GrantWorld, drawn: Drawn) => Promise<void>;
  },
): fc.Arbitrary<Step> =>
  drawn.map((value) => ({
    check: (model) => act.can(model, value),
    run: (model, world) => {
      model.taken += 1;
      return act.run(model, world, value);
    },
    toString: () => `${name} ${JSON.stringify(value) ?? ''}`,
  }));

export const verifiers = ['v'.repeat(43), 'w'.repeat(43)];
export const person = fc.nat(1);
export const service = fc.constantFrom(0, 0, 0, 0, 1, 1, 2);
/** Which of the things made so far, from the newest back; mostly among those that are still good for something. */
export const pick = fc.record({
  back: fc.nat(5),
  good: fc.constantFrom(true, true, true, true, true, true, true, false),
});
type Pick = typeof pick extends fc.Arbitrary<infer Drawn> ? Drawn : never;
const everything: readonly Scope[] = ['openid', 'email', 'phone'];
export const scopes = fc.constantFrom<readonly Scope[]>(everything, everything, ['openid', 'email'], ['openid']);
/** What a refresh asks for: nothing said, all, less, or the empty set. */
const narrowings: readonly (readonly Scope[] | undefined)[] = [
  undefined,
  undefined,
  everything,
  ['openid'],
  ['email'],
  [],
];
export const wished = fc.constantFrom(...narrowings);
export const assertion = fc.constantFrom('fresh', 'fresh', 'fresh', 'fresh', 'used');
export const ownOrOther = fc.constantFrom(0, 0, 0, 0, 1);

function find<Thing>(things: readonly Thing[], isGood: (thing: Thing) => boolean, { back, good }: Pick) {
  const eligible = good ? things.filter(isGood) : things;
  return eligible.at(-1 - (back % eligible.length));
}
export const findSession = (model: Readonly<Model>, drawn: Pick) =>
  find(model.sessions, (session) => sessionLives(model, session), drawn);
export const findAccountSession = (model: Readonly<Model>, drawn: Pick) =>
  find(model.sessions, (session) => opensAccount(model, session), drawn);
export const findCode = (model: Readonly<Model>, drawn: Pick) =>
  find(model.codes, (code) => !code.spent && !code.ended && model.now < code.issuedAt + 600, drawn);
export const findRefreshToken = (model: Readonly<Model>, drawn: Pick) =>
  find(model.refreshTokens, ({ code, generation }) => !code.ended && generation > code.generation - 2, drawn);
export const findAccessToken = (model: Readonly<Model>, drawn: Pick) =>
  find(model.accessTokens, (token) => judgeReading(model, token) !== 'invalid_token', drawn);

export const findIdToken = (model: Readonly<Model>, drawn: Pick) =>
  find(model.idTokens, ({ code, expiresAt }) => !code.ended && model.now < expiresAt, drawn);

export function at<Thing>(things: readonly Thing[], index: number): Thing {
  return found(things[index]);
}

export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('there is no such thing');
  return thing;
}
