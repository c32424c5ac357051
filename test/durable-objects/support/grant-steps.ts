import * as fc from 'fast-check';
import { expect } from 'vitest';
import { clientId, type EmailAddress } from '../../../src/domain/brands';
import { authentication, errorIn, readAndCompare, takeFirstTokens, takeRefreshed } from './grant-answers';
import {
  assertion,
  at,
  findAccessToken,
  findAccountSession,
  findCode,
  findIdToken,
  findRefreshToken,
  findSession,
  found,
  ownOrOther,
  person,
  pick,
  type Step,
  scopes,
  service,
  step,
  verifiers,
  wished,
} from './grant-drawing';
import {
  endAllOf,
  endSessionsOf,
  judgeAsk,
  judgeHandOver,
  type ModelSession,
  opensAccount,
  recover,
  sessionLives,
  showCode,
  spendRefresh,
} from './grant-model';
import { otherRedirectUri } from './grant-world';
import { recoverAccountOf, ringAccountOf } from './signed-in-person';
import { unique } from './signing-in';

const signIn = step('sign in', person, {
  // An account has ten sessions at most; which one ends then is another promise.
  can: (model, who) => model.sessions.filter((one) => one.person === who && sessionLives(model, one)).length < 9,
  run: async (model, world, who) => {
    const secret = await world.signIn(at(model.people, who).email as EmailAddress);
    const { now } = model;
    model.sessions.push({ secret, person: who, openedAt: now, usedAt: now, vot: 'P0.Cp', ended: false });
  },
});

const agree = step('agree', fc.record({ pick, service, scopes }), {
  can: (model, drawn) => findSession(model, drawn.pick) !== undefined,
  run: async (model, world, { pick: which, service: index, scopes: given }) => {
    const session = found(findSession(model, which));
    const client = clientId(at(model.services, index).clientId);
    const lives = sessionLives(model, session);
    expect(await world.agree(session.secret, client, given)).toBe(lives ? 'agreed' : 'no-session');
    if (!lives) return;
    const { agreed } = at(model.people, session.person);
    agreed.set(index, new Set([...(agreed.get(index) ?? []), ...given]));
  },
});

const prompt = fc.constantFrom('any', 'none', 'none', 'none', 'none', 'none', 'login');
const verifier = fc.constantFrom(undefined, ...verifiers);
const authorize = step('authorize', fc.record({ pick, service, scopes, prompt, verifier }), {
  can: (model, drawn) => findSession(model, drawn.pick) !== undefined,
  run: async (model, world, drawn) => {
    const session = found(findSession(model, drawn.pick));
    const nonce = unique('nonce');
    const expected = judgeAsk(model, session, {
      ...drawn,
      prompt: drawn.prompt === 'none' || drawn.prompt === 'login' ? drawn.prompt : 'any',
    });
    const answer = await world.authorize(session.secret, {
      client_id: at(model.services, drawn.service).clientId,
      scope: drawn.scopes.join(' '),
      nonce,
      prompt: drawn.prompt === 'any' ? undefined : drawn.prompt,
      code_challenge: drawn.verifier === undefined ? undefined : await challengeOf(drawn.verifier),
      code_challenge_method: drawn.verifier === undefined ? undefined : 'S256',
    });
    expect(answer.error ?? 'code').toBe(expected);
    const secret = 'code' in answer ? answer.code : undefined;
    if (secret === undefined) return;
    session.usedAt = model.now;
    const { person: who, openedAt: authTime, vot } = session;
    const times = { issuedAt: model.now, authTime, generation: 0, rotatedAt: 0, given: 0 };
    const { service: index, scopes: given, verifier: kept } = drawn;
    const code = { secret, nonce, session, person: who, service: index, scopes: given, verifier: kept, vot };
    model.codes.push({ ...code, ...times, spent: false, ended: false });
  },
});

async function challengeOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('base64url');
}

