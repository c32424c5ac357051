import type { Person as Cast } from '../../dev/people.ts';
import { headingOf, type Page } from './citizen.ts';
import type { Person } from './person.ts';

/** Answers as somebody of the cast would. @returns the page that follows the postcode */
export async function answerAs(
  person: Person,
  page: Page,
  { birthDate, postalCode, nhsNumber, ...name }: Cast,
  by: 'number' | 'name' = 'number',
): Promise<Page> {
  const { browser } = person;
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const first = await browser.submit(page, {
    knows: by === 'number' ? 'yes' : 'no',
    'nhs-number': by === 'number' ? (nhsNumber ?? '') : '',
  });
  const born =
    by === 'number'
      ? first
      : await browser.submit(first, { 'first-name': name.givenName, 'last-name': name.familyName });
  const postcode = await browser.submit(born, { day, month, year });
  return headingOf(postcode) === 'What is your postcode?'
    ? browser.submit(postcode, { postcode: postalCode })
    : postcode;
}
