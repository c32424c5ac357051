import { html } from 'hono/html';
import type { House } from '../houses.ts';

/** A piece of a page, with everything from outside escaped. */
export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly title: string;
  readonly house: House;
  /** Whether the head of the page offers to sign out. */
  readonly isSignedIn: boolean;
}

const marks: Readonly<Record<House['look'], Html>> = {
  riverside: html`<svg class="mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" focusable="false">
<circle cx="24" cy="24" r="24" fill="#f3c98b"/><circle cx="31" cy="17" r="7" fill="#c4562f"/>
<path d="M2 30c7-6 12-6 19 0s15 6 25-1a24 24 0 0 1-3 9c-9 5-15 4-22-1s-12-5-17-1a24 24 0 0 1-2-6z" fill="#1f5c5a"/>
<path d="M7 39c5-2 9-1 14 2s11 4 17 1a24 24 0 0 1-31-3z" fill="#3f8d86"/></svg>`,
  hillview: html`<svg class="mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" focusable="false">
<circle cx="24" cy="24" r="24" fill="#dfe6c4"/><path d="M1 31c8-14 16-15 24-4 6 7 12 8 22 2a24 24 0 0 1-46 2z" fill="#5c7a3d"/>
<path d="M15 15h18c0 8-3 12-7 13v5h4v3H18v-3h4v-5c-4-1-7-5-7-13z" fill="#4b2e63"/><path d="M33 6l4 3-9 9-3-1z" fill="#8a5ca8"/></svg>`,
};

/** A whole page of one service of the demo. */
export function page({ title, house, isSignedIn }: Frame, main: Html): Html {
  const { name, path, home, look, kind } = house;
  const signOut = html`<form method="post" action="${path}/sign-out"><button class="text">Sign out</button></form>`;
  return html`<!doctype html>
<html lang="en" class="${look}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/demo.css">
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header>
<p class="demo"><span class="wide">A demonstration: no ${kind}, nothing is booked or handed out, nobody is treated here.</span></p>
<div class="wide bar">
<a class="home" href="${home}">${marks[look]}<span>${name}</span></a>
<nav aria-label="${name}"><ul>
<li><a href="${home}#visits">${house.visitsName}</a></li>
<li><a href="${path}/privacy">Privacy</a></li>
<li><a href="${path}/terms">Terms</a></li>
</ul></nav>
${isSignedIn ? signOut : ''}
</div></header>
<main class="wide" id="main">${main}</main>
<footer><div class="wide">
<p>${name} is a demo connected service of Gatehouse's local world: a real relying party on <code>openid-client</code>.</p>
</div></footer>
</body>
</html>`;
}
