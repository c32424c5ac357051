import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sketches } from '../../dev/cast.ts';
import { aKnownPerson, takeSession } from './support/known-person.ts';
import type { Reader } from './support/person.ts';
import { giveBirthDate, giveName, giveNumber } from './support/proof-tour.ts';
import { scene, world } from './support/scene.ts';
import { answer, headingOf, press } from './support/walk.ts';

const { visitor, service } = scene();
const noMatch = 'We could not find an NHS record that matches all your details';
/** The number under which somebody was registered before two records became one. */
const formerNumber = '9990424780';

interface Ending {
  readonly id: string;
  readonly by: 'number' | 'name';
  readonly heading: string;
  /** Words that stand on the last page. */
  readonly says: string;
  /** What they type instead of what they are. */
  readonly typed?: { readonly nhsNumber?: string; readonly postalCode?: string };
}

const isThisYou = { heading: 'Is this you?' } as const;
const notFound = { heading: 'What is your postcode?', says: noMatch } as const;

const foundOnes: readonly Ending[] = [
  { id: 'george', by: 'number', ...isThisYou, says: 'ends in 1285' },
  { id: 'sian', by: 'name', ...isThisYou, says: "Siân O'Neill-Llŷr" },
  { id: 'superseded', by: 'number', ...isThisYou, says: 'ends in 1986', typed: { nhsNumber: formerNumber } },
];
const others: readonly Ending[] = [
  { id: 'invalidated', by: 'number', heading: 'There is a problem with your NHS number', says: 'CID2011' },
  { id: 'child-12', by: 'number', heading: 'You must be 13 or over', says: 'Nobody under 13' },
  { id: 'restricted', by: 'number', ...notFound },
  { id: 'year-only', by: 'number', ...notFound },
  // Two have this name and day of birth, and neither lives there.
  { id: 'mohammed-a', by: 'name', ...notFound, typed: { postalCode: 'LS1 4AP' } },
];

/** Whose account ends there: it is their own. */
const gone: Ending = {
  id: 'died-formal',
  by: 'number',
  heading: 'You cannot sign in to this account',
  says: 'CID2012',
};

/** Nobody is shut out: whoever is not found is counted, and the five of them are shared out between two. */
let people: { readonly found: Reader; readonly lost: readonly [Reader, Reader]; readonly rivals: [Reader, Reader] };
beforeAll(async () => {
  const surgery = await service();
  const somebody = () => aKnownPerson(world, surgery);
  const [found, a, b, c, d] = await Promise.all([somebody(), somebody(), somebody(), somebody(), somebody()]);
  people = { found, lost: [a, b], rivals: [c, d] };
});

/** The first question, in a browser without scripts, by the demo's own button. */
async function askedByTheDemo(person: Reader): Promise<Page> {
  const { context, page } = await visitor({ javaScript: false });
  await takeSession(context, world, person);
  await page.goto(world.demo);
  await page.getByText('For developers: other ways to ask').click();
  await press(page, 'P5.Cp.Cd');
  return page;
}

const member = (id: string) => sketches.find((one) => one.id === id) ?? expect.fail(`nobody of the cast is ${id}`);

/** Answers every question up to the postcode, if it is asked. */
async function answerAs(page: Page, { id, by, typed = {} }: Ending): Promise<void> {
  const { givenName, familyName, birthDate, nhsNumber, postalCode } = { ...member(id), ...typed };
  if (by === 'number') await giveNumber(page, nhsNumber ?? '');
  else await giveName(page, givenName, familyName);
  const [year = '', month = '', day = ''] = birthDate.split('-');
  await giveBirthDate(page, [day, month, year]);
  if ((await headingOf(page)) === 'What is your postcode?') await answer(page, 'Postcode', postalCode);
}

async function expectEnd(page: Page, { heading, says }: Ending): Promise<void> {
  expect(await headingOf(page)).toBe(heading);
  expect(await page.getByRole('main').innerText()).toContain(says);
}

describe('without JavaScript, from the button of the demo', () => {
  it.each(foundOnes)('$id is found by $by', async (ending) => {
    const page = await askedByTheDemo(people.found);
    await answerAs(page, ending);
    await expectEnd(page, ending);
  });

  it.each(others)('$id, by $by, ends at: $heading', async (ending) => {
    const page = await askedByTheDemo(people.lost[others.indexOf(ending) % 2 === 0 ? 0 : 1]);
    await answerAs(page, ending);
    await expectEnd(page, ending);
    expect((await page.title()).startsWith('Error: ')).toBe(ending.says === noMatch);
  });

  it('died-formal, by number, ends an account, and is not told why', async () => {
    const page = await askedByTheDemo(await aKnownPerson(world, await service()));
    await answerAs(page, gone);
    await expectEnd(page, gone);
  });

  it('an account is at P5 with a record, and the next one cannot be: its owner goes back to the demo', async () => {
    const marcus: Ending = { id: 'revoked', by: 'number', ...isThisYou, says: 'ends in 3458' };
    const [page, again] = [await askedByTheDemo(people.rivals[0]), await askedByTheDemo(people.rivals[1])];
    await answerAs(page, marcus);
    await press(page, 'Yes, this is me');
    await press(page, 'Agree and continue');
    expect(await page.getByRole('main').innerText()).toContain('your details agree with your NHS record (P5.Cp.Cd)');

    await answerAs(again, marcus);
    await press(again, 'Yes, this is me');
    expect(await headingOf(again)).toBe('Your NHS record is already used with another account');
    await press(again, 'Go back to Riverside Clinic');
    expect(await again.getByRole('alert').innerText()).toContain('access_denied');
  });
});