const redeem = step(
  'redeem',
  fc.record({
    pick,
    shift: ownOrOther,
    assertion,
    verifier: fc.constantFrom('own', 'own', 'own', 'own', 'other'),
    redirectUri: fc.constantFrom('right', 'right', 'right', 'right', 'other'),
  }),
  {
    can: (model, drawn) => findCode(model, drawn.pick) !== undefined,
    run: async (model, world, drawn) => {
      const code = found(findCode(model, drawn.pick));
      const index = (code.service + drawn.shift) % 3;
      const { kind, jwt } = await authentication({ model, world }, index, {
        ...drawn,
        grantType: 'authorization_code',
      });
      const other = code.verifier === undefined ? verifiers[0] : undefined;
      const sent = drawn.verifier === 'own' ? code.verifier : other;
      const redirectUri = drawn.redirectUri === 'right' ? 'right' : 'other';
      const expected = showCode(model, code, { service: index, verifier: sent, redirectUri, assertion: kind });
      const answer = await world.token({
        ...{ grant_type: 'authorization_code', code: code.secret, client_assertion: jwt, code_verifier: sent },
        ...(redirectUri === 'right' ? {} : { redirect_uri: otherRedirectUri }),
      });
      if (expected === 'tokens') takeFirstTokens(model, code, answer);
      else expect(errorIn(answer)).toBe(expected);
    },
  },
);

const redeemTwice = step('redeem twice at once', pick, {
  can: (model, drawn) => findCode(model, drawn) !== undefined,
  run: async (model, world, drawn) => {
    const code = found(findCode(model, drawn));
    const { service: index, verifier: sent } = code;
    const shown = { service: index, verifier: sent, redirectUri: 'right', assertion: 'fresh' } as const;
    const expected = [showCode(model, code, shown), showCode(model, code, shown)];
    const answers = await Promise.all(
      expected.map(async () => {
        const { jwt } = await world.assertion(index);
        const form = { grant_type: 'authorization_code', code: code.secret, code_verifier: sent };
        return world.token({ ...form, client_assertion: jwt });
      }),
    );
    const gave = answers.filter((answer) => !('error' in answer));
    expect(gave).toHaveLength(expected.filter((one) => one === 'tokens').length);
    for (const answer of gave) takeFirstTokens(model, code, answer);
  },
});

const refresh = step('refresh', fc.record({ pick, shift: ownOrOther, wished, assertion }), {
  can: (model, drawn) => findRefreshToken(model, drawn.pick) !== undefined,
  run: async (model, world, drawn) => {
    const token = found(findRefreshToken(model, drawn.pick));
    const index = (token.code.service + drawn.shift) % 3;
    const { kind, jwt } = await authentication({ model, world }, index, { ...drawn, grantType: 'refresh_token' });
    const expected = spendRefresh(model, token, { service: index, scopes: drawn.wished, assertion: kind });
    const answer = await world.token({
      ...{ grant_type: 'refresh_token', refresh_token: token.secret, client_assertion: jwt },
      // An empty parameter is an absent one; a space asks for nothing.
      scope: drawn.wished?.length === 0 ? ' ' : drawn.wished?.join(' '),
    });
    if (expected === 'successor' || expected === 'again')
      takeRefreshed(model, token, answer, drawn.wished ?? token.code.scopes);
    else expect(errorIn(answer)).toBe(expected);
  },
});

const refreshTwice = step('refresh twice at once', pick, {
  can: (model, drawn) => findRefreshToken(model, drawn) !== undefined,
  run: async (model, world, drawn) => {
    const token = found(findRefreshToken(model, drawn));
    const { service: index, scopes: all } = token.code;
    const shown = { service: index, scopes: undefined, assertion: 'fresh' } as const;
    const expected = [spendRefresh(model, token, shown), spendRefresh(model, token, shown)];
    const answers = await Promise.all(
      expected.map(async () => {
        const { jwt } = await world.assertion(index);
        return world.token({ grant_type: 'refresh_token', refresh_token: token.secret, client_assertion: jwt });
      }),
    );
    for (const [place, answer] of answers.entries()) {
      const wanted = at(expected, place);
      if (wanted === 'successor' || wanted === 'again') takeRefreshed(model, token, answer, all);
      else expect(errorIn(answer)).toBe(wanted);
    }
  },
});

const userinfo = step('userinfo', pick, {
  can: (model, drawn) => findAccessToken(model, drawn) !== undefined,
  run: (model, world, drawn) => readAndCompare(model, world, found(findAccessToken(model, drawn))),
});

