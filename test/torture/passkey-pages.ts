import { errorOf, headingOf, mainFormOf, type Page } from '../support/citizen.ts';
import { createPasskey, usePasskey } from '../support/software-authenticator.ts';
import { attempt, did, type Key, may, mayHaveOpened, note, opened, violate } from './citizen.ts';
import { again, hasSession, type Next, stepOf, type Walk } from './walking.ts';

/** What the authenticator is asked on a page. @throws Lost */
async function askedOn({ window }: Walk, page: Page, ceremony: 'create' | 'get') {
  const body = new URLSearchParams({ csrf: mainFormOf(page).fields.get('csrf') ?? '', ceremony });
  const url = page.url.replace(/(\/journey\/[^/]+).*/, '$1/passkey-options');
  return { options: JSON.parse(await window.browser.ask(url, body)), origin: new URL(page.url).origin };
}

/** Uses a passkey on a page; what was signed may be sent twice. */
export async function useKey(walk: Walk, page: Page, key: Key): Promise<Next> {
  const { scene, citizen, window } = walk;
  note(scene, citizen, `uses a passkey at ${stepOf(page.url)}`);
  const asked = await attempt(
    () => askedOn(walk, page, 'get'),
    () => undefined,
  );
  if (asked === undefined) return again(walk, page);
  const field = await usePasskey(key.passkey, asked);
  const hadSession = window.session;
  const answer = await attempt(
    () => window.browser.post(page, { passkey: field }),
    () => {
      may(citizen, 'authn_login_success');
      mayHaveOpened(citizen);
      if (hadSession !== 'no') {
        window.session = 'maybe';
        may(citizen, 'session_ended');
      }
    },
  );
  if (answer === undefined) return 'lost';
  if (answer.status === 400) {
    if (key.held === 'yes') violate(scene, citizen, `a passkey was refused: ${errorOf(answer)}`);
    key.held = 'no';
    return 'refused';
  }
  if (answer.status !== 303) violate(scene, citizen, `a passkey was answered ${answer.status} ${headingOf(answer)}`);
  if (key.held === 'no') violate(scene, citizen, 'a passkey that was removed signed in');
  if (!hasSession(answer)) violate(scene, citizen, 'a passkey opened no session');
  key.held = 'yes';
  // One who had to sign in anew ended the session of before.
  if (hadSession !== 'no') may(citizen, 'session_ended');
  opened(citizen, window);
  did(scene, citizen, 'authn_login_success', 'session_created');
  await useTwice(walk, page, field);
  return window.browser.follow(answer);
}

/** What was spent is sent once more: it must open nothing. */
async function useTwice({ scene, citizen, window }: Walk, page: Page, field: string): Promise<void> {
  if (!scene.random.chance(0.3)) return;
  const jar = new Map(window.browser.cookies);
  const second = await attempt(
    () => window.browser.post(page, { passkey: field }),
    () => undefined,
  );
  if (second !== undefined && hasSession(second)) violate(scene, citizen, 'an answer to one challenge signed in twice');
  for (const [name, value] of jar) window.browser.cookies.set(name, value);
}

/** Makes a passkey on a page. */
export async function makeKey(walk: Walk, page: Page): Promise<Next> {
  const { scene, citizen, window, plan } = walk;
  note(scene, citizen, `makes a passkey at ${stepOf(page.url)}`);
  const asked = await attempt(
    () => askedOn(walk, page, 'create'),
    () => undefined,
  );
  if (asked === undefined) return again(walk, page);
  const { passkey, field } = await createPasskey(asked, { counts: true, ...plan.traits });
  const isRegistering = citizen.account === 'no';
  const answer = await attempt(
    () => window.browser.post(page, { passkey: field }),
    () => {
      if (isRegistering) return;
      may(citizen, 'authn_passkey_added');
      citizen.keys.push({ passkey, held: 'maybe' });
    },
  );
  if (answer === undefined) return isRegistering ? again(walk, page) : 'lost';
  if (answer.status === 400) return 'refused';
  if (answer.status !== 303) violate(scene, citizen, `making a passkey was answered ${answer.status}`);
  if (isRegistering) {
    citizen.passwords = [];
    citizen.keys.push({ passkey, held: 'maybe' });
  } else {
    did(scene, citizen, 'authn_passkey_added');
    citizen.keys.push({ passkey, held: 'yes' });
  }
  return window.browser.follow(answer);
}
