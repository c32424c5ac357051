import { html } from 'hono/html';
import type { House } from '../houses.ts';
import type { Visit } from '../relying-party.ts';
import type { DemoSession } from '../sessions.ts';
import type { Html } from './frame.ts';
import { askButton, notice, vectorButtons } from './home.ts';
import { factTable, moment } from './tables.ts';
import { wire } from './wire.ts';

const DAY_SECONDS = 86_400;
const dayName = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'Europe/London',
});

/** Whose page it is, and where. */
export interface VisitPage {
  readonly house: House;
  readonly neighbour: House | undefined;
  readonly session: DemoSession;
  readonly visit: Visit;
}

/** The page of somebody who is signed in, with all that was told and how. */
export function visitPage({ house, neighbour, session, visit }: VisitPage): Html {
  const { idToken, accessToken, userinfo, tokenAnswer } = visit;
  return html`${notice(house, session)}
<div class="hello">
<h1>Welcome to ${house.name}</h1>
<p class="lead">You are signed in as <strong>${text(userinfo['email']) ?? text(userinfo['sub'])}</strong>.</p>
${levelSentence(visit)}
</div>
<ul class="cards" id="visits">${house.visits.map((one) => card(one, visit.at))}</ul>
<section class="bench">
<h2>Ask Gatehouse again</h2>
<p>While you are signed in there, it answers at once: this is single sign-on.</p>
<div class="buttons">
${askButton(house, 'again', 'Sign in again', 'main')}
${askButton(house, 'none', 'Ask silently (prompt=none)')}
${askButton(house, 'login', 'Ask for a fresh sign-in (prompt=login)')}
</div>
<details class="more"><summary>One vector of trust alone, or several</summary>${vectorButtons(house)}</details>
</section>
${neighbour === undefined ? '' : nextDoor(house, neighbour)}
${freshTokens(house, visit)}
${noteBook(house, visit)}
${wire(session.exchanges)}
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
</section>`;
}

/** The way to the other service, with this one's word for the login. */
function nextDoor({ path }: House, neighbour: House): Html {
  return html`<section class="bench">
<h2>Go next door</h2>
<p>${neighbour.name} takes our word that you are signed in: we sign a note that counts once, for a minute, and your browser carries it there (<code>asserted_login_identity</code>).</p>
<form class="buttons" method="post" action="${path}/hand-over">
<button class="second" name="how" value="page">Go to ${neighbour.name}</button>
<button class="second" name="how" value="none">Go there without any page</button>
</form>
</section>`;
}

function freshTokens({ path }: House, { tokens, tokenAnswer }: Visit): Html {
  const scope = text(tokenAnswer['scope']) ?? '';
  if (tokens.refresh === undefined) return html``;
  return html`<section class="bench">
<h2>Get new tokens</h2>
<p>An access token lives five minutes. The refresh token gets the next one without you, for thirty days, and is replaced each time. The one held now opens <code>${scope}</code>.</p>
<form class="buttons" method="post" action="${path}/refresh">
<button class="second" name="scope" value="">Refresh</button>
<button class="second" name="scope" value="openid email">Refresh for less (openid email)</button>
<button class="second" name="scope" value="openid profile email phone landline">Ask for more than was agreed</button>
</form>
</section>`;
}

/** What this service keeps about the person at the issuer; a scope of its own. */
function noteBook(house: House, { tokenAnswer, userinfo, openedNote }: Visit): Html {
  const mayNote = (text(tokenAnswer['scope']) ?? '').split(' ').includes('client_metadata');
  const note = text(userinfo['client_user_metadata']);
  const form = html`<form class="note" method="post" action="${house.path}/note">
<label for="note">A note of up to 1,024 characters</label>
<input id="note" name="note" value="${note ?? ''}" autocomplete="off">
<div class="buttons">
<button class="second">Keep this note</button>
<button class="second" name="auto" value="auto">Let Gatehouse make one (auto)</button>
<button class="second" name="auto" value="">Take the note back</button>
</div>
</form>
${openedNote === undefined ? '' : html`<p>Gatehouse made a number that only our key opens: <code>${openedNote}</code></p>`}`;
  return html`<section class="bench">
<h2>Keep a note about you</h2>
<p>Gatehouse keeps it for us, and shows it to no other service (<code>client_metadata</code>, <code>PATCH /userinfo</code>).</p>
${mayNote ? form : askButton(house, 'note', 'Ask whether we may keep a note')}
</section>`;
}

function card({ days, time, what, where }: House['visits'][number], now: number): Html {
  const day = dayName.format(new Date((now + days * DAY_SECONDS) * 1000));
  return html`<li><p class="when">${day}, ${time}</p><h2>${what}</h2><p>${where}</p></li>`;
}

function levelSentence({ idToken }: Visit): Html | '' {
  const vot = text(idToken.claims['vot']);
  if (vot === undefined) return '';
  const ways = { Cp: 'a password', Cd: 'a code to your phone', Cm: 'a passkey' };
  const shown = Object.entries(ways).flatMap(([kind, words]) => (vot.split('.').includes(kind) ? [words] : []));
  const proved = vot.startsWith('P5') ? ', and your details agree with your NHS record' : '';
  return html`<p class="quiet">You signed in with ${shown.join(' and ')}${proved} (<code>${vot}</code>).</p>`;
}

/** Whole tokens are long: their ends stand for them, the wire has all of them. */
function readable(answer: Visit['tokenAnswer']): Visit['tokenAnswer'] {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > 80 ? `${value.slice(0, 24)} … ${value.slice(-12)}` : value,
    ]),
  );
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
