import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { House } from './houses.ts';
import { createSessions, type DemoSession } from './sessions.ts';

/** The session of the browser that sent a request. */
export interface BrowserSessions {
  of(c: Context): DemoSession | undefined;
  /** A new session under a new id in place of the old one; requests on their way stay answerable. */
  renew(c: Context): DemoSession;
}

/** Sessions by cookie. Ports share a cookie jar, so the name carries the demo's own; each service has its own cookie. */
export function browserSessions(port: number, { look, home }: House): BrowserSessions {
  const cookieName = `${look}_${port}`;
  const sessions = createSessions();
  return {
    of: (c) => sessions.find(getCookie(c, cookieName)),
    renew(c) {
      const old = getCookie(c, cookieName);
      const pending = sessions.find(old)?.pending ?? new Map();
      sessions.end(old);
      const { id, session } = sessions.begin(pending);
      setCookie(c, cookieName, id, { httpOnly: true, sameSite: 'Lax', path: home });
      return session;
    },
  };
}
