import { describe, expect, it } from 'vitest';
import type { BirthDate, Postcode } from '../../src/domain/brands';
import { type FactName, factOrder, type InteractionFacts, recordFact } from '../../src/domain/interaction';
import { aMadePasskey, aPatient, noon, patsEmail, patsPhone, registeredFacts, thePerson } from '../support/builders';

/** Every fact there is, as nobody ever has them all. */
const everything: Required<InteractionFacts> = {
  ...registeredFacts,
  asserted: { session: 'token' },
  chosen: 'asserted',
  apart: true,
  credential: { account: thePerson, at: noon, phoneEnding: '123' },
  codeSent: { phoneEnding: '123' },
  textsFailed: true,
  codeUntil: noon,
  passkey: aMadePasskey,
  passkeyAdded: true,
  prover: thePerson,
  nhsNumber: 'not-known',
  name: { first: 'Jane', last: 'Smith' },
  birthDate: '1980-10-22' as BirthDate,
  postcode: 'LS1 6AE' as Postcode,
  match: aPatient,
  proofStop: 'partly-mine',
  declining: true,
};

/** What a person says of who they are. */
const answers: readonly FactName[] = ['nhsNumber', 'name', 'birthDate', 'postcode'];

describe('recording a fact', () => {
  it('orders every fact there is, each once', () => {
    expect(factOrder.toSorted()).toEqual(Object.keys(everything).toSorted());
  });

  it.each(factOrder.map((name, index) => [name, index] as const).filter(([name]) => !answers.includes(name)))(
    'keeps what %s rests on and drops what rested on it',
    (name, index) => {
      const facts = recordFact<FactName>(everything, name, everything[name]);
      expect(Object.keys(facts)).toEqual(factOrder.slice(0, index + 1));
    },
  );

  it.each(answers)('of who somebody is, %s, leaves their other answers, and nothing that came of them', (name) => {
    const facts = recordFact<FactName>(everything, name, everything[name]);
    const kept = factOrder.slice(0, factOrder.indexOf('match'));
    expect(Object.keys(facts).toSorted()).toEqual(kept.toSorted());
    expect(recordFact(everything, name, undefined)).not.toHaveProperty(name);
  });

  it('changing the address takes back its proof, the password, the phone and its proof', () => {
    const changed = recordFact(registeredFacts, 'address', patsEmail);
    expect(changed).toEqual({ path: 'register', address: patsEmail });
  });

  it('changing the phone keeps the proved address and the password, and takes back the proof of the phone', () => {
    const changed = recordFact(registeredFacts, 'phone', patsPhone);
    expect(changed.emailProof).toEqual(registeredFacts.emailProof);
    expect(changed.password).toEqual(registeredFacts.password);
    expect(changed.phoneProof).toBeUndefined();
  });

  it('recording nothing takes the fact itself back too', () => {
    const facts = recordFact(everything, 'path', undefined);
    expect(Object.keys(facts)).toEqual(['asserted', 'chosen', 'apart']);
  });

  it('leaves the facts it was given as they were', () => {
    const before = structuredClone(everything);
    recordFact(everything, 'asserted', undefined);
    expect(everything).toEqual(before);
  });
});
