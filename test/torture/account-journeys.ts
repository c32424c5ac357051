import { headingOf, type Page } from '../support/citizen.ts';
import { until } from '../support/until.ts';
import {
  attempt,
  type Citizen,
  closeSession,
  did,
  endGrants,
  endOpenedByKey,
  endOthers,
  endSessions,
  may,
  mayHaveOpened,
  note,
  opened,
  type Scene,
  sessionOf,
  violate,
  type Window,
} from './citizen.ts';
import { walk } from './walk.ts';
import type { Plan } from './walking.ts';

/** A person at one of their browsers. */
export type At = { readonly citizen: Citizen; readonly window: Window };

const at = (scene: Scene, path: string): string => `${scene.machine.place.issuer}${path}`;
const mostTexts = 7;

/** Whether one more code may be sent to this person today. */
export const mayText = (citizen: Citizen): boolean => citizen.texts < mostTexts;

/** Looks at the account: shown to a live session, and to no other. */
export async function lookAtAccount(scene: Scene, { citizen, window }: At): Promise<Page | undefined> {
  const session = sessionOf(citizen, window);
  note(scene, citizen, `looks at the account: session ${session}`);
  const page = await window.browser.open(at(scene, '/account'));
  const isShown = page.status === 200 && page.url === at(scene, '/account');
  if (isShown && session === 'no') violate(scene, citizen, 'a session that ended shows the account');
  if (!isShown && session === 'yes') violate(scene, citizen, `a live session is asked to sign in: ${page.url}`);
  window.session = isShown ? 'yes' : 'no';
  return isShown ? page : undefined;
}

/** Signs out of this browser, or everywhere. */
export async function signOut(scene: Scene, { citizen, window }: At, everywhere: boolean): Promise<void> {
  if (sessionOf(citizen, window) === 'no') return;
  const page = await window.browser.open(at(scene, '/sign-out'));
  if (page.url !== at(scene, '/sign-out')) {
    if (sessionOf(citizen, window) === 'yes') violate(scene, citizen, 'a live session cannot sign out');
    window.session = 'no';
    return;
  }
  note(scene, citizen, `signs out${everywhere ? ' everywhere' : ''}`);
  const kind = everywhere ? 'sessions_all_ended' : 'session_ended';
  const settle = (truth: 'yes' | 'maybe') => {
    const others = everywhere ? undefined : citizen.windows.find((one) => one !== window);
    endSessions(citizen, others, truth);
    if (everywhere) endGrants(citizen, truth);
  };
  const answer = await attempt(
    () => window.browser.post(page, everywhere ? { decision: 'everywhere' } : {}),
    () => {
      // Everywhere is two calls: the session may have ended by the first or by the second.
      may(citizen, kind);
      settle('maybe');
    },
  );
  if (answer === undefined) return;
  if (answer.status !== 303) violate(scene, citizen, `signing out was answered ${answer.status} ${headingOf(answer)}`);
  did(scene, citizen, kind);
  settle('yes');
}

/** Ends the access of every other browser. */
export async function endAccessOfOthers(scene: Scene, { citizen, window }: At): Promise<void> {
  if (sessionOf(citizen, window) === 'no') return;
  const page = await window.browser.open(at(scene, '/account/security'));
  if (page.url !== at(scene, '/account/security')) {
    if (sessionOf(citizen, window) === 'yes') violate(scene, citizen, 'a live session does not see who has access');
    window.session = 'no';
    return;
  }
  // The page offers what there is to end.
  if (!page.html.includes('value="others"')) {
    const isOpenElsewhere = citizen.windows.some((one) => one !== window && sessionOf(citizen, one) === 'yes');
    if (isOpenElsewhere) violate(scene, citizen, 'the session of another browser is not shown');
    return;
  }
  note(scene, citizen, 'ends the access of every other browser');
  may(citizen, 'sessions_others_ended');
  const answer = await attempt(
    () => window.browser.post(page, { decision: 'others' }),
    () => endOthers(citizen, window, 'maybe'),
  );
  if (answer === undefined) return;
  did(scene, citizen);
  endOthers(citizen, window, 'yes');
}

/** Goes to a page of the own account that asks for a sign-in of this minute. */
async function openErrand(scene: Scene, { citizen, window }: At, path: string, plan: Plan): Promise<Page | undefined> {
  const start = await window.browser.open(at(scene, path));
  if (start.url === at(scene, path)) return start;
  const end = await walk(scene, { citizen, window, plan }, start);
  return end.at === 'page' ? end.page : undefined;
}

/** Adds a passkey. @param credentialId one that may be somebody else's */
export async function addKey(scene: Scene, who: At, credentialId?: Uint8Array): Promise<void> {
  const { citizen, window } = who;
  if (sessionOf(citizen, window) !== 'yes' || !mayText(citizen) || citizen.passwords.length > 1) return;
  const before = citizen.keys.length;
  const traits = credentialId === undefined ? {} : { credentialId };
  await openErrand(scene, who, '/account/go/add-passkey', { traits });
  if (credentialId !== undefined && citizen.keys.length > before && citizen.keys.at(-1)?.held === 'yes')
    violate(scene, citizen, 'the id of a passkey belongs to two people');
}

