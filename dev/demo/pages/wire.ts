import { html } from 'hono/html';
import type { Exchange } from '../exchanges.ts';
import type { Html } from './frame.ts';
import { wireTable } from './tables.ts';

/** What was sent and answered, in order. */
export function wire(exchanges: readonly Exchange[]): Html | '' {
  if (exchanges.length === 0) return '';
  return html`<section class="bench" id="wire">
<h2>What was sent and answered</h2>
<ol class="exchanges">${exchanges.map(exchangeItem)}</ol>
</section>`;
}

function exchangeItem({ title, method, url, sent, status, answer, answered }: Exchange): Html {
  return html`<li><details>
<summary>${title}${status === undefined ? '' : html` <span class="plain">${status}</span>`}</summary>
<p class="address"><strong>${method}</strong> ${url}</p>
${sent.length === 0 ? '' : html`<h3>Sent</h3>${wireTable(sent)}`}
${answered === undefined || answered.length === 0 ? '' : html`<h3>Answered</h3>${wireTable(answered)}`}
${answer === undefined ? '' : html`<h3>${method === 'GET' && status === undefined ? 'What it says' : 'Answered'}</h3><pre tabindex="0">${answer}</pre>`}
</details></li>`;
}
