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

type Body = Parameters<CustomFetch>[1]['body'];

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
    const challenge = answer.headers.get('www-authenticate');
    into.push({
      title: titleOf(url, options.method, options.body),
      method: options.method,
      url,
      sent: fieldsOf(options.body),
      status: answer.status,
      ...(challenge === null ? {} : { answered: [['WWW-Authenticate', challenge]] }),
      ...(text === '' ? {} : { answer: laidOut(text) }),
    });
    return answer;
  };
}

function titleOf(url: string, method: string, body: Body): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/openid-configuration')) return 'Discovery: where is everything?';
  if (pathname.endsWith('/jwks.json')) return 'Keys: what are tokens signed with?';
  if (pathname === '/userinfo') return method === 'PATCH' ? 'Userinfo: keep this note' : 'Userinfo: who is this?';
  if (pathname !== '/token') return pathname;
  const isRefresh = body instanceof URLSearchParams && body.get('grant_type') === 'refresh_token';
  return isRefresh ? 'Token: the refresh token for new tokens' : 'Token: the code for tokens';
}

/** The fields of a form, or the members of a JSON object. */
function fieldsOf(body: Body): Exchange['sent'] {
  if (body instanceof URLSearchParams) return [...body];
  if (typeof body !== 'string') return [];
  const members: Readonly<Record<string, unknown>> = JSON.parse(body);
  return Object.entries(members).map(([name, value]) => [name, String(value)]);
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.slice(0, 4000);
  }
}
