import { html } from 'hono/html';
import { mixedAsks, unsaid, vectorAsks } from '../asks.ts';
import type { House } from '../houses.ts';
import type { DemoSession } from '../sessions.ts';
import type { Trouble } from '../trouble.ts';
import type { Html } from './frame.ts';
import { pictures } from './pictures.ts';
import { wireTable } from './tables.ts';
import { wire } from './wire.ts';

/** A button that sends the person to the issuer. @param ask a name of `asks.ts` */
export function askButton(
  { path }: House,
  ask: string,
  label: string | Html,
  look: 'main' | 'second' = 'second',
): Html {
  return html`<form method="post" action="${path}/sign-in"><button class="${look}" name="ask" value="${ask}">${label}</button></form>`;
}

/** A button for each vector of trust, one for a request that names none, and some for requests that name several. */
export function vectorButtons(house: House): Html {
  return html`<ul class="vectors">${[...vectorAsks, unsaid].map(
    ({ name, words }) => html`<li>${askButton(house, name, html`<code>${name}</code>`)}<span>${words}</span></li>`,
  )}</ul>
<h2>Several vectors of trust: one is enough</h2>
<ul class="vectors">${mixedAsks.map(
    ({ name, vtr, words }) =>
      html`<li>${askButton(house, name, name)}<span>${words}<br><code>${JSON.stringify(vtr)}</code></span></li>`,
  )}</ul>`;
}

/** The first page, for somebody who is not signed in. */
export function welcome(house: House, session: DemoSession | undefined, problem: string | undefined): Html {
  return html`${notice(house, session)}
<div class="hero">
<div class="words">
<h1>${house.headline}</h1>
<p class="lead">${house.lead}</p>
${problem === undefined ? askButton(house, 'start', 'Continue with Gatehouse', 'main') : notRegistered(problem)}
<p class="quiet">Gatehouse tells us your email address and phone number, after you agree. You do not need another password.</p>
</div>
${pictures[house.look]}
</div>
<ul class="cards" id="visits">${house.offers.map(
    ({ what, words }) => html`<li><h2>${what}</h2><p>${words}</p></li>`,
  )}</ul>
<details class="more"><summary>For developers: other ways to ask</summary>
<p>Each button sends a real authorization request. <code>prompt=none</code> must be answered without a page, <code>prompt=login</code> asks for a fresh sign-in.</p>
<div class="buttons">${askButton(house, 'none', 'Ask silently (prompt=none)')}${askButton(house, 'login', 'Ask for a fresh sign-in (prompt=login)')}</div>
<h2>One vector of trust alone</h2>
${vectorButtons(house)}
</details>
${wire(session?.exchanges ?? [])}`;
}

/** What happened just now, shown once. */
export function notice({ name, path }: House, session: DemoSession | undefined): Html | '' {
  if (session?.notice === undefined) return '';
  if (session.notice.kind === 'trouble') return troubleBox(session.notice.trouble);
  return html`<div class="notice" role="status">
<h2>You are signed out of ${name}</h2>
<p>You may still be signed in at Gatehouse, for other services. <a href="${path}/gatehouse-account">Sign out there too</a>.</p>
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
