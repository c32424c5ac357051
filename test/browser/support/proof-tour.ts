import type { Page } from 'playwright-core';
import { aKnownPerson, takeSession } from './known-person.ts';
import type { Guide } from './tour.ts';
import { answer, arriveBy, press } from './walk.ts';

/** What the national record of a local world knows of one of its people. */
export interface RecordedPerson {
  readonly nhsNumber: string;
  readonly born: readonly [day: string, month: string, year: string];
  readonly postcode: string;
}

/** The ordinary case of the cast. */
export const ada: RecordedPerson = { nhsNumber: '9990421005', born: ['9', '3', '1984'], postcode: 'LS1 4AP' };

/** Whose number was declared invalid. */
const neil: RecordedPerson = { nhsNumber: '9990422125', born: ['1', '12', '1968'], postcode: 'LE1 5AA' };
/** Who has died. */
const albert: RecordedPerson = { nhsNumber: '9990422265', born: ['11', '2', '1929'], postcode: 'NR1 1AB' };

export async function giveNumber(page: Page, nhsNumber: string): Promise<void> {
  await page.getByLabel('Yes, I know my NHS number').check();
  await answer(page, 'NHS number', nhsNumber);
}

/** Says that they do not know the number, and what they are called. */
export async function giveName(page: Page, first: string, last: string): Promise<void> {
  await page.getByLabel('No, I do not know it').check();
  await press(page, 'Continue');
  await page.getByLabel('First name', { exact: true }).fill(first);
  await answer(page, 'Last name', last);
}

export async function giveBirthDate(page: Page, [day, month, year]: RecordedPerson['born']): Promise<void> {
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByLabel('Month', { exact: true }).fill(month);
  await page.getByLabel('Year', { exact: true }).fill(year);
  await press(page, 'Continue');
}

/** From the first question to what came of it. */
export async function say(page: Page, { nhsNumber, born, postcode }: RecordedPerson): Promise<void> {
  await giveNumber(page, nhsNumber);
  await giveBirthDate(page, born);
  await answer(page, 'Postcode', postcode);
}

const startAgain = (page: Page): Promise<void> => press(page, 'Start again with other details');

/** Past every page on which a person proves who they are. */
export async function provingWhoTheyAre({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service({ name: 'Riverside Health Diary' });
  const request = diary.request({ vtr: '["P5.Cp.Cd"]' });
  const pat = await aKnownPerson(world, diary);
  const { context, page } = await visitor();
  await takeSession(context, world, pat);
  await page.goto(request);
  await look('prove-nhs-number', page);
  await press(page, 'Continue');
  await look('prove-nhs-number-error', page);
  await page.getByLabel('No, I do not know it').check();
  await press(page, 'Continue');
  await look('prove-name', page);
  await press(page, 'Continue');
  await look('prove-name-error', page);
  await arriveBy(page, () => page.getByRole('link', { name: 'Back', exact: true }).click());
  await giveNumber(page, ada.nhsNumber);
  await look('prove-birth-date', page);
  await press(page, 'Continue');
  await look('prove-birth-date-error', page);
  await giveBirthDate(page, ['1', '1', '2020']);
  await look('prove-stopped-young', page);
  await startAgain(page);
  await giveNumber(page, ada.nhsNumber);
  await giveBirthDate(page, ada.born);
  await look('prove-postcode', page);
  await answer(page, 'Postcode', 'LS2 9ZZ');
  await look('prove-postcode-error', page);
  await answer(page, 'Postcode', ada.postcode);
  await look('prove-confirm', page);
  await page.evaluate("document.querySelector('[name=decision]').value = 'neither'");
  await arriveBy(page, () => page.locator('[name=decision]').first().click());
  await look('prove-confirm-error', page);
  await press(page, 'No, this is not me');
  await look('prove-stopped', page);
  await startAgain(page);
  await say(page, ada);
  await press(page, 'Yes, but some of it is wrong');
  await look('prove-stopped-partly', page);
  await press(page, 'Go on with this record');
  await look('consent-proved', page);
  await page.goto(`${world.issuer}/account`);
  await look('account-proved', page);
  await heldByAnother({ world, look, visitor, service });
}

/** What somebody else is told of the same record, and of records that nobody can use. */
async function heldByAnother({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service({ name: 'Riverside Health Diary' });
  const sam = await aKnownPerson(world, diary);
  const { context, page } = await visitor();
  await takeSession(context, world, sam);
  await page.goto(diary.request({ vtr: '["P5.Cp.Cd"]' }));
  await say(page, ada);
  await press(page, 'Yes, this is me');
  await look('prove-stopped-held', page);
  await startAgain(page);
  await say(page, neil);
  await look('prove-stopped-number', page);
  await startAgain(page);
  await giveNumber(page, ada.nhsNumber);
  await giveBirthDate(page, ada.born);
  // One that led to nothing is counted already.
  for (const _wrong of [2, 3, 4, 5, 6]) await answer(page, 'Postcode', 'LS2 9ZZ');
  await look('too-many-traces', page);
  await disabled({ world, look, visitor, service });
}

/** What somebody is told who says that they are a person who has died. */
async function disabled({ world, look, visitor, service }: Pick<Guide, 'world' | 'look' | 'visitor' | 'service'>) {
  const diary = await service({ name: 'Riverside Health Diary' });
  const { context, page } = await visitor();
  await takeSession(context, world, await aKnownPerson(world, diary));
  await page.goto(diary.request({ vtr: '["P5.Cp.Cd"]' }));
  await say(page, albert);
  await look('account-disabled', page);
}
