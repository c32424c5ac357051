import { html } from 'hono/html';
import type { World } from '../context.ts';
import type { Message } from '../inbox.ts';
import { type Html, page } from './page-frame.ts';

const channels = { email: 'Email', sms: 'Text message', voice: 'Phone call' } as const;

/** A moment as a person reads it, in the world's time. */
export function readableTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function messageSheet({ channel, to, subject, body, code, link, at, provider }: Message): Html {
  return html`<article class="sheet message">
<div>
<h2>${to}</h2>
<p class="quiet">${channels[channel]}${subject === null ? '' : html` · ${subject}`} · <time datetime="${at}">${readableTime(at)}</time> · ${provider}</p>
</div>
${code === null ? '' : html`<div class="code">${code}</div>`}
${link === null ? '' : html`<p class="text"><a href="${link}">Open the link in this message</a></p>`}
${channel === 'email' ? html`<details><summary>Whole message</summary><pre>${body}</pre></details>` : html`<p class="text">${body}</p>`}
</article>`;
}

const nothingForThem = html`<div class="sheet empty"><h2>Nothing has been sent to this address</h2>
<p><a href="/inbox">Show all messages</a></p></div>`;

const nothingYet = html`<div class="sheet empty"><h2>Nothing has been sent yet</h2>
<p>Set up an account at the demo service, and the codes appear here by themselves.</p></div>`;

/** All messages, the newest first, with the codes large. */
export function inboxPage({ inbox, addresses }: World, to: string | undefined): Html {
  const messages = inbox.list({ to: to || undefined });
  const newest = messages[0]?.id ?? '0';
  return page(
    { title: 'Inbox', path: '/inbox', script: '/inbox.js' },
    html`<h1>Inbox</h1>
<p class="lead">Every email, text message and phone call that this world sent, whoever it was for. Nothing leaves your machine.</p>
<form class="row" method="get" data-newest="${newest}" data-to="${to ?? ''}">
<div><label for="to">Only messages to</label><input id="to" name="to" value="${to ?? ''}" autocomplete="off" spellcheck="false"></div>
<button class="plain">Show</button>
</form>
${messages.length === 0 ? (to ? nothingForThem : nothingYet) : messages.map(messageSheet)}
${messages.length === 0 ? '' : html`<form class="row" method="post"><button class="plain" name="action" value="empty">Empty the inbox</button></form>`}
<p><a href="${addresses.demo}">Go to the demo service</a></p>`,
  );
}
