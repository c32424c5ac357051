import type { CustomFetch } from 'openid-client';

/** One thing that was sent, and what came back. */
export interface Exchange {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  /** Parameters in the query or the form, as sent. */
  readonly sent: readonly (readonly [string, string])[];
  readonly status?: number;
  /** The answer as text: JSON is laid out. */
  readonly answer?: string;
  readonly answered?: readonly (readonly [string, string])[];
}

const titles: readonly (readonly [RegExp, string])[] = [
  [/\/\.well-known\/openid-configuration$/, 'Discovery: where is everything?'],
  [/\/jwks\.json$/, 'Keys: what are tokens signed with?'],
  [/\/token$/, 'Token: the code for tokens'],
  [/\/userinfo$/, 'Userinfo: who is this?'],
];

/** A fetch for `openid-client` that notes what goes over the wire, and changes nothing. */
export function recordingFetch(into: Exchange[]): CustomFetch {
  return async (url, options) => {
    const answer = await fetch(url, {
      method: options.method,
      headers: options.headers,
      body: options.body ?? null,
      redirect: options.redirect,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const text = await answer.clone().text();
    const { pathname } = new URL(url);
    into.push({
      title: titles.find(([pattern]) => pattern.test(pathname))?.[1] ?? pathname,
      method: options.method,
      url,
      sent: options.body instanceof URLSearchParams ? [...options.body] : [],
      status: answer.status,
      answer: laidOut(text),
    });
    return answer;
  };
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.slice(0, 4000);
  }
}
