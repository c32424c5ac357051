import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { clientAssertion, readCallback, redeem, type TokenResponse, textOf, userinfo } from '../support/service.ts';
import {
  type Asked,
  attempt,
  type Citizen,
  did,
  type Grant,
  granted,
  may,
  note,
  type Scene,
  sessionOf,
  violate,
} from './citizen.ts';
import { Lost } from './machine.ts';
import { requestOf } from './walk.ts';

const accessLifeMillis = 240_000;
const codeLifeMillis = 480_000;

/** A call of a service; one that is not answered, or answered 503, is lost. */
export async function called(scene: Scene, call: () => Promise<TokenResponse>): Promise<TokenResponse> {
  return scene.machine.tried(async () => {
    const answer = await call();
    if (answer.status === 503) {
      scene.report.counts.unavailable += 1;
      throw new Lost('503 from the token endpoint');
    }
    if (answer.status >= 500) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  });
}

/** An answer in short. */
export const said = ({ status, body }: TokenResponse): string => `${status} ${body['error'] ?? ''}`;

/** The published keys, as services hold them; read anew when a key is missing. */
async function publishedKeys(scene: Scene): Promise<JSONWebKeySet> {
  for (;;) {
    const keys = await attempt(
      () =>
        scene.machine.tried(async () => (await fetch(`${scene.machine.place.issuer}/.well-known/jwks.json`)).json()),
      () => undefined,
    );
    if (keys !== undefined) return keys as JSONWebKeySet;
  }
}

let heldKeys: { readonly of: Scene['machine']; readonly set: ReturnType<typeof createLocalJWKSet> } | undefined;

/** Ensures that a token is signed by a published key, for this service, about this person. */
export async function verify(scene: Scene, citizen: Citizen, jwt: string, audience?: string): Promise<void> {
  const issuer = scene.machine.place.issuer;
  for (const tries of [1, 2]) {
    if (heldKeys?.of !== scene.machine || tries === 2)
      heldKeys = { of: scene.machine, set: createLocalJWKSet(await publishedKeys(scene)) };
    const verified = await jwtVerify(jwt, heldKeys.set, {
      issuer,
      ...(audience === undefined ? {} : { audience }),
    }).catch((error: unknown) => String(error));
    if (typeof verified !== 'string') {
      const { sub } = verified.payload;
      if (citizen.subject !== undefined && citizen.subject !== sub) violate(scene, citizen, 'the sub has changed');
      if (sub !== undefined) citizen.subject = sub;
      return;
    }
    if (tries === 2) violate(scene, citizen, `an issued token does not verify: ${verified}`);
  }
}

/** A token set came: the only one of its code. */
async function take(scene: Scene, citizen: Citizen, grant: Grant, answer: TokenResponse): Promise<void> {
  grant.sets += 1;
  did(scene, citizen, 'token_issued');
  if (grant.sets > 1) violate(scene, citizen, `${grant.sets} token sets for one code`);
  const access = textOf(answer, 'access_token');
  grant.access = access;
  grant.accessAt = Date.now();
  grant.refreshes.push(textOf(answer, 'refresh_token'));
  await verify(scene, citizen, textOf(answer, 'id_token'), grant.service.clientId);
  await verify(scene, citizen, access);
}

const isYoung = ({ madeAt }: Grant): boolean => Date.now() - madeAt < codeLifeMillis;

/** Redeems a code, for the first time or once more, and holds the answer against what is known. */
export async function redeemCode(scene: Scene, citizen: Citizen, grant: Grant): Promise<void> {
  if (!isYoung(grant)) return;
  note(scene, citizen, `redeems a code that is ${grant.use}, ${grant.alive} alive`);
  const answer = await attempt(
    () => called(scene, () => redeem(scene.machine.place, grant.service, grant.code)),
    () => {
      may(citizen, 'token_issued', 'code_reused');
      if (grant.use !== 'fresh' && grant.alive === 'yes') grant.alive = 'maybe';
      if (grant.use === 'fresh') grant.use = 'maybe';
    },
  );
  if (answer === undefined) return;
  const { use, alive } = grant;
  grant.use = 'spent';
  if (answer.status === 200) {
    if (use === 'spent') violate(scene, citizen, 'a code was redeemed twice');
    if (alive === 'no') violate(scene, citizen, 'a code was redeemed after its grant had ended');
    grant.alive = 'yes';
    return take(scene, citizen, grant, answer);
  }
  if (said(answer) !== '400 invalid_grant') violate(scene, citizen, `a code was answered ${said(answer)}`);
  if (use === 'fresh' && alive === 'yes') violate(scene, citizen, 'a code that was never shown is refused');
  if (use === 'spent' && alive === 'yes') did(scene, citizen, 'code_reused');
  else may(citizen, 'code_reused');
  grant.alive = 'no';
}

