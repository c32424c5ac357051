import { html } from 'hono/html';
import type { Html } from './frame.ts';

/** The clinic's privacy notice, to which the consent page of the issuer links. */
export const privacyNotice: Html = html`<article class="paper">
<h1>Privacy at Riverside Clinic</h1>
<p class="lead">What we learn about you, why, and for how long. The clinic is invented; this is what such a page would say.</p>
<h2>What Gatehouse tells us</h2>
<ul>
<li>An identifier that stays the same, so that we know you when you come back.</li>
<li>Your email address and mobile number, to remind you of appointments.</li>
<li>How well your identity was checked.</li>
</ul>
<h2>How long we keep it</h2>
<p>Until you sign out, or until this demo is stopped: it remembers nobody, and writes nothing about you to disk.</p>
<h2>Your rights</h2>
<p>You may refuse to share anything: Gatehouse asks you first, and we are told only that you declined.</p>
</article>`;

/** The clinic's terms. */
export const terms: Html = html`<article class="paper">
<h1>Terms of Riverside Clinic</h1>
<p class="lead">By using this demonstration you agree that it is one.</p>
<ul>
<li>No appointment that you see here exists.</li>
<li>Use invented details, not your own.</li>
<li>If you need medical help, contact a real service.</li>
</ul>
</article>`;

/** What stands where nothing is. */
export const lost: Html = html`<article class="paper">
<h1>There is nothing here</h1>
<p><a href="/">Back to the front door</a></p>
</article>`;
