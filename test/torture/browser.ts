import { mainFormOf, type Page } from '../support/citizen.ts';
import { Lost, type Machine } from './machine.ts';

/** What a form was answered with, before a redirect is followed. */
export interface Answer extends Page {
  /** Where it leads; undefined for a page. */
  readonly location: string | undefined;
  /** Names of the cookies that came with it. */
  readonly kept: readonly string[];
}

/** A browser whose requests may be cut off: what only reads is asked again, what acts is told as lost. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** Opens an address and follows redirects up to the first that leaves the issuer. @param lost called for each answer that was lost */
  open(url: string, lost?: () => void): Promise<Page>;
  /** Sends the main form of a page. @throws Lost */
  post(page: Page, fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** Where an answer leads: itself, if it is a page. */
  follow(answer: Answer): Promise<Page>;
  /** What the script of a page asks for. @throws Lost */
  ask(url: string, body: URLSearchParams): Promise<string>;
}

const mostTries = 8;

/** A fresh browser at this network address. @param unavailable called for each answer that says "not now" */
export function newBrowser(machine: Machine, address: string, unavailable: () => void): Browser {
  const { issuer } = machine.place;
  const cookies = new Map<string, string>();

  const keep = (line: string): string => {
    const [pair = '', ...attributes] = line.split(';');
    const cut = pair.indexOf('=');
    const name = pair.slice(0, cut);
    const gone = attributes.some((one) => /^\s*max-age=0$/i.test(one));
    if (gone) cookies.delete(name);
    else cookies.set(name, pair.slice(cut + 1));
    return gone ? `-${name}` : name;
  };

  const send = (url: string, init: RequestInit): Promise<Answer> =>
    machine.tried(async () => {
      const headers = new Headers(init.headers);
      if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      headers.set('accept', 'text/html');
      headers.set('cf-connecting-ip', address);
      const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
      // Cookies and a redirect are an answer, though what comes after them is lost.
      const kept = answer.headers.getSetCookie().map(keep);
      const location = answer.headers.get('location') ?? undefined;
      if (location !== undefined) await answer.body?.cancel();
      const html = location === undefined ? await answer.text() : '';
      if (answer.status === 503) {
        unavailable();
        throw new Lost(`503 from ${url}`);
      }
      if (answer.status >= 500) throw new Error(`${answer.status} from ${init.method} ${url}: ${html.slice(0, 300)}`);
      return { url, status: answer.status, headers: answer.headers, html, location, kept };
    });

  const open = async (url: string, lost?: () => void): Promise<Page> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await send(url, { method: 'GET' });
        return follow(answer);
      } catch (thrown) {
        if (!(thrown instanceof Lost) || tries >= mostTries) throw thrown;
        lost?.();
      }
    }
  };

  const follow = async (answer: Answer): Promise<Page> => {
    if (answer.location === undefined) return answer;
    const next = URL.parse(answer.location, answer.url);
    if (next === null || next.origin !== issuer) return { ...answer, url: answer.location, html: '' };
    return open(next.href);
  };

  return {
    cookies,
    open,
    follow,
    post(page, fields) {
      const { action, fields: body } = mainFormOf(page);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return send(action, { method: 'POST', body, headers: { origin: issuer } });
    },
    async ask(url, body) {
      const answer = await send(url, { method: 'POST', body, headers: { origin: issuer } });
      if (answer.status !== 200) throw new Error(`${answer.status} from ${url}: ${answer.html.slice(0, 300)}`);
      return answer.html;
    },
  };
}