// Half of the logins that are handed over have ended: few other steps come back to those.
const evenly = fc.record({ back: fc.nat(5), good: fc.boolean() });
const handOver = step('hand over', fc.record({ pick: evenly, scopes, twice: fc.boolean() }), {
  can: (model, drawn) => findIdToken(model, drawn.pick) !== undefined,
  run: async (model, world, { pick: which, scopes: asked, twice }) => {
    const idToken = found(findIdToken(model, which));
    const jwt = await world.handOver(0, idToken.name);
    const ask = (nonce: string) =>
      world.authorize(undefined, {
        ...{ client_id: at(model.services, 1).clientId, scope: asked.join(' '), prompt: 'none', nonce },
        asserted_login_identity: jwt,
      });
    const nonce = unique('nonce');
    const expected = judgeHandOver(model, idToken, asked);
    const answer = await ask(nonce);
    expect(answer.error ?? 'code').toBe(expected);
    if (twice && expected !== 'unauthorized_client') expect((await ask(nonce)).error).toBe('sso_login_required');
    const secret = 'code' in answer ? answer.code : undefined;
    if (secret === undefined) return;
    const { person: who, session, authTime, vot } = idToken.code;
    const times = { issuedAt: model.now, authTime, generation: 0, rotatedAt: 0, given: 0 };
    const code = { secret, nonce, session, person: who, service: 1, scopes: asked, verifier: undefined, vot };
    model.codes.push({ ...code, ...times, spent: false, ended: false });
  },
});

const recoverAccount = step('recover the account', pick, {
  can: () => true,
  run: async (model, _world, { back }) => {
    const session = found(model.sessions.at(-1 - (back % model.sessions.length)));
    await recoverAccountOf(session.secret);
    recover(model, session.person);
  },
});

const signOut = step('sign out', pick, {
  can: (model, drawn) => findSession(model, drawn) !== undefined,
  run: async (model, world, drawn) => {
    const session = found(findSession(model, drawn));
    await world.signOut(session.secret);
    session.ended = true;
  },
});

const signOutEverywhere = step('sign out everywhere', pick, {
  can: (model, drawn) => findAccountSession(model, drawn) !== undefined,
  run: async (model, world, drawn) => {
    const session = found(findAccountSession(model, drawn));
    const lives = opensAccount(model, session);
    expect(await world.signOutEverywhere(session.secret)).toBe(lives ? 'done' : 'no-session');
    if (lives) endAllOf(model, session.person);
  },
});

const putOut = step('put out', fc.record({ pick, others: fc.boolean() }), {
  can: (model, drawn) => findAccountSession(model, drawn.pick) !== undefined,
  run: async (model, world, { pick: which, others }) => {
    const session = found(findAccountSession(model, which));
    const lives = opensAccount(model, session);
    const isOther = (one: ModelSession) => one !== session && one.person === session.person;
    const one = others ? undefined : model.sessions.find((other) => isOther(other) && sessionLives(model, other));
    expect(await world.putOut(session.secret, one?.secret)).toBe(lives ? 'done' : 'no-session');
    if (lives) endSessionsOf(model, one === undefined ? isOther : (other) => other === one);
  },
});

const turnService = step('disable or enable', service, {
  can: () => true,
  run: async (model, world, index) => {
    const held = at(model.services, index);
    const id = clientId(held.clientId);
    const changed = await (held.disabled ? world.enable(id) : world.disable(id));
    expect(changed.outcome).toBe('done');
    held.disabled = !held.disabled;
  },
});

const enableAll = step('enable every service', fc.constant(undefined), {
  can: (model) => model.services.some(({ disabled }) => disabled),
  run: async (model, world) => {
    await world.enableAll();
    for (const held of model.services) held.disabled = false;
  },
});

const wait = (...seconds: number[]) =>
  step('wait', fc.constantFrom(...seconds), {
    can: () => true,
    run: async (model, world, by) => {
      world.advance(by);
      model.now += by;
    },
  });

const sweep = step('the alarm rings', pick, {
  can: () => true,
  run: (model, _world, { back }) => ringAccountOf(found(model.sessions.at(-1 - (back % model.sessions.length))).secret),
});

const day = 86_400;
const times = <Thing>(count: number, thing: Thing): Thing[] => Array.from({ length: count }, () => thing);

/** The steps, each as often as it is likely to be drawn. */
export const steps: fc.Arbitrary<Step>[] = [
  ...times(8, signIn),
  ...times(8, agree),
  ...times(24, authorize),
  ...times(24, redeem),
  ...times(4, redeemTwice),
  ...times(40, refresh),
  ...times(4, refreshTwice),
  ...times(24, userinfo),
  ...times(14, wait(1, 29, 30, 59, 60, 61, 240)),
  ...times(4, wait(299, 300, 301, 599, 600, 601, 1799, 1800)),
  wait(3600, 12 * 3600, day, 29 * day, 30 * day - 100, 30 * day),
  ...times(2, signOut),
  ...times(2, signOutEverywhere),
  ...times(4, putOut),
  ...times(2, turnService),
  ...times(8, handOver),
  ...times(3, recoverAccount),
  ...times(6, enableAll),
  ...times(2, sweep),
];
