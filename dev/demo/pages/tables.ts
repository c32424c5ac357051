import { html } from 'hono/html';
import type { Html } from './frame.ts';

type Facts = Readonly<Record<string, unknown>>;

/** What each name means, for somebody who sees it for the first time. */
const meanings: Readonly<Record<string, string>> = {
  iss: 'Who says it',
  aud: 'Whom it is for: our client_id',
  sub: 'Your identifier, the same each time',
  exp: 'Valid until',
  iat: 'Said at',
  nbf: 'Valid from',
  auth_time: 'When you proved who you are',
  jti: 'Name of this token',
  nonce: 'Ties the answer to our request',
  vot: 'How you were known: level and credentials',
  vtm: 'What those letters mean',
  identity_proofing_level: 'The highest level you have proved',
  email: 'Your email address',
  email_verified: 'Was the address checked?',
  phone_number: 'Your phone number',
  phone_number_verified: 'Was the number checked?',
  phone_number_pds_matched: 'Is it the number on your health record?',
  nhs_number: 'Your NHS number',
  family_name: 'Your last name',
  given_name: 'Your first names',
  birthdate: 'Your date of birth',
  alg: 'How it is signed',
  kid: 'Which key signed it',
  typ: 'Kind of token',
  scope: 'What it lets us read',
  token_type: 'Kind of token',
  expires_in: 'Seconds it lasts',
  client_id: 'Whom it was given to',
  version: 'Version',
  token_use: 'What it may be used for',
  access_token: 'Opens userinfo, for five minutes',
  id_token: 'Says who you are',
  refresh_token: 'Gets us a new access token',
  reason_for_request: 'Why it was given',
  client_user_metadata: 'What we noted about you',
  code: 'Stands for your sign-in',
};

const times: readonly string[] = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at'];
const london = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/London' });

/** A moment as people write it. @param seconds since the epoch */
export const moment = (seconds: number): string => london.format(new Date(seconds * 1000));

/** Names, values and meanings in a table, and the same as raw JSON below. */
export function factTable(title: string, facts: Facts): Html {
  const rows = Object.entries(facts).map(
    ([name, value]) => html`<tr>
<th scope="row"><code>${name}</code>${meanings[name] === undefined ? '' : html`<span>${meanings[name]}</span>`}</th>
<td>${shown(name, value)}</td>
</tr>`,
  );
  return html`<section class="facts">
<h3>${title}</h3>
<table><thead class="unseen"><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead><tbody>${rows}</tbody></table>
<details><summary>${title} as JSON</summary><pre tabindex="0">${JSON.stringify(facts, null, 2)}</pre></details>
</section>`;
}

/** Names and values as they went over the wire. */
export function wireTable(pairs: readonly (readonly [string, string])[]): Html {
  return html`<dl class="wire">${pairs.map(([name, value]) => html`<div><dt><code>${name}</code></dt><dd>${value}</dd></div>`)}</dl>`;
}

function shown(name: string, value: unknown): Html {
  if (times.includes(name) && typeof value === 'number')
    return html`${moment(value)} <span class="plain">${value}</span>`;
  return html`${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
