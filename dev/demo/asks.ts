import type { Ask } from './relying-party.ts';

const scope = 'openid profile email phone';

/** What the demo's first button asks: a password and a code, or a passkey. */
export const firstAsk: Ask = { scope, vtr: ['P0.Cp.Cd', 'P0.Cm'] };

/** Each vector alone, and none: the contract then takes P9. */
export const vectorAsks = [
  { name: 'P0.Cp', words: 'a password' },
  { name: 'P0.Cp.Cd', words: 'a password and a code' },
  { name: 'P0.Cm', words: 'a passkey' },
  { name: 'P5.Cp.Cd', words: 'details matched to a record, password and code' },
  { name: 'P5.Cm', words: 'details matched to a record, passkey' },
  { name: 'P9.Cp.Cd', words: 'identity proved, password and code' },
  { name: 'P9.Cm', words: 'identity proved, passkey' },
] as const;
/** Several at once, of which one is enough: the best that is met is stated, and else the nearest is asked for. */
export const mixedAsks = [
  {
    name: 'P5 by any credential',
    vtr: ['P5.Cp.Cd', 'P5.Cm'],
    words: 'details matched to a record, however you sign in',
  },
  { name: 'P5, or P0 by code', vtr: ['P5.Cp.Cd', 'P5.Cm', 'P0.Cp.Cd'], words: 'matched if you are, and let in if not' },
  { name: 'P9, or P5', vtr: ['P9.Cp.Cd', 'P5.Cp.Cd'], words: 'a document would be better, details are enough' },
  { name: 'P9, or P0 by passkey', vtr: ['P9.Cp.Cd', 'P0.Cm'], words: 'proved, or a passkey' },
] as const;
export const unsaid = { name: 'no vtr', words: 'nothing said: the contract takes P9' } as const;

const named: Readonly<Record<string, Ask>> = {
  start: firstAsk,
  again: firstAsk,
  none: { ...firstAsk, prompt: 'none' },
  login: { ...firstAsk, prompt: 'login' },
  note: { ...firstAsk, scope: `${scope} client_metadata` },
  [unsaid.name]: { scope },
  ...Object.fromEntries(mixedAsks.map(({ name, vtr }) => [name, { scope, vtr }])),
  ...Object.fromEntries(vectorAsks.map(({ name }) => [name, { scope, vtr: [name] }])),
};

/** What a button asks of the issuer; the first ask for a name that no button has. */
export const askNamed = (name: unknown): Ask =>
  typeof name === 'string' && Object.hasOwn(named, name) ? (named[name] ?? firstAsk) : firstAsk;
