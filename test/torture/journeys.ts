import type { Page } from '../support/citizen.ts';
import type { TestService } from '../support/service.ts';
import {
  addKey,
  changePassword,
  endAccessOfOthers,
  lookAtAccount,
  mayText,
  removeKey,
  resetPassword,
  signOut,
} from './account-journeys.ts';
import { replayAssertion } from './assertions.ts';
import { type Citizen, type Grant, newCitizen, type Scene, sessionOf, violate, type Window } from './citizen.ts';
import { guessCodes, guessPasswords } from './guesses.ts';
import { refreshGrant, refreshTogether, reuseRefresh } from './refreshing.ts';
import { askUserinfo, authorizeSilently, redeemCode, redeemTogether } from './tokens.ts';
import { openRegistration, requestOf, signIn, walk } from './walk.ts';
import type { Plan } from './walking.ts';

/** A person with a window, as one client drives them. */
interface Turn {
  readonly scene: Scene;
  readonly citizen: Citizen;
  readonly window: Window;
  readonly service: TestService;
}

const firstWindow = ({ windows: [first] }: Citizen): Window => {
  if (first === undefined) throw new Error('a person without a browser');
  return first;
};

/** Registers somebody, by password or by passkey, and redeems the first code. */
export async function registerSomebody(scene: Scene, service: TestService): Promise<Citizen> {
  const citizen = newCitizen(scene);
  scene.citizens.push(citizen);
  const window = firstWindow(citizen);
  const plan: Plan = { service, ...(scene.random.chance(0.25) ? { traits: {} } : {}) };
  for (let tries = 0; tries < 3 && citizen.grants.length === 0 && !citizen.isBroken; tries += 1) {
    const start =
      citizen.account === 'no'
        ? await openRegistration(scene, window, service)
        : await window.browser.open(requestOf(scene, service));
    const end = await walk(scene, { citizen, window, plan }, start);
    if (end.at === 'service' && end.grant !== undefined) await redeemFresh(scene, citizen, end.grant);
  }
  return citizen;
}

/** Two people who claim the same address accept the terms at the same time: one account, one session. */
async function registerRivals({ scene, service }: Turn): Promise<void> {
  const one = newCitizen(scene);
  const two = { ...newCitizen(scene), email: one.email };
  const plan: Plan = { service, until: 'terms' };
  const pages: Page[] = [];
  for (const citizen of [one, two]) {
    const window = firstWindow(citizen);
    const end = await walk(scene, { citizen, window, plan }, await openRegistration(scene, window, service));
    if (end.at !== 'page' || end.step !== 'terms') return;
    pages.push(end.page);
  }
  scene.citizens.push(one, two);
  await Promise.all(
    [one, two].map(async (citizen, index) => {
      const page = pages[index];
      if (page !== undefined) await walk(scene, { citizen, window: firstWindow(citizen), plan: { service } }, page);
    }),
  );
  const owners = [one, two].filter(({ account }) => account === 'yes');
  if (owners.length > 1) violate(scene, one, 'one address was given to two accounts');
  // Who was second has nothing, and is left alone; so are both when nobody knows who was first.
  for (const citizen of [one, two]) citizen.isBroken = citizen !== owners[0];
}

/** Redeems a new code, by one or by several at once. */
const redeemFresh = (scene: Scene, citizen: Citizen, grant: Grant): Promise<void> =>
  (scene.random.chance(scene.together) ? redeemTogether : redeemCode)(scene, citizen, grant);

const signInBy =
  (by: 'password' | 'passkey') =>
  async ({ scene, citizen, window, service }: Turn): Promise<void> => {
    const key = scene.random.pick(citizen.keys);
    if (by === 'passkey' && key === undefined) return;
    if (by === 'password' && (citizen.passwords.length === 0 || !mayText(citizen))) return;
    const plan: Plan = {
      service,
      consent: scene.random.chance(0.2) ? 'decline' : 'agree',
      remember: scene.random.chance(0.4),
      ...(by === 'passkey' && key !== undefined ? { key } : {}),
    };
    const end = await signIn(scene, { citizen, window, plan });
    if (end.at === 'service' && end.grant !== undefined) await redeemCode(scene, citizen, end.grant);
  };

