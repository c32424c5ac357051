import { describe, expect, it } from 'vitest';
import {
  authTime,
  chooseVector,
  credentialsMeet,
  isPasswordAlone,
  levelMeets,
  lowerLevel,
  parseVector,
  readVectors,
  type ShownCredentials,
  toldLevel,
  type Vector,
} from '../../src/domain/vector';

const vector = (text: string): Vector => parseVector(text) ?? expect.fail(`${text} is not a vector`);
const accepted = (vtr: string | undefined, registered: readonly string[]) => {
  const verdict = readVectors(vtr, registered);
  return verdict.kind === 'vectors' ? verdict.vectors : expect.fail(`refused as ${verdict.kind}`);
};
const textsOf = (vectors: readonly Vector[]) => vectors.map((one) => one.text);

const everything = ['P0', 'P5', 'P9'].flatMap((level) =>
  ['Cp', 'Cp.Cd', 'Cp.Ck', 'Cm'].map((credentials) => `${level}.${credentials}`),
);

describe('a vector string', () => {
  it.each([
    ['P9.Cp.Cd', 'P9.Cp.Cd'],
    ['Cd.P9.Cp', 'P9.Cp.Cd'],
    ['  P0.Cm\t', 'P0.Cm'],
    ['P9.Cp.Cd ', 'P9.Cp.Cd'],
    ['P0', 'P0'],
    ['Cd.Cp', 'Cp.Cd'],
    ['Cm', 'Cm'],
  ])('%j is stated as %j', (text, stated) => {
    expect(parseVector(text)?.text).toBe(stated);
  });

  it.each([
    ['an empty string', ''],
    ['spaces', '  '],
    ['an unknown level', 'P3.Cp'],
    ['an unknown credential', 'P9.Ca.Cc'],
    ['two levels', 'P0.P5.Cp'],
    ['a component twice', 'P0.Cp.Cp'],
    ['a level twice', 'P0.P0'],
    ['lower case', 'p0.cp'],
    ['a space inside', 'P0. Cp'],
    ['an empty component', 'P0..Cp'],
    ['a dot at the end', 'P0.Cp.'],
    ['another separator', 'P0,Cp'],
    ['a component of another category', 'P0.Cp.M1'],
    ['a look-alike letter', 'Р0.Cp'],
  ])('NL-21 with %s is none', (_what, text) => {
    expect(parseVector(text)).toBeUndefined();
  });
});

describe('vtr that is absent', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['everything', everything, ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm']],
    ['one of the default', ['P0.Cp', 'P9.Cm'], ['P9.Cm']],
    ['one in another order', ['Cd.Cp.P9'], ['P9.Cp.Cd']],
  ])('NL-43 is the default, as far as %s is registered', (_what, registered, wanted) => {
    expect(textsOf(accepted(undefined, registered))).toEqual(wanted);
  });

  it('NL-43 is malformed when nothing of the default is registered', () => {
    expect(readVectors(undefined, ['P0.Cp', 'P5.Cp.Cd', 'P9.Cp']).kind).toBe('malformed');
    expect(readVectors(undefined, []).kind).toBe('malformed');
  });
});

describe('vtr that is malformed', () => {
  it.each([
    ['no JSON', 'P0.Cp'],
    ['curly quotes', '[“P0.Cp”]'],
    ['single quotes', "['P0.Cp']"],
    ['a string', '"P0.Cp"'],
    ['an object', '{"0":"P0.Cp"}'],
    ['null', 'null'],
    ['an array with a number', '["P0.Cp",0]'],
    ['an array within the array', '[["P0.Cp"]]'],
    ['an empty array', '[]'],
    ['an unknown component', '["P0.Cp","P0.Cx"]'],
    ['an empty string among others', '["P0.Cp",""]'],
    ['21 entries', JSON.stringify(Array.from({ length: 21 }, () => 'P0.Cp'))],
  ])('NL-21 %s', (_what, vtr) => {
    expect(readVectors(vtr, everything).kind).toBe('malformed');
  });

  it('20 entries are read', () => {
    expect(accepted(JSON.stringify(Array.from({ length: 20 }, () => 'P0.Cp')), everything)).toHaveLength(20);
  });
});

