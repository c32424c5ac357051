import { html } from 'hono/html';
import type { DemoSession } from '../sessions.ts';
import type { Trouble } from '../trouble.ts';
import type { Html } from './frame.ts';
import { wireTable } from './tables.ts';

const river = html`<svg class="river" viewBox="0 0 480 360" aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMax slice">
<rect width="480" height="360" fill="#f7dfb8"/>
<circle cx="352" cy="112" r="52" fill="#e88b58"/><circle cx="352" cy="112" r="78" fill="#e88b58" opacity=".22"/>
<path d="M0 196c60-48 116-54 176-14 52 34 96 26 152-12 56-38 104-34 152-2v192H0z" fill="#cf9f76"/>
<path d="M0 232c70-36 128-34 190-6s124 22 174-6 84-22 116-8v148H0z" fill="#8d6a57"/>
<path d="M286 206v-40l34-24 34 24v40z" fill="#fff6e9"/><path d="M280 170l40-30 40 30-6 7-34-25-34 25z" fill="#b2482a"/>
<path d="M312 206v-22h16v22zM296 178h12v10h-12zM332 178h12v10h-12z" fill="#5a4036"/>
<path d="M0 268c66-30 118-22 178 2s124 24 182-4 92-18 120-8v102H0z" fill="#1f5c5a"/>
<path d="M0 300c60-22 108-16 168 4s128 20 188-2 96-14 124-6v64H0z" fill="#3f8d86"/>
<path d="M40 316c30-10 58-8 90 2M214 330c34 8 66 6 98-6M346 312c26-8 52-8 78 0" stroke="#bfe0d4" stroke-width="4" stroke-linecap="round" fill="none"/>
<path d="M92 262v-58M92 204c-22 4-30 24-24 42 20 2 36-12 24-42zM92 214c18-2 30 12 28 30-18 4-32-8-28-30z" stroke="#2d4a3e" stroke-width="4" fill="#4f7a55"/>
</svg>`;

/** What is asked of the issuer, by the name of its button. */
export type AskName = 'start' | 'again' | 'none' | 'login';

/** A button that sends the person to the issuer. */
export function askButton(ask: AskName, label: string, look: 'main' | 'second'): Html {
  return html`<form method="post" action="/sign-in"><button class="${look}" name="ask" value="${ask}">${label}</button></form>`;
}

/** The first page, for somebody who is not signed in. */
export function welcome(session: DemoSession | undefined, problem: string | undefined): Html {
  return html`${notice(session)}
<div class="hero">
<div class="words">
<h1>Your clinic, by the river and online</h1>
<p class="lead">Book, move and cancel appointments, and see what was said at the last one.</p>
${problem === undefined ? askButton('start', 'Continue with Gatehouse', 'main') : notRegistered(problem)}
<p class="quiet">Gatehouse tells us your email address and mobile number, after you agree. You do not need another password.</p>
</div>
${river}
</div>
<ul class="cards" id="visits">
<li><h2>Minor injuries</h2><p>Walk in between 8am and 8pm, or book a quiet hour.</p></li>
<li><h2>Blood tests</h2><p>Ten minutes, no waiting room: come at your time and ring the bell.</p></li>
<li><h2>Vaccinations</h2><p>Flu and travel, on weekday mornings and alternate Saturdays.</p></li>
</ul>
<details class="more"><summary>For developers: other ways to ask</summary>
<p>Each button sends a real authorization request. <code>prompt=none</code> must be answered without a page, <code>prompt=login</code> asks for a fresh sign-in.</p>
<div class="buttons">${askButton('none', 'Ask silently (prompt=none)', 'second')}${askButton('login', 'Ask for a fresh sign-in (prompt=login)', 'second')}</div>
</details>`;
}

/** What happened just now, shown once. */
export function notice(session: DemoSession | undefined): Html | '' {
  if (session?.notice === undefined) return '';
  if (session.notice.kind === 'trouble') return troubleBox(session.notice.trouble);
  return html`<div class="notice" role="status">
<h2>You are signed out of Riverside Clinic</h2>
<p>You may still be signed in at Gatehouse, for other services. <a href="/gatehouse-account">Sign out there too</a>.</p>
</div>`;
}

function troubleBox({ title, words, raw }: Trouble): Html {
  return html`<div class="notice trouble" role="alert">
<h2>${title}</h2>
<p>${words}</p>
${raw.length === 0 ? '' : html`<h3>As it came</h3>${wireTable(raw)}`}
</div>`;
}

function notRegistered(problem: string): Html {
  return html`<div class="notice trouble"><h2>Signing in is not possible yet</h2><p>The demo could not be registered with Gatehouse: ${problem}</p><p>Load this page again to try once more.</p></div>`;
}
