import type { Ask } from './relying-party.ts';

const scope = 'openid profile email phone';

/** What the demo's first button asks: a password and a code, or a passkey. */
export const firstAsk: Ask = { scope, vtr: ['P0.Cp.Cd', 'P0.Cm'] };

/** Each vector alone, and none: the contract then takes P9. */
export const vectorAsks = [
  { name: 'P0.Cp', words: 'a password' },
  { name: 'P0.Cp.Cd', words: 'a password and a code' },
  { name: 'P0.Cm', words: 'a passkey' },
  { name: 'P5.Cp.Cd', words: 'details matched to a record' },
  { name: 'P9.Cp.Cd', words: 'identity proved, password and code' },
  { name: 'P9.Cm', words: 'identity proved, passkey' },
] as const;
export const unsaid = { name: 'no vtr', words: 'nothing said: the contract takes P9' } as const;

const named: Readonly<Record<string, Ask>> = {
  start: firstAsk,
  again: firstAsk,
  none: { ...firstAsk, prompt: 'none' },
  login: { ...firstAsk, prompt: 'login' },
  note: { ...firstAsk, scope: `${scope} client_metadata` },
  [unsaid.name]: { scope },
  ...Object.fromEntries(vectorAsks.map(({ name }) => [name, { scope, vtr: [name] }])),
};

/** What a button asks of the issuer; the first ask for a name that no button has. */
export const askNamed = (name: unknown): Ask =>
  typeof name === 'string' && Object.hasOwn(named, name) ? (named[name] ?? firstAsk) : firstAsk;
