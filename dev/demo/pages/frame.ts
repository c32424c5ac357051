import { html } from 'hono/html';

/** A piece of a page, with everything from outside escaped. */
export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly title: string;
  /** Whether the head of the page offers to sign out. */
  readonly isSignedIn: boolean;
}

const mark = html`<svg class="mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" focusable="false">
<circle cx="24" cy="24" r="24" fill="#f3c98b"/><circle cx="31" cy="17" r="7" fill="#c4562f"/>
<path d="M2 30c7-6 12-6 19 0s15 6 25-1a24 24 0 0 1-3 9c-9 5-15 4-22-1s-12-5-17-1a24 24 0 0 1-2-6z" fill="#1f5c5a"/>
<path d="M7 39c5-2 9-1 14 2s11 4 17 1a24 24 0 0 1-31-3z" fill="#3f8d86"/></svg>`;

/** A whole page of the clinic. */
export function page({ title, isSignedIn }: Frame, main: Html): Html {
  const signOut = html`<form method="post" action="/sign-out"><button class="text">Sign out</button></form>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Riverside Clinic</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/clinic.css">
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header>
<p class="demo"><span class="wide">A demonstration: no clinic, no appointments, nobody is treated here.</span></p>
<div class="wide bar">
<a class="home" href="/">${mark}<span>Riverside Clinic</span></a>
<nav aria-label="Clinic"><ul>
<li><a href="/#visits">Appointments</a></li>
<li><a href="/privacy">Privacy</a></li>
<li><a href="/terms">Terms</a></li>
</ul></nav>
${isSignedIn ? signOut : ''}
</div></header>
<main class="wide" id="main">${main}</main>
<footer><div class="wide">
<p>Riverside Clinic is the demo connected service of Gatehouse's local world: a real relying party on <code>openid-client</code>.</p>
</div></footer>
</body>
</html>`;
}
