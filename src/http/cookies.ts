import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { AppContext } from '../context';
import { limits } from '../domain/limits';
import type { Config } from '../env';

/**
 * The cookies of the product, all HttpOnly, for this host and path `/` only. Those that must be there when a service sends a
 * person here are `SameSite=Lax`; a remembered device is looked at only when a form of ours is sent, so its is `Strict`.
 */
export type CookieName = 'session' | 'device' | `i-${string}`;

/**
 * The cookie's name on the wire. On https it has the `__Host-` prefix; on http on loopback, where browsers may refuse the
 * prefix and all ports share one jar, it carries the port instead.
 */
export function cookieName(config: Pick<Config, 'origin' | 'loopback'>, name: CookieName): string {
  return config.loopback ? `gatehouse-${name}-${new URL(config.origin).port || '80'}` : `__Host-gatehouse-${name}`;
}

/** The name of the cookie that binds an interaction to its browser. */
export const interactionCookie = (interaction: string): CookieName =>
  `i-${interaction.slice(interaction.indexOf('-') + 1).slice(0, 10)}`;

/** The value of a cookie; undefined when it is absent or was sent twice: then someone tossed one at us. */
export function readCookie(c: Context<AppContext>, name: CookieName): string | undefined {
  const wanted = `${cookieName(c.var.config, name)}=`;
  const found = (c.req.header('cookie') ?? '').split(/;\s*/).filter((pair) => pair.startsWith(wanted));
  const [only] = found;
  return found.length === 1 && only !== undefined && only.length < 4096 ? only.slice(wanted.length) : undefined;
}

/** The journeys that this browser is on, by the names of their cookies. */
export function interactionCookies(c: Context<AppContext>): readonly CookieName[] {
  const [before = '', after = ''] = cookieName(c.var.config, 'i-|').split('|');
  const names = (c.req.header('cookie') ?? '').split(/;\s*/).map((pair) => pair.slice(0, pair.indexOf('=')));
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length)
    .map((name): CookieName => `i-${name.slice(before.length, name.length - after.length)}`);
}

const lives: Readonly<Record<'session' | 'device' | 'i', number | undefined>> = {
  session: undefined,
  device: limits.rememberedDeviceLife.value,
  i: limits.interactionLife.value,
};

/** Sets a cookie. A session's ends with the browser, and with its account's session. */
export function writeCookie(c: Context<AppContext>, name: CookieName, value: string): void {
  const life = lives[name.startsWith('i-') ? 'i' : (name as 'session' | 'device')];
  setCookie(c, cookieName(c.var.config, name), value, {
    ...attributes(c, name),
    ...(life === undefined ? {} : { maxAge: life }),
  });
}

/** Tells the browser to forget a cookie, by the attributes it was set with. */
export function dropCookie(c: Context<AppContext>, name: CookieName): void {
  deleteCookie(c, cookieName(c.var.config, name), attributes(c, name));
}

function attributes(c: Context<AppContext>, name: CookieName) {
  const sameSite = name === 'device' ? 'Strict' : 'Lax';
  return { path: '/', httpOnly: true, sameSite, secure: !c.var.config.loopback } as const;
}
