import { errorOf, headingOf, type Page } from '../support/citizen.ts';
import type { Answer } from './browser.ts';
import { attempt, did, may, mayHaveOpened, note, opened, violate } from './citizen.ts';
import { useKey } from './passkey-pages.ts';
import { codeFor, hasDevice, hasSession, type Next, stepOf, type Walk } from './walking.ts';

/** Gives the password, and holds what comes of it against the counter, the device and the session. */
export async function givePassword(walk: Walk, page: Page): Promise<Next> {
  const { scene, citizen, window, plan } = walk;
  if (plan.key !== undefined && stepOf(page.url) !== 'sign-in/password') return useKey(walk, page, plan.key);
  const [password = ''] = citizen.passwords;
  const isKnown = window.device;
  const hadSession = window.session !== 'no';
  walk.seen.phone = (await scene.machine.place.messages(citizen.number)).length;
  note(scene, citizen, `gives the password at ${stepOf(page.url)}`);
  const answer = await attempt(
    () => window.browser.post(page, { password }),
    () => {
      citizen.wrongPasswords = { least: 0, most: citizen.wrongPasswords.most + 1 };
      may(citizen, 'authn_login_success', 'authn_login_fail');
      mayHaveOpened(citizen);
      citizen.texts += 1;
      if (window.device === 'yes') window.device = 'maybe';
      if (hadSession) {
        window.session = 'maybe';
        may(citizen, 'session_ended');
      }
    },
  );
  if (answer === undefined) return 'lost';
  if (answer.status === 429) {
    // Where codes are locked a right password is told so, too.
    if (citizen.wrongPasswords.most < 6 && citizen.wrongCodes.most < 5)
      violate(scene, citizen, 'the password is locked, and too few were wrong');
    scene.report.giveUp('a locked password');
    return 'refused';
  }
  if (answer.status === 400) return refusePassword(walk, answer);
  if (answer.status !== 303) violate(scene, citizen, `the password was answered ${answer.status} ${headingOf(answer)}`);
  if (isKnown === 'no' && citizen.wrongPasswords.least >= 6)
    violate(scene, citizen, `${citizen.wrongPasswords.least} wrong passwords in a row did not lock it`);
  citizen.passwords = [password];
  if (citizen.account === 'maybe') {
    citizen.account = 'yes';
    citizen.events.set('user_created', { least: 1, most: 1 });
  }
  if (isKnown !== 'yes')
    citizen.wrongPasswords = { least: 0, most: isKnown === 'maybe' ? citizen.wrongPasswords.most : 0 };
  if (hasSession(answer)) {
    if (hadSession) may(citizen, 'session_ended');
    if (isKnown === 'no' && !hadSession) violate(scene, citizen, 'a password alone signed in, on a device nobody knew');
    if (!hadSession) window.device = 'yes';
    opened(citizen, window);
    did(scene, citizen, 'authn_login_success', 'session_created');
    return window.browser.follow(answer);
  }
  citizen.texts += 1;
  scene.report.counts.acknowledged += 1;
  const next = await window.browser.follow(answer);
  if (isKnown === 'yes' && !hadSession) violate(scene, citizen, 'a remembered device was forgotten');
  if (!hadSession) window.device = 'no';
  return next;
}

function refusePassword(walk: Walk, answer: Answer): Next {
  const { scene, citizen } = walk;
  if (citizen.account === 'maybe') {
    // The account was never made.
    citizen.isBroken = true;
    return 'refused';
  }
  did(scene, citizen, 'authn_login_fail');
  citizen.wrongPasswords.least += 1;
  citizen.wrongPasswords.most += 1;
  if (citizen.passwords.length < 2) violate(scene, citizen, `the password was refused: ${errorOf(answer)}`);
  citizen.passwords = citizen.passwords.slice(1);
  return answer;
}

/** Gives the code that was sent. */
export async function givePasscode(walk: Walk, page: Page): Promise<Next> {
  const { scene, citizen, window, plan } = walk;
  const code = await codeFor(walk, citizen.number, walk.seen.phone, page);
  if (code === undefined) return 'refused';
  const remember = plan.remember === true;
  note(scene, citizen, `gives the code${remember ? ', to be remembered' : ''}`);
  const hadSession = window.session;
  const answer = await attempt(
    () => window.browser.post(page, { code, ...(remember ? { remember: 'yes' } : {}) }),
    () => {
      may(citizen, 'authn_passcode_success', 'authn_login_success');
      if (remember) {
        may(citizen, 'authn_device_remembered');
        if (window.device === 'yes') window.device = 'maybe';
      }
      mayHaveOpened(citizen);
      if (hadSession !== 'no') {
        window.session = 'maybe';
        may(citizen, 'session_ended');
      }
      citizen.wrongCodes = { least: 0, most: citizen.wrongCodes.most + 1 };
    },
  );
  if (answer === undefined) return 'lost';
  if (answer.status === 429) {
    if (citizen.wrongCodes.most < 5) violate(scene, citizen, 'codes are locked, and too few were wrong');
    scene.report.giveUp('locked codes');
    return 'refused';
  }
  if (answer.status === 400) {
    // A code that was asked for again came behind the first one.
    scene.report.giveUp('a code that was replaced');
    may(citizen, 'authn_passcode_fail');
    citizen.wrongCodes.most += 1;
    return 'refused';
  }
  // One who had to sign in anew ended the session of before.
  if (hadSession !== 'no') may(citizen, 'session_ended');
  if (citizen.wrongCodes.least >= 5) violate(scene, citizen, 'five wrong codes in a row did not lock them');
  if (!hasSession(answer)) violate(scene, citizen, 'a right code opened no session');
  opened(citizen, window);
  did(scene, citizen, 'authn_passcode_success', 'authn_login_success', 'session_created');
  citizen.wrongCodes = { least: 0, most: 0 };
  if (remember && hasDevice(answer)) {
    may(citizen, 'authn_device_remembered');
    window.device = 'yes';
  }
  return window.browser.follow(answer);
}
