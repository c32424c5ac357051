import { html } from 'hono/html';
import type { Exchange } from '../exchanges.ts';
import type { Visit } from '../relying-party.ts';
import type { DemoSession } from '../sessions.ts';
import type { Html } from './frame.ts';
import { askButton, notice } from './home.ts';
import { factTable, moment, wireTable } from './tables.ts';

/** Invented, and always in the near future of the world's clock. */
const appointments = [
  { days: 2, time: '9:10am', what: 'Blood test', where: 'Room 3, ground floor' },
  { days: 9, time: '8:40am', what: 'Flu vaccination', where: 'Room 1, ground floor' },
  { days: 23, time: '2:30pm', what: 'Physiotherapy', where: 'The bright room above the boathouse' },
] as const;
const DAY_SECONDS = 86_400;
const dayName = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'Europe/London',
});

/** The page of somebody who is signed in, with all that was told and how. */
export function visitPage(session: DemoSession, visit: Visit): Html {
  const { idToken, accessToken, userinfo, tokenAnswer } = visit;
  return html`${notice(session)}
<div class="hello">
<h1>Welcome to Riverside Clinic</h1>
<p class="lead">You are signed in as <strong>${text(userinfo['email']) ?? text(userinfo['sub'])}</strong>.</p>
${levelSentence(visit)}
</div>
<ul class="cards" id="visits">${appointments.map((appointment) => card(appointment, visit.at))}</ul>
<section class="bench">
<h2>Ask Gatehouse again</h2>
<p>While you are signed in there, it answers at once: this is single sign-on.</p>
<div class="buttons">
${askButton('again', 'Sign in again', 'main')}
${askButton('none', 'Ask silently (prompt=none)', 'second')}
${askButton('login', 'Ask for a fresh sign-in (prompt=login)', 'second')}
</div>
</section>
<section class="bench">
<h2>What Gatehouse told us</h2>
<p>Signed in on ${moment(visit.at)}, by the clock of this world.</p>
<div class="pairs">
${factTable('Userinfo', userinfo)}
${factTable('ID token: claims', idToken.claims)}
${factTable('ID token: header', idToken.header)}
${factTable('Access token: header', accessToken.header)}
${factTable('Access token: claims', accessToken.claims)}
${factTable('Token answer', readable(tokenAnswer))}
</div>
</section>
${wire(session.exchanges)}`;
}

/** What was sent and answered, in order. */
export function wire(exchanges: readonly Exchange[]): Html | '' {
  if (exchanges.length === 0) return '';
  return html`<section class="bench">
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
${answer === undefined ? '' : html`<h3>Answered</h3><pre tabindex="0">${answer}</pre>`}
</details></li>`;
}

function card({ days, time, what, where }: (typeof appointments)[number], now: number): Html {
  const day = dayName.format(new Date((now + days * DAY_SECONDS) * 1000));
  return html`<li><p class="when">${day}, ${time}</p><h2>${what}</h2><p>${where}</p></li>`;
}

function levelSentence({ idToken }: Visit): Html | '' {
  const vot = text(idToken.claims['vot']);
  if (vot === undefined) return '';
  const ways = { Cp: 'a password', Cd: 'a code to your phone', Cm: 'a passkey' };
  const shown = Object.entries(ways).flatMap(([kind, words]) => (vot.split('.').includes(kind) ? [words] : []));
  return html`<p class="quiet">You proved who you are with ${shown.join(' and ')} (<code>${vot}</code>).</p>`;
}

/** Whole tokens are long: their ends stand for them, the wire below has all of them. */
function readable(answer: Visit['tokenAnswer']): Visit['tokenAnswer'] {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > 80 ? `${value.slice(0, 24)} … ${value.slice(-12)}` : value,
    ]),
  );
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
