import { type Citizen, mainFormOf, type Page } from './citizen.ts';

/** One answer, before any redirect is followed. */
export interface BareAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What a hand-made request may say otherwise than a browser would; a header set to undefined is not sent. */
export interface BareForm {
  readonly page: Page;
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that are sent a second time. */
  readonly again?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Cookies of another browser, or none. */
  readonly cookies?: ReadonlyMap<string, string>;
  readonly address?: string;
}

export const cookieHeader = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** Sends the main form of a page by hand and returns the very answer; the browser's cookies are sent, and stay as they are. */
export async function sendForm(browser: Citizen, form: BareForm): Promise<BareAnswer> {
  const { action, fields } = mainFormOf(form.page);
  for (const [name, value] of Object.entries(form.fields)) fields.set(name, value);
  for (const [name, value] of Object.entries(form.again ?? {})) fields.append(name, value);
  const headers: Readonly<Record<string, string | undefined>> = {
    accept: 'text/html',
    cookie: cookieHeader(form.cookies ?? browser.cookies),
    origin: new URL(action).origin,
    'x-dev-client-address': form.address,
    ...form.headers,
  };
  const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const answer = await fetch(action, {
    method: 'POST',
    body: fields,
    headers: Object.fromEntries(sent),
    redirect: 'manual',
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** Fetches an address with a browser's cookies and follows nothing. */
export async function getBare(browser: Citizen, url: string): Promise<BareAnswer> {
  const headers = { accept: 'text/html', cookie: cookieHeader(browser.cookies) };
  const answer = await fetch(url, { headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
