import { expect } from 'vitest';
import { type BareAnswer, sendForm } from './bare-request.ts';
import type { Page } from './citizen.ts';
import type { Person } from './person.ts';

export interface Sending {
  readonly person: Person;
  readonly page: Page;
  readonly fields: Readonly<Record<string, string>>;
}

/** Sends both forms, and expects that nothing but the two addresses tells the answers apart. */
export async function sameAnswers(one: Sending, two: Sending): Promise<BareAnswer> {
  const send = ({ person: { browser, address }, page, fields }: Sending) =>
    sendForm(browser, { page, fields, address });
  const first = await send(one);
  const second = await send(two);
  expect(shown(two.person, second)).toEqual(shown(one.person, first));
  return first;
}

/** Everything of an answer that a caller can see, without what is random in every answer. */
export const shown = (person: Person, { status, headers, body }: BareAnswer) => ({
  status,
  headers: [...headers]
    .filter(([name]) => name !== 'date')
    .map(([name, value]) => `${name}: ${headerShown(name, value) ?? masked(person, value)}`)
    .toSorted(),
  cookies: headers.getSetCookie().map((cookie) => masked(person, cookie)),
  body: masked(person, body),
});

/** A header that differs by chance: the id of the request, and the second in which the second answer came. */
const headerShown = (name: string, value: string): string | undefined =>
  ({ 'x-request-id': '', 'retry-after': `${Math.ceil(Number(value) / 60)} minutes` })[name];

/** A text without the address of its person and without what is random in every page. */
export const masked = ({ email }: Person, text: string): string =>
  text
    .replaceAll(email, '<email>')
    .replaceAll(/(\/journey\/|\?journey=)\d+-[\w-]{22}/g, '$1<interaction>')
    .replaceAll(/nonce(="|-)[\w-]+/g, 'nonce$1<nonce>')
    .replaceAll(/(name="csrf" value=")[^"]*/g, '$1<csrf>')
    .replaceAll(/(data-seconds=")\d+/g, '$1<seconds>')
    .replaceAll(/content-length: \d+/g, 'content-length')
    .replaceAll(/(reference|request)[^<]{0,20}<[^>]+>[\w-]{20,}/gi, '<request>');
