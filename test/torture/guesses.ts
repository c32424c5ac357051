import { anotherCode } from '../support/person.ts';
import { type At, mayText } from './account-journeys.ts';
import { attempt, closeSession, did, may, note, type Scene, violate } from './citizen.ts';
import { requestOf, signIn, walk } from './walk.ts';
import { hasSession } from './walking.ts';

/** Guesses passwords until they lock: each that was answered counts, whatever was killed between. */
export async function guessPasswords(scene: Scene, { citizen, window }: At): Promise<void> {
  const service = scene.random.pick(scene.services);
  if (service === undefined || citizen.passwords.length !== 1 || window.device !== 'no') return;
  closeSession(window);
  const most = scene.random.between(1, 7);
  for (let count = 0; count < most; count += 1) {
    const end = await walk(
      scene,
      { citizen, window, plan: { service, until: 'sign-in/credential' } },
      await window.browser.open(requestOf(scene, service)),
    );
    if (end.at !== 'page' || end.step !== 'sign-in/credential') return;
    const { least, most: atMost } = citizen.wrongPasswords;
    note(scene, citizen, `guesses a password, after ${least} to ${atMost} wrong ones`);
    const answer = await attempt(
      () => window.browser.post(end.page, { password: `wrong wrong wrong ${count}` }),
      () => {
        may(citizen, 'authn_login_fail');
        citizen.wrongPasswords.most += 1;
      },
    );
    if (answer === undefined) continue;
    if (hasSession(answer)) violate(scene, citizen, 'a wrong password signed in');
    if (answer.status === 429) {
      if (atMost < 5) violate(scene, citizen, `locked after ${atMost} wrong passwords`);
      // The sixth is counted, and says that it locks.
      citizen.wrongPasswords = { least: 6, most: Math.max(6, atMost + 1) };
      return;
    }
    if (least >= 6) violate(scene, citizen, `${least} wrong passwords in a row did not lock them`);
    if (answer.status !== 400) violate(scene, citizen, `a wrong password was answered ${answer.status}`);
    did(scene, citizen, 'authn_login_fail');
    citizen.wrongPasswords = { least: least + 1, most: atMost + 1 };
  }
}

/** Guesses codes until they lock. */
export async function guessCodes(scene: Scene, { citizen, window }: At): Promise<void> {
  const service = scene.random.pick(scene.services);
  if (service === undefined || citizen.passwords.length !== 1 || !mayText(citizen) || window.device !== 'no') return;
  if (citizen.wrongPasswords.most > 0 || citizen.wrongCodes.most > 0) return;
  const end = await signIn(scene, { citizen, window, plan: { service, until: 'sign-in/passcode' } });
  if (end.at !== 'page' || end.step !== 'sign-in/passcode') return;
  const most = scene.random.between(1, 6);
  for (let count = 0; count < most; count += 1) {
    const { least, most: atMost } = citizen.wrongCodes;
    note(scene, citizen, `guesses a code, after ${least} to ${atMost} wrong ones`);
    const sent = (await scene.machine.place.messages(citizen.number))[0]?.code ?? '000000';
    const answer = await attempt(
      () => window.browser.post(end.page, { code: anotherCode(sent) }),
      () => {
        may(citizen, 'authn_passcode_fail');
        citizen.wrongCodes.most += 1;
      },
    );
    if (answer === undefined) continue;
    if (hasSession(answer)) violate(scene, citizen, 'a wrong code signed in');
    if (answer.status === 429) {
      if (atMost < 4) violate(scene, citizen, `codes are locked after ${atMost} wrong ones`);
      citizen.wrongCodes = { least: 5, most: Math.max(5, atMost + 1) };
      return;
    }
    if (least >= 5) violate(scene, citizen, `${least} wrong codes in a row did not lock them`);
    did(scene, citizen, 'authn_passcode_fail');
    citizen.wrongCodes = { least: least + 1, most: atMost + 1 };
  }
}
