import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultsBetween } from '../../scripts/atoms/compare';
import { readShapes, type Shapes } from '../../scripts/atoms/shapes';
import { Unavailable } from '../../src/domain/unavailable';
import type { AtomAddress, AtomBinding } from '../../src/storage/atom-address';
import { callAtom } from '../../src/storage/atoms';

const folder = join(import.meta.dirname, '../durable-objects/fixtures');
const releases = readdirSync(folder).filter((name) => name.endsWith('.shapes.json'));
let today: Shapes;
beforeAll(() => {
  today = readShapes();
});

/** An atom that answers every verb so. */
const answering = (atom: string, answer: unknown): AtomAddress =>
  Object.assign(() => new Proxy({}, { get: () => async () => answer }) as unknown as DurableObjectStub, {
    atom: atom as AtomBinding,
  });

/** Today's shapes, to be changed. */
function aCopy(): { readonly shapes: Shapes; readonly verbs: Verbs } {
  const shapes: { ACCOUNT: Verbs & Shapes[string] } = JSON.parse(JSON.stringify(today));
  return { shapes, verbs: shapes.ACCOUNT };
}

describe('atoms and workers of two releases side by side', () => {
  it('are held to the releases before', () => {
    expect(releases.length).toBeGreaterThan(0);
  });

  it.each(releases)(
    'understand each other: no verb or member of %s is gone, and none is new that it must know',
    (name) => {
      const older: Shapes = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      expect(faultsBetween(older, today)).toEqual([]);
    },
  );

  it.each([
    [
      'a verb',
      (verbs: Verbs) => Reflect.deleteProperty(verbs, 'redeem'),
      'ACCOUNT.redeem: an older worker calls it, and it is gone',
    ],
    [
      'an answer',
      (verbs: Verbs) => Reflect.deleteProperty(verbs.redeem.answers, 'refused'),
      'ACCOUNT.redeem refused: an older worker knows this answer, and it is gone',
    ],
    [
      'a member of what is asked',
      (verbs: Verbs) => Reflect.deleteProperty(verbs.redeem.input, 'shown.redirectUri'),
      'ACCOUNT.redeem: an older worker says shown.redirectUri, which is gone',
    ],
    [
      'a member of an answer',
      (verbs: Verbs) => Reflect.deleteProperty(verbs.redeem.answers.redeemed, 'grant.vot'),
      'ACCOUNT.redeem redeemed: an older worker reads grant.vot, which is not always there',
    ],
  ])('would notice %s that is gone', (_what, breach, fault) => {
    const { shapes, verbs } = aCopy();
    breach(verbs);
    expect(faultsBetween(today, shapes)).toEqual([fault]);
  });

  it('would notice a member that the other release cannot know, and let one go that need not be there', () => {
    const { shapes, verbs } = aCopy();
    Object.assign(verbs.redeem.input, { dpop: 'required', 'shown.origin': 'optional' });
    Object.assign(verbs.redeem.answers.refused, { until: 'required', hint: 'optional' });
    expect(faultsBetween(today, shapes)).toEqual([
      'ACCOUNT.redeem: an older worker does not always say dpop',
      'ACCOUNT.redeem refused: an older atom does not always tell until',
    ]);
  });

  it('take an answer that they have never heard of for none, whatever was asked', async () => {
    for (const [atom, verbs] of Object.entries(today)) {
      for (const [verb, { answers }] of Object.entries(verbs)) {
        const untagged = Object.hasOwn(answers, '');
        const strange = { tag: 'of a later release', outcome: 'of a later release' };
        const asked = callAtom(answering(atom, strange), verb, {}).then(
          () => 'answered',
          (thrown: unknown) => (thrown instanceof Unavailable ? 'unavailable' : thrown),
        );
        expect([atom, verb, await asked]).toEqual([atom, verb, untagged ? 'answered' : 'unavailable']);
        for (const tag of Object.keys(answers).filter(Boolean))
          expect(await callAtom(answering(atom, { tag }), verb, {})).toEqual({ tag });
      }
    }
  });

  it('never call a verb that is not in the table', async () => {
    await expect(callAtom(answering('ACCOUNT', { tag: 'done' }), 'toString', {})).rejects.toThrow(Unavailable);
  });
});

interface Verbs {
  readonly redeem: {
    readonly input: object;
    readonly answers: { readonly redeemed: object; readonly refused: object };
  };
}