async function singleSignOn({ scene, citizen, window, service }: Turn): Promise<void> {
  const grant = await authorizeSilently(scene, { citizen, window, service });
  if (grant === undefined) return;
  if (scene.random.chance(0.9)) await redeemFresh(scene, citizen, grant);
}

/** A service that is new to the person: consent is asked, and given or declined. */
async function consentToAnother({ scene, citizen, window, service }: Turn): Promise<void> {
  if (sessionOf(citizen, window) !== 'yes' || citizen.consents.get(service.clientId) === 'yes') return;
  const plan: Plan = { service, consent: scene.random.chance(0.3) ? 'decline' : 'agree' };
  const end = await walk(scene, { citizen, window, plan }, await window.browser.open(requestOf(scene, service)));
  if (end.at === 'service' && end.grant !== undefined) await redeemCode(scene, citizen, end.grant);
}

const withGrant =
  (act: (scene: Scene, citizen: Citizen, grant: Grant) => Promise<void>) =>
  async ({ scene, citizen }: Turn): Promise<void> => {
    const lately = citizen.grants.slice(-6);
    const grant = scene.random.pick(lately);
    if (grant !== undefined) await act(scene, citizen, grant);
  };

/** Two people make a passkey with one id: the second is refused. */
async function stealKeyId(turn: Turn): Promise<void> {
  const { scene, citizen } = turn;
  const owner = scene.random.pick(
    scene.citizens.filter((one) => one !== citizen && one.keys.some(({ held }) => held === 'yes')),
  );
  const key = owner?.keys.find(({ held }) => held === 'yes');
  if (key !== undefined) await addKey(scene, turn, Uint8Array.from(Buffer.from(key.passkey.credentialId, 'base64url')));
}

interface Journey {
  readonly name: string;
  readonly weight: number;
  readonly go: (turn: Turn) => Promise<void>;
}

const journeys: readonly Journey[] = [
  { name: 'single sign-on', weight: 14, go: singleSignOn },
  { name: 'redeem', weight: 5, go: withGrant(redeemCode) },
  { name: 'refresh', weight: 12, go: withGrant((scene, citizen, grant) => refreshGrant(scene, citizen, grant)) },
  {
    name: 'refresh again',
    weight: 4,
    go: withGrant((scene, citizen, grant) => refreshGrant(scene, citizen, grant, 1)),
  },
  { name: 'refresh at once', weight: 3, go: withGrant(refreshTogether) },
  { name: 'reuse a refresh token', weight: 1, go: withGrant(reuseRefresh) },
  { name: 'userinfo', weight: 8, go: withGrant(askUserinfo) },
  { name: 'assertion', weight: 4, go: ({ scene }) => replayAssertion(scene) },
  { name: 'consent', weight: 5, go: consentToAnother },
  { name: 'sign in by password', weight: 3, go: signInBy('password') },
  { name: 'sign in by passkey', weight: 6, go: signInBy('passkey') },
  { name: 'account', weight: 4, go: async (turn) => void (await lookAtAccount(turn.scene, turn)) },
  { name: 'sign out', weight: 2, go: (turn) => signOut(turn.scene, turn, false) },
  { name: 'sign out everywhere', weight: 1, go: (turn) => signOut(turn.scene, turn, true) },
  { name: 'end other access', weight: 1, go: (turn) => endAccessOfOthers(turn.scene, turn) },
  { name: 'add passkey', weight: 2, go: (turn) => addKey(turn.scene, turn) },
  { name: 'take a passkey id', weight: 0.7, go: stealKeyId },
  { name: 'remove passkey', weight: 1, go: (turn) => removeKey(turn.scene, turn) },
  { name: 'change password', weight: 1, go: (turn) => changePassword(turn.scene, turn) },
  { name: 'reset password', weight: 0.7, go: (turn) => resetPassword(turn.scene, turn) },
  { name: 'guess passwords', weight: 0.7, go: (turn) => guessPasswords(turn.scene, turn) },
  { name: 'guess codes', weight: 0.5, go: (turn) => guessCodes(turn.scene, turn) },
  { name: 'rivals', weight: 0.5, go: registerRivals },
];
const total = journeys.reduce((sum, { weight }) => sum + weight, 0);

/** One journey, by weight. */
export function pickJourney({ random }: Scene): Journey | undefined {
  let left = random.next() * total;
  return journeys.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
}