/** Removes the only passkey of a person with a password. */
export async function removeKey(scene: Scene, { citizen, window }: At): Promise<void> {
  const held = citizen.keys.filter((key) => key.held !== 'no');
  const [key] = held;
  if (held.length !== 1 || key?.held !== 'yes' || citizen.passwords.length !== 1) return;
  if (sessionOf(citizen, window) !== 'yes') return;
  const plan: Plan = { key };
  const list = await openErrand(scene, { citizen, window }, '/account/go/use-passkey', plan);
  const page = list && (await window.browser.open(at(scene, '/account/passkeys')));
  const links = [...(page?.html.matchAll(/href="(\/account\/passkeys\/[\w-]+)"/g) ?? [])].map(([, href = '']) => href);
  if (page === undefined || page.url !== at(scene, '/account/passkeys')) return;
  if (links.length !== 1) violate(scene, citizen, `${links.length} passkeys are listed where one is held`);
  const change = await window.browser.open(at(scene, links[0] ?? ''));
  note(scene, citizen, 'removes the passkey');
  const answer = await attempt(
    () => window.browser.post(change, { decision: 'remove' }),
    () => {
      may(citizen, 'authn_passkey_removed');
      key.held = 'maybe';
      endOpenedByKey(citizen);
    },
  );
  if (answer?.location?.endsWith('?removed') !== true) return;
  did(scene, citizen, 'authn_passkey_removed');
  key.held = 'no';
  endOpenedByKey(citizen);
}

let changed = 0;
const newPassword = (): string => {
  changed += 1;
  return `seven quiet lanterns ${changed}`;
};

/** Changes the password; every other browser is signed out. */
export async function changePassword(scene: Scene, { citizen, window }: At): Promise<void> {
  if (sessionOf(citizen, window) !== 'yes' || citizen.passwords.length !== 1 || !mayText(citizen)) return;
  if (citizen.keys.some(({ held }) => held === 'maybe')) return;
  const key = citizen.keys.find(({ held }) => held === 'yes');
  const plan: Plan = key === undefined ? {} : { key };
  const page = await openErrand(scene, { citizen, window }, '/account/password', plan);
  if (page?.url !== at(scene, '/account/password')) return;
  const password = newPassword();
  note(scene, citizen, 'changes the password');
  may(citizen, 'sessions_others_ended');
  const answer = await attempt(
    () => window.browser.post(page, { password }),
    () => {
      may(citizen, 'authn_password_change');
      mayHaveOpened(citizen);
      citizen.passwords = [...citizen.passwords, password];
      citizen.wrongPasswords.least = 0;
      endOthers(citizen, undefined, 'maybe');
    },
  );
  if (answer === undefined || answer.location?.endsWith('?changed') !== true) return;
  did(scene, citizen, 'authn_password_change', 'session_created');
  citizen.passwords = [password];
  citizen.wrongPasswords = { least: 0, most: 0 };
  endOthers(citizen, window, 'yes');
  opened(citizen, window);
}

/** Chooses the password anew by a mailed link, which then serves nobody. */
export async function resetPassword(scene: Scene, { citizen, window }: At): Promise<void> {
  if (citizen.passwords.length === 0 || citizen.mails >= 3) return;
  citizen.mails += 1;
  closeSession(window);
  const place = scene.machine.place;
  const mails = async () => (await place.messages(citizen.email)).filter(({ link }) => link?.includes('/reset/link/'));
  const seen = (await mails()).length;
  const form = await window.browser.open(at(scene, '/reset'));
  note(scene, citizen, 'asks for a link to choose the password anew');
  const asked = await attempt(
    () => window.browser.post(form, { email: citizen.email }),
    () => may(citizen, 'authn_reset_requested'),
  );
  if (asked === undefined) return;
  if (asked.status !== 303)
    violate(scene, citizen, `asking for a link was answered ${asked.status} ${headingOf(asked)}`);
  did(scene, citizen, 'authn_reset_requested');
  const link = await until(
    'the link',
    async () => (await mails()).at(seen === 0 ? 0 : -1 - seen)?.link ?? undefined,
  ).catch(() => undefined);
  if (link === undefined) violate(scene, citizen, 'a link that was asked for never came');
  await useLink(scene, { citizen, window }, link);
}

async function useLink(scene: Scene, { citizen, window }: At, link: string): Promise<void> {
  const password = newPassword();
  let isUnsure = false;
  for (let tries = 0; tries < 4; tries += 1) {
    const page = await window.browser.open(link);
    if (page.html.includes('CID2022')) {
      if (!isUnsure) violate(scene, citizen, 'a link that nobody used counts as used');
      return chosen(scene, citizen, password);
    }
    if (page.status !== 200) return scene.report.giveUp('a link that is no longer good');
    note(scene, citizen, 'chooses the password by the link');
    const answer = await attempt(
      () => window.browser.post(page, { password }),
      () => {
        isUnsure = true;
        may(citizen, 'authn_password_reset');
      },
    );
    if (answer?.status === 303) {
      if (!isUnsure) may(citizen, 'authn_password_reset');
      chosen(scene, citizen, password);
      const again = await window.browser.open(link);
      if (!again.html.includes('CID2022')) violate(scene, citizen, 'a link that was used serves once more');
      return;
    }
    if (answer !== undefined) return scene.report.giveUp(`a link answered ${answer.status}`);
  }
  citizen.passwords = [...citizen.passwords, password];
  endOthers(citizen, undefined, 'maybe');
  endGrants(citizen, 'maybe');
  citizen.wrongPasswords.least = 0;
}

/** The password is another one, and everything that the one before had opened is closed. */
function chosen(scene: Scene, citizen: Citizen, password: string): void {
  const span = citizen.events.get('authn_password_reset') ?? { least: 0, most: 0 };
  citizen.events.set('authn_password_reset', { least: span.least + 1, most: span.most });
  did(scene, citizen);
  citizen.passwords = [password];
  citizen.wrongPasswords = { least: 0, most: 0 };
  endOthers(citizen, undefined, 'yes');
  endGrants(citizen, 'yes');
}