/** Several back ends of one service redeem a code at the same time: one is given tokens, and they end. */
export async function redeemTogether(scene: Scene, citizen: Citizen, grant: Grant): Promise<void> {
  if (grant.use !== 'fresh' || !isYoung(grant)) return;
  const count = scene.random.between(2, 4);
  note(scene, citizen, `redeems a code ${count} times at once`);
  const { alive } = grant;
  const place = scene.machine.place;
  const assertions = await Promise.all(Array.from({ length: count }, () => clientAssertion(place, grant.service)));
  const answers = await Promise.all(
    assertions.map((assertion) =>
      attempt(
        () => called(scene, () => redeem(place, grant.service, grant.code, { client_assertion: assertion })),
        () => may(citizen, 'token_issued'),
      ),
    ),
  );
  const answered = answers.filter((answer) => answer !== undefined);
  grant.use = answered.length === 0 ? 'maybe' : 'spent';
  const [given, ...more] = answered.filter(({ status }) => status === 200);
  const refused = answered.filter(({ status }) => status !== 200);
  may(citizen, 'code_reused');
  if (more.length > 0) violate(scene, citizen, `${more.length + 1} token sets for one code, redeemed at once`);
  if (given === undefined && alive === 'yes' && answered.length === count)
    violate(scene, citizen, `nobody was given tokens: ${answered.map(said).join(', ')}`);
  if (given !== undefined) {
    if (alive === 'no') violate(scene, citizen, 'a code was redeemed after its grant had ended');
    await take(scene, citizen, grant, given);
    grant.alive = 'yes';
  }
  // Whoever came second and was told so has ended what the first was given.
  grant.alive = refused.length > 0 ? 'no' : 'maybe';
}

/** Asks userinfo with the newest access token. */
export async function askUserinfo(scene: Scene, citizen: Citizen, grant: Grant): Promise<void> {
  const { access } = grant;
  if (access === undefined || Date.now() - grant.accessAt > accessLifeMillis) return;
  const answer = await attempt(
    () => called(scene, () => userinfo(scene.machine.place, access)),
    () => undefined,
  );
  if (answer === undefined) return;
  note(scene, citizen, `userinfo answers ${answer.status}, ${grant.alive} alive`);
  if (answer.status === 200) {
    if (grant.alive === 'no') violate(scene, citizen, 'userinfo answers though the grant has ended');
    const { sub, email } = answer.body;
    if (sub !== citizen.subject || email !== citizen.email) violate(scene, citizen, 'userinfo tells of somebody else');
    grant.alive = 'yes';
    return;
  }
  if (answer.status !== 401) violate(scene, citizen, `userinfo answers ${said(answer)}`);
  if (grant.alive === 'yes') violate(scene, citizen, 'userinfo refuses a token that is good');
  grant.alive = 'no';
}

/** Asks for a code with the session of a window, and holds the answer against what is known. */
export async function authorizeSilently(scene: Scene, { citizen, window, service }: Asked): Promise<Grant | undefined> {
  const session = sessionOf(citizen, window);
  const consent = citizen.consents.get(service.clientId) ?? 'no';
  note(scene, citizen, `asks ${service.name} silently: session ${session}, consent ${consent}`);
  const page = await window.browser.open(requestOf(scene, service, { prompt: 'none' }), () =>
    may(citizen, 'authz_grant'),
  );
  const { code, error } = readCallback(page.url);
  if (code !== undefined) {
    if (session === 'no') violate(scene, citizen, 'a session that ended gives a code');
    if (consent === 'no') violate(scene, citizen, 'a code without consent');
    window.session = 'yes';
    citizen.consents.set(service.clientId, 'yes');
    did(scene, citizen, 'authz_grant');
    return granted({ citizen, window, service }, code);
  }
  if (error === 'sso_login_required') {
    if (window.showsAccountOnly) return undefined;
    if (session === 'yes') violate(scene, citizen, 'a session that is live signs nobody in');
    window.session = 'no';
    return undefined;
  }
  if (error !== 'consent_required') violate(scene, citizen, `a silent request was answered ${error} ${page.status}`);
  if (session === 'no') violate(scene, citizen, 'a session that ended is asked for consent');
  if (consent === 'yes') violate(scene, citizen, 'a consent that was given is gone');
  citizen.consents.set(service.clientId, 'no');
  return undefined;
}