describe('vtr and the registration', () => {
  it('keeps the order asked', () => {
    expect(textsOf(accepted('["P0.Cm","P9.Cp.Cd ","Cd.Cp.P0"]', everything))).toEqual([
      'P0.Cm',
      'P9.Cp.Cd',
      'P0.Cp.Cd',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['P9.Cp.Cd', ['P9.Cp.Cd']],
    ['P0', ['P0.Cp.Cd']],
    ['Cp.Cd', ['P9.Cp.Cd']],
    ['Cm', ['P5.Cm']],
    ['Cp', ['P9.Cp.Cd', 'P0.Cp']],
  ])('NL-22 %s is within %j', (text, registered) => {
    expect(new Set(textsOf(accepted(JSON.stringify([text]), registered)))).toEqual(new Set([text]));
  });

  it.each<[string, readonly string[]]>([
    ['P0.Cp', ['P0.Cp.Cd']],
    ['P9.Cp', ['P9.Cp.Cd', 'P0.Cp']],
    // A string without a level must not shed the second factor either.
    ['Cp', ['P9.Cp.Cd', 'P9.Cm']],
    ['Cd', ['P9.Cp.Cd']],
    ['P9.Cd', ['P9.Cp.Cd']],
    ['P0.Cp.Cd', ['P0.Cp']],
    ['P5.Cp.Cd', ['P0.Cp.Cd', 'P9.Cp.Cd']],
    ['P5', ['P9.Cp.Cd']],
    ['Cm', ['P9.Cp.Cd']],
    ['P0.Cp', []],
  ])('NL-22 %s is outside %j, and the verdict names it', (text, registered) => {
    expect(readVectors(JSON.stringify([text]), registered)).toEqual({ kind: 'not-registered', text });
  });

  it('NL-22 one string outside refuses the others too', () => {
    expect(readVectors('["P0.Cm","P5.Cm"]', ['P0.Cm'])).toEqual({ kind: 'not-registered', text: 'P5.Cm' });
  });
});

describe('a string that names no credential', () => {
  const shownTimes: Readonly<Record<string, ShownCredentials>> = {
    password: { Cp: 10 },
    'password and code': { Cp: 10, Cd: 11 },
    passkey: { Cm: 12 },
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ['a password where one is registered', ['P0.Cp'], ['password', 'password and code', 'passkey']],
    ['not by a password alone where two factors are', ['P0.Cp.Cd'], ['password and code', 'passkey']],
    ['a passkey where only that is', ['P0.Cm'], ['passkey']],
    ['any of several that are registered', ['P0.Cp.Cd', 'P0.Cm'], ['password and code', 'passkey']],
  ])('is met by %s', (_what, registered, ways) => {
    const vectors = accepted('["P0"]', registered);
    const met = Object.keys(shownTimes).filter(
      (way) => chooseVector(vectors, shownTimes[way] ?? {}, 'P0') !== undefined,
    );
    expect(met).toEqual(ways);
  });

  it('NL-47 is stated as it was asked', () => {
    expect(chooseVector(accepted('[" P0 "]', ['P0.Cp.Cd']), { Cp: 10, Cd: 11 }, 'P0')?.text).toBe('P0');
  });

  it('is met by the strongest of its ways, whose newest credential is the time of the sign-in', () => {
    const shown = { Cp: 12, Cd: 10, Cm: 11 };
    const chosen = chooseVector(accepted('["P0"]', ['P0.Cp', 'P0.Cp.Cd']), shown, 'P0');
    expect([chosen?.credentials, chosen && authTime(chosen, shown)]).toEqual([['Cm'], 11]);
  });

  it.each<[string, ShownCredentials, string]>([
    ['["P0","P0.Cp"]', { Cp: 10, Cd: 11 }, 'P0.Cp'],
    ['["P0","P0.Cp"]', { Cp: 10, Cm: 12 }, 'P0.Cp'],
    ['["P0","P0.Cp"]', { Cm: 12 }, 'P0'],
  ])('of %s comes after one that does, if both are met by %j', (vtr, shown, stated) => {
    const vectors = accepted(vtr, ['P0.Cp', 'P0.Cp.Cd', 'P0.Cm']);
    expect(chooseVector(vectors, shown, 'P0')?.text).toBe(stated);
    expect(chooseVector(vectors.toReversed(), shown, 'P0')?.text).toBe(stated);
  });
});

describe('what was shown', () => {
  it.each([
    ['P5', 'P0', 'P0'],
    ['P5', 'P5', 'P5'],
    ['P5', 'P9', 'P5'],
    ['P0', 'P5', 'P0'],
  ] as const)('at %s, agreed to up to %s, is that of %s', (level, agreed, least) => {
    expect(lowerLevel(level, agreed)).toBe(least);
  });

  it.each<[string, ShownCredentials, boolean]>([
    ['P0.Cp', { Cp: 1 }, true],
    ['P0.Cp', { Cp: 1, Cd: 2 }, true],
    ['P0.Cp.Cd', { Cp: 1 }, false],
    ['P0.Cp.Cd', { Cp: 1, Cd: 2 }, true],
    ['P0.Cm', { Cm: 1 }, true],
    // A passkey is a passkey and nothing else.
    ['P0.Cp', { Cm: 1 }, false],
    ['P0.Cp.Cd', { Cm: 1, Cp: 1 }, false],
    ['P0.Cm', { Cp: 1, Cd: 2 }, false],
    ['P0.Cp.Ck', { Cp: 1, Cd: 2, Cm: 3 }, false],
    ['P0', {}, false],
  ])('%s by %j: %s', (text, shown, met) => {
    expect(credentialsMeet(vector(text), shown)).toBe(met);
  });

  it.each([
    ['P0.Cp', 'P0', true],
    ['P0.Cp', 'P9', true],
    ['P5.Cp', 'P0', false],
    ['P5.Cp', 'P5', true],
    ['P9.Cp', 'P5', false],
    ['Cp', 'P0', true],
  ] as const)('NL-44 NL-45 NL-46 %s by a person at %s: %s', (text, held, met) => {
    expect(levelMeets(vector(text), held)).toBe(met);
  });
});

describe('the vector that is stated', () => {
  const both: ShownCredentials = { Cp: 10, Cd: 20, Cm: 30 };

  it.each<[string, readonly string[], ShownCredentials, 'P0' | 'P5' | 'P9', string | undefined]>([
    ['NL-48 the highest level the person holds', ['P5.Cp.Cd', 'P9.Cp.Cd'], both, 'P9', 'P9.Cp.Cd'],
    ['NL-48 a lower one for a person who holds less', ['P5.Cp.Cd', 'P9.Cp.Cd'], both, 'P5', 'P5.Cp.Cd'],
    ['NL-49 only what was asked, for a person who holds more', ['P5.Cp.Cd'], both, 'P9', 'P5.Cp.Cd'],
    ['the level before the credential', ['P0.Cm', 'P5.Cp'], both, 'P5', 'P5.Cp'],
    ['NL-51 then a passkey', ['P0.Cp.Cd', 'P0.Cp', 'P0.Cm'], both, 'P0', 'P0.Cm'],
    ['then password with code', ['P0.Cp', 'P0.Cp.Cd'], both, 'P0', 'P0.Cp.Cd'],
    ['NL-50 a password alone where that is asked', ['P0.Cp'], { Cp: 10 }, 'P0', 'P0.Cp'],
    ['a level before none', ['Cm', 'P0.Cp'], both, 'P0', 'P0.Cp'],
    ['none when a credential is missing', ['P0.Cp.Cd'], { Cp: 10 }, 'P0', undefined],
    ['none when the level is missing', ['P9.Cp.Cd'], both, 'P5', undefined],
    ['NL-52 none when only a shared key is accepted', ['P9.Cp.Ck'], both, 'P9', undefined],
  ])('is %s', (_what, texts, shown, held, stated) => {
    expect(chooseVector(texts.map(vector), shown, held)?.text).toBe(stated);
  });

  it.each<[string, ShownCredentials, number]>([
    ['P0.Cp', both, 10],
    ['P0.Cp.Cd', both, 20],
    ['P0.Cp.Cd', { Cp: 40, Cd: 20 }, 40],
    ['P0.Cm', both, 30],
    ['P0', both, 30],
  ])('%s was shown when its newest credential was', (text, shown, time) => {
    expect(authTime(vector(text), shown)).toBe(time);
  });
});

describe('what a service is told on a password alone', () => {
  it.each<[held: 'P0' | 'P5' | 'P9', registered: readonly string[], told: string]>([
    ['P5', ['P0.Cp', 'P5.Cp.Cd'], 'P0'],
    ['P5', ['P0.Cp', 'P5.Cp'], 'P5'],
    ['P9', ['P5.Cp', 'P9.Cp.Cd'], 'P5'],
    ['P9', ['P9.Cp'], 'P9'],
    ['P5', ['P9.Cp'], 'P0'],
    ['P0', ['P5.Cp'], 'P0'],
  ])('of %s with %j registered is that of %s', (held, registered, told) => {
    expect(toldLevel(held, true, registered)).toBe(told);
    expect(toldLevel(held, false, registered)).toBe(held);
  });

  it.each<[string, ShownCredentials, boolean]>([
    ['P0.Cp', { Cp: 1 }, true],
    ['P0.Cp', { Cp: 1, Cd: 1 }, true],
    ['P0', { Cp: 1 }, true],
    ['P0', { Cp: 1, Cd: 1 }, false],
    ['P0.Cp.Cd', { Cp: 1, Cd: 1 }, false],
    ['P0.Cm', { Cm: 1 }, false],
    ['P0', { Cp: 1, Cm: 1 }, false],
  ])('%s stated by %j stands on one: %s', (text, shown, alone) => {
    expect(isPasswordAlone(text, shown)).toBe(alone);
  });
});
