import { html } from 'hono/html';
import type { House } from '../houses.ts';
import type { Html } from './frame.ts';

/** The privacy notice of a service, to which the consent page of the issuer links. */
export const privacyNotice = ({ name, kind }: House): Html => html`<article class="paper">
<h1>Privacy at ${name}</h1>
<p class="lead">What we learn about you, why, and for how long. The ${kind} is invented; this is what such a page would say.</p>
<h2>What Gatehouse tells us</h2>
<ul>
<li>An identifier that stays the same, so that we know you when you come back.</li>
<li>Your email address and mobile number, to send you reminders.</li>
<li>How well your identity was checked and, if you proved who you are, your NHS number, your name and your date of birth.</li>
<li>A note of our own, if you agree that we keep one.</li>
</ul>
<h2>How long we keep it</h2>
<p>Until you sign out, or until this demo is stopped: it remembers nobody, and writes nothing about you to disk. The note is kept by Gatehouse, for us alone.</p>
<h2>Your rights</h2>
<p>You may refuse to share anything: Gatehouse asks you first, and we are told only that you declined.</p>
</article>`;

/** The terms of a service. */
export const terms = ({ name }: House): Html => html`<article class="paper">
<h1>Terms of ${name}</h1>
<p class="lead">By using this demonstration you agree that it is one.</p>
<ul>
<li>Nothing that you see booked or ordered here exists.</li>
<li>Use invented details, not your own.</li>
<li>If you need medical help, contact a real service.</li>
</ul>
</article>`;

/** What stands where nothing is. */
export const lost = ({ home }: House): Html => html`<article class="paper">
<h1>There is nothing here</h1>
<p><a href="${home}">Back to the front door</a></p>
</article>`;
