import { headingOf, type Page } from '../support/citizen.ts';
import { attempt, type Citizen, did, may, mayHaveOpened, note, opened, type Scene, violate } from './citizen.ts';
import { again, hasSession, type Next, plainly, type Walk } from './walking.ts';

/** Accepts the terms: the account is made, once, however often it is pressed. */
export async function acceptTerms(walk: Walk, page: Page): Promise<Next> {
  const { scene, citizen, window } = walk;
  note(scene, citizen, 'accepts the terms');
  const isFirst = citizen.account === 'no';
  const answer = await attempt(
    () => window.browser.post(page, { decision: 'accept' }),
    () => {
      if (isFirst) {
        may(citizen, 'user_created');
        if (citizen.keys.length > 0) may(citizen, 'authn_passkey_added');
        citizen.account = 'maybe';
      }
      mayHaveOpened(citizen);
    },
  );
  if (answer === undefined) return again(walk, page);
  if (answer.status !== 303) violate(scene, citizen, `the terms were answered ${answer.status} ${headingOf(answer)}`);
  // Without a session somebody else was first, or something is asked once more: the next page says which.
  if (!hasSession(answer)) return window.browser.follow(answer);
  opened(citizen, window);
  // A passkey that was made counts once it was used, on the next page: until then the session opens nothing.
  if (walk.plan.traits !== undefined) window.session = 'maybe';
  registered(scene, citizen);
  return window.browser.follow(answer);
}

/** The account is there: from now on it stays. */
function registered(scene: Scene, citizen: Citizen): void {
  const wasMaybe = citizen.account === 'maybe';
  citizen.account = 'yes';
  did(scene, citizen, 'session_created');
  citizen.events.set('user_created', { least: 1, most: 1 });
  for (const key of citizen.keys) key.held = 'yes';
  if (citizen.keys.length > 0) citizen.events.set('authn_passkey_added', { least: 1, most: 1 });
  note(scene, citizen, `is registered${wasMaybe ? ', at the second try' : ''}`);
}

/** Agrees or declines, as planned. */
export async function answerConsent(walk: Walk, page: Page): Promise<Next> {
  const { scene, citizen, window, plan } = walk;
  const client = plan.service?.clientId ?? '';
  if (citizen.consents.get(client) === 'yes') violate(scene, citizen, 'a consent that was given is asked for again');
  if (plan.consent === 'decline') return plainly(walk, page, { decision: 'decline' });
  note(scene, citizen, `agrees to share with ${plan.service?.name}`);
  const answer = await attempt(
    () => window.browser.post(page, { decision: 'agree' }),
    () => {
      may(citizen, 'consent_given');
      citizen.consents.set(client, 'maybe');
    },
  );
  if (answer === undefined) return again(walk, page);
  if (answer.status !== 303) violate(scene, citizen, `consent was answered ${answer.status} ${headingOf(answer)}`);
  did(scene, citizen, 'consent_given');
  citizen.consents.set(client, 'yes');
  return window.browser.follow(answer);
}
