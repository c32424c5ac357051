import { html } from 'hono/html';
import type { World } from '../context.ts';
import { type Fault, faultModes, restSeconds, slowMs } from '../faults.ts';
import type { Resident } from '../people.ts';
import { recordChanges } from '../record-changes.ts';
import type { RecordedRequest } from '../requests.ts';
import { readableTime } from './inbox-page.ts';
import { clockReading, type PersonNow } from './json-routes.ts';
import { type Html, page } from './page-frame.ts';

function count(label: string, value: number | null): Html {
  return html`<dt>${label}</dt><dd>${value ?? 'not counted here'}</dd>`;
}

/** Where everything is, and how to begin again. */
export function homePage({ addresses, queries, redis, databasePort }: World): Html {
  const psql = `psql postgres://gatehouse_owner@127.0.0.1:${databasePort}/gatehouse`;
  return page(
    { title: 'Local world', path: '/' },
    html`<h1>The local world</h1>
<p class="lead">A whole identity service on this machine, with everything around it. Messages, people and time are yours to play with.</p>
<div class="grid">
<section class="sheet"><h2><a href="${addresses.demo}">Demo connected service</a></h2><p>Begin here: it sends you to sign in, and shows what it was told.</p></section>
<section class="sheet"><h2><a href="${addresses.issuer}/account">Your account</a></h2><p>Where a citizen looks after what they share and how they sign in.</p></section>
<section class="sheet"><h2><a href="/inbox">Inbox</a></h2><p>Codes and links sent by email, text message and phone call.</p></section>
<section class="sheet"><h2><a href="/people">People</a></h2><p>Synthetic people, and what each is there to show.</p></section>
<section class="sheet"><h2><a href="/clock">Clock</a></h2><p>Move time forward; alarms that fall due fire.</p></section>
<section class="sheet"><h2><a href="/faults">Faults</a></h2><p>Switch outside systems off, or make them slow or wrong.</p></section>
<section class="sheet"><h2><a href="/requests">Requests</a></h2><p>What the service asked of outside systems, and what they answered.</p></section>
<section class="sheet"><h2><a href="${addresses.issuer}/.well-known/openid-configuration">Discovery document</a></h2><p>What the service says about itself, as an OpenID provider.</p></section>
</div>
<section class="sheet"><h2>Counts since the start</h2>
<dl>${Object.entries(queries.byRole()).map(([role, value]) => count(`Statements of ${role}`, value))}${count('Redis commands', redis?.commands() ?? null)}</dl>
${databasePort === undefined ? '' : html`<pre>${psql}</pre>`}
</section>
<form class="row" method="post"><button class="danger" name="action" value="reset">Reset the world</button></form>
<p class="quiet">Accounts, messages, time and faults go back to the beginning. This takes a few seconds.</p>`,
  );
}

function accountOf({ accounts, nhsRecord }: PersonNow): string {
  if (nhsRecord === undefined) return 'not known at this moment';
  return accounts.length === 0 ? 'none yet: set one up' : accounts.map(({ email }) => email).join(', ');
}

const tied: Readonly<Record<Resident['record'], string>> = {
  tied: 'tied to an account, which nobody else can have it with',
  free: 'tied to no account',
};

/** What may become of a record, by one button each. */
function recordButtons({ id, nhsNumber, recordChange }: PersonNow): Html | '' {
  if (nhsNumber === null) return '';
  return html`<details><summary>NHS record: ${recordChange}</summary>
<form class="row" method="post"><input type="hidden" name="person" value="${id}">
${recordChanges.map((change) => html`<button class="plain" name="change" value="${change}">${change}</button>`)}</form></details>`;
}

function personSheet(person: PersonNow): Html {
  return html`<article class="sheet" id="${person.id}">
<h2>${person.givenName} ${person.familyName}</h2>
<p>${person.shows}</p>
<dl>
<dt>Email</dt><dd>${person.email}</dd>
<dt>Phone</dt><dd>${person.phone}</dd>
<dt>Password</dt><dd>${person.password}</dd>
<dt>Born</dt><dd>${person.birthDate}</dd>
<dt>NHS number</dt><dd>${person.nhsNumber?.replace(/^(...)(...)(....)$/, '$1 $2 $3') ?? 'none'}</dd>
<dt>Address</dt><dd>${person.address}, ${person.postalCode}</dd>
<dt>Account</dt><dd>${accountOf(person)}</dd>
${person.nhsNumber === null || person.nhsRecord === undefined ? '' : html`<dt>NHS record</dt><dd>${tied[person.nhsRecord]}</dd>`}
${Object.entries(person.emulators).map(([system, known]) => html`<dt>${system}</dt><dd>${known}</dd>`)}
</dl>
${recordButtons(person)}
</article>`;
}

/** Who lives here. */
export function peoplePage(everybody: readonly PersonNow[]): Html {
  return page(
    { title: 'People', path: '/people' },
    html`<h1>People</h1>
<p class="lead">Nobody here is real. Use their details to set up accounts; any other example address works as well.</p>
<p>Below each person is what may become of their NHS record: it dies, moves, gets another number. The service looks at it again, after the answer, whenever the person signs in. Programs send <code>{"person", "change"}</code> to <code>POST /people</code>, and <code>newNumber</code> for a record that is superseded by another's.</p>
<details class="sheet"><summary>Everybody, in order</summary><ol>${everybody.map(({ id, givenName, familyName, shows }) => html`<li><a href="#${id}">${givenName} ${familyName}</a>: ${shows}</li>`)}</ol></details>
${everybody.map(personSheet)}`,
  );
}

