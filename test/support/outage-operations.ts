import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { approve } from '../../cli/operator-client.ts';
import { headingOf } from './citizen.ts';
import {
  closeBrowser,
  codeOf,
  type Household,
  type Prepared,
  passkeyOnly,
  silentSubject,
  subjectBehind,
} from './household.ts';
import { giveOn } from './passkey-citizen.ts';
import { anotherBrowser, authorizeSilently, givePassword } from './person.ts';
import { addService, authorizeUrl, operate, redeem, refresh, type ServiceKey, textOf, userinfo } from './service.ts';
import type { SharedWorld } from './shared-world.ts';

/** What an operation has at hand. */
export interface Scene {
  readonly world: SharedWorld;
  readonly household: Household;
  readonly prepared: Prepared;
  /** What services sign with. */
  readonly key: ServiceKey;
}

/** Does one thing, and throws with what came instead of what should. */
export type Operation = (scene: Scene) => Promise<void>;

/** Ensures that two values are equal, wherever it runs: a test, or a measurement. @throws Error naming both */
function same(what: string, seen: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: ${left}, not ${right}`);
}

const json = async (address: string): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await fetch(address);
  same(`status of ${new URL(address).pathname}`, answer.status, 200);
  return JSON.parse(await answer.text());
};

/** What is in hand already when the systems go away, and is used in the first minute: it does not live for fifteen. */
export const firstMinute = {
  async 'code exchange'({ world, household: { service, subject }, prepared }) {
    same('subject', await subjectBehind(world, service, prepared.code), subject);
  },
  async refresh({ world, household: { service }, prepared }) {
    const answer = await refresh(world, service, prepared.refreshToken);
    same('status', answer.status, 200);
    same('status of userinfo', (await userinfo(world, textOf(answer, 'access_token'))).status, 200);
  },
  async userinfo({ world, household: { person }, prepared }) {
    same('email', (await userinfo(world, prepared.accessToken)).body['email'], person.email);
  },
  async 'revocation by a code shown twice'({ world, household: { service }, prepared: { spent } }) {
    same('error', (await redeem(world, service, spent.code)).body['error'], 'invalid_grant');
    same('status of userinfo', (await userinfo(world, spent.accessToken)).status, 401);
  },
} satisfies Readonly<Record<string, Operation>>;

/** What is begun in the fifteenth minute. */
export const fifteenthMinute = {
  async JWKS({ world }) {
    const { keys } = await json(`${world.issuer}/.well-known/jwks.json`);
    same('keys', Array.isArray(keys) && keys.length > 0, true);
  },
  async discovery({ world }) {
    same('issuer', (await json(`${world.issuer}/.well-known/openid-configuration`))['issuer'], world.issuer);
  },
  async 'single sign-on'({ world, household: { person, service, subject } }) {
    same('subject', await silentSubject(world, person, service), subject);
  },
  async 'sign-in by passkey'({ world, household: { person, passkey, service, subject } }) {
    const visitor = anotherBrowser(world, person);
    const page = await visitor.browser.open(authorizeUrl(world, service, passkeyOnly));
    const back = await giveOn(visitor, page, passkey);
    same('subject', await subjectBehind(world, service, codeOf(back.url)), subject);
  },
  async 'sign-in by password and remembered device'({ world, household: { desk, service, subject } }) {
    const back = await givePassword(desk, await desk.browser.open(authorizeUrl(world, service)));
    same('subject', await subjectBehind(world, service, codeOf(back.url)), subject);
    closeBrowser(desk);
  },
  async consent({ world, household: { person, subject }, prepared: { stranger } }) {
    const page = await person.browser.open(authorizeUrl(world, stranger));
    same('page', headingOf(page), `Share your information with ${stranger.name}?`);
    const back = await person.browser.submit(page, { decision: 'agree' });
    same('subject', await subjectBehind(world, stranger, codeOf(back.url)), subject);
  },
  async 'the end of a session elsewhere'({ world, household: { person } }) {
    const sessions = (html: string) => [...html.matchAll(/value="(session:[\w-]+)"/g)].map(([, value]) => value);
    const page = await person.browser.open(`${world.issuer}/account/security`);
    const [one = 'none'] = sessions(page.html);
    const after = await person.browser.submit(page, { decision: one });
    same('sessions elsewhere', sessions(after.html), sessions(page.html).slice(1));
  },
  async 'sign-out'({ world, household: { service }, prepared: { visitor } }) {
    const page = await visitor.browser.open(`${world.issuer}/sign-out`);
    same('page', headingOf(await visitor.browser.submit(page, {})), 'You have signed out');
    same('error', (await authorizeSilently(world, visitor, service, { prompt: 'none' })).error, 'sso_login_required');
  },
  async 'a service is added and disabled'({ world, key }) {
    const { clientId } = await addService(world, { client_name: 'Added in the dark' }, key);
    const answer = await operate(world, 'services.disable', { client_id: clientId });
    same('status', [answer.status, JSON.parse(await answer.text()).status], [200, 'disabled']);
  },
} satisfies Readonly<Record<string, Operation>>;

/** What an operator asks that only Postgres knows, and what it is asked with. */
export const reads: Readonly<Record<string, (scene: Scene) => Promise<object>>> = {
  'services.list': async () => ({}),
  'keys.versions': async () => ({}),
  'keys.rewrap': async () => ({}),
  'audit.chains': async () => ({}),
  'audit.verify': async () => ({}),
  async 'audit.export'({ world, household: { subject } }) {
    const about = { case: 'CASE-7', subject };
    const key = JSON.parse(readFileSync(join(world.home, 'second-operator.jwk.json'), 'utf8'));
    const approval = await approve('audit.export', about, { origin: world.issuer, key, now: world.now });
    return { ...about, approval };
  },
};

/** Asks what only Postgres knows. @returns the status, and for a refusal whether it says when to come back, and what it says */
export async function ask(scene: Scene, verb: string): Promise<readonly [number, boolean?, string?]> {
  const answer = await operate(scene.world, verb, (await reads[verb]?.(scene)) ?? {});
  const { error } = JSON.parse(await answer.text());
  if (answer.status === 200) return [200];
  return [answer.status, Number(answer.headers.get('retry-after')) > 0, error];
}