const steps = [
  ['1 minute', 60],
  ['15 minutes', 900],
  ['1 hour', 3600],
  ['1 day', 86_400],
  ['30 days', 2_592_000],
] as const;

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span of time by its two largest parts. */
function inWords(seconds: number): string {
  const parts = units.map(([unit, size], index) => {
    const count = Math.floor((seconds % (units[index - 1]?.[1] ?? Number.POSITIVE_INFINITY)) / size);
    return count === 0 ? '' : `${count} ${unit}${count === 1 ? '' : 's'}`;
  });
  return parts.filter(Boolean).slice(0, 2).join(' and ');
}

/** What time it is, and how to make it later. */
export function clockPage(world: World): Html {
  const { now, offsetSeconds } = clockReading(world);
  return page(
    { title: 'Clock', path: '/clock' },
    html`<h1>Clock</h1>
<section class="sheet"><p class="time"><time datetime="${now}">${readableTime(now)}</time></p>
<p class="quiet">${offsetSeconds === 0 ? 'The time of this machine.' : `${inWords(offsetSeconds)} ahead of this machine.`}</p></section>
<p>The service and all emulators live by this clock. It only moves forward, until the world is reset.</p>
<form class="row" method="post">${steps.map(([label, seconds]) => html`<button class="plain" name="preset" value="${seconds}">+ ${label}</button>`)}</form>
<form class="row" method="post">
<div><label for="seconds">Seconds to add</label><input id="seconds" name="advanceSeconds" inputmode="numeric" pattern="[0-9]+" required></div>
<button>Move time forward</button>
</form>`,
  );
}

function faultRow({ system, mode, times }: Fault): Html {
  const options = faultModes.map(
    (name) => html`<button class="plain" name="mode" value="${name}" aria-label="${system}: ${name}">${name}</button>`,
  );
  return html`<tr><th scope="row">${system}</th>
<td><span class="state ${mode}">${mode}</span>${times === undefined ? '' : html` <span class="quiet">${times} more</span>`}</td>
<td><form class="row" method="post"><input type="hidden" name="system" value="${system}">${options}</form></td></tr>`;
}

/** The switchboard. */
export function faultsPage({ faults }: World): Html {
  return page(
    { title: 'Faults', path: '/faults' },
    html`<h1>Faults</h1>
<p class="lead">A system that is <b>down</b> hangs up, a <b>slow</b> one answers after ${slowMs / 1000} seconds, <b>garbage</b> is an answer that makes no sense, <b>dropped</b> does what it was asked and hangs up before it has said so, and one that is <b>busy</b> asks to be left alone for ${restSeconds} seconds.</p>
<div class="sheet"><table class="faults"><thead><tr><th scope="col">System</th><th scope="col">Now</th><th scope="col">Switch to</th></tr></thead>
<tbody>${faults.list().map(faultRow)}</tbody></table></div>
<form method="post"><button class="plain" name="action" value="clear">All systems up</button></form>`,
  );
}

/** What a request is about, where its path does not say: the statement, or the command. */
function gist(body: string): Html | '' {
  const [, statement] = /"query":"((?:[^"\\]|\\.)*)"/.exec(body) ?? [];
  const words = statement?.replaceAll('\\"', '"') ?? (body.startsWith('[') ? body : '');
  return words === '' ? '' : html`<p class="gist">${words.length > 160 ? `${words.slice(0, 160)}…` : words}</p>`;
}

function requestSheet({ at, system, method, path, headers, body, answer }: RecordedRequest): Html {
  const headerLines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return html`<article class="sheet"><h2>${method} ${path}</h2>
${gist(body)}
<p class="quiet">${system} · <time datetime="${at}">${readableTime(at)}</time> · ${answer === null ? 'no answer' : `answered ${answer.status}`}</p>
<details><summary>Both sides</summary><pre>${headerLines}
${body}</pre><pre>${answer?.body ?? ''}</pre></details></article>`;
}

/** What the emulators were asked, the newest first. */
export function requestsPage({ requests }: World, system: string | undefined): Html {
  const shown = requests.list({ system: system || undefined }).slice(0, 100);
  const systems = [...new Set(requests.list({}).map((request) => request.system))].toSorted();
  const filters = ['', ...systems].map(
    (name) =>
      html`<li><a href="/requests${name === '' ? '' : `?system=${name}`}"${name === (system ?? '') ? html` aria-current="true"` : ''}>${name || 'All'}</a></li>`,
  );
  const nothing = html`<div class="sheet empty"><h2>No requests yet</h2><p>What the service asks of outside systems is listed here.</p></div>`;
  return page(
    { title: 'Requests', path: '/requests' },
    html`<h1>Requests to outside systems</h1>
<p class="lead">What the service asked, and what the emulators answered: the newest hundred.</p>
${systems.length === 0 ? '' : html`<nav class="filters" aria-label="Systems"><ul>${filters}</ul></nav>`}
${shown.length === 0 ? nothing : shown.map(requestSheet)}`,
  );
}
