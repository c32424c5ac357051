import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import type { Scope } from '../../../src/domain/claims';
import { at } from './grant-drawing';
import { judgeReading, type Model, type ModelAccessToken, type ModelCode, type ModelRefreshToken } from './grant-model';
import type { GrantWorld } from './grant-world';

type Answer = Awaited<ReturnType<GrantWorld['token']>>;

/** The assertion to authenticate with, and how the model knows it. */
export async function authentication(
  { model, world }: { readonly model: Model; readonly world: GrantWorld },
  index: number,
  { assertion: wanted, grantType }: { readonly assertion: string; readonly grantType: string },
) {
  const held = at(model.services, index);
  if (wanted === 'used' && held.lastAssertion !== undefined) {
    const kind = model.now < held.lastAssertion.exp + 60 ? ('replayed' as const) : ('expired' as const);
    return { kind, jwt: held.lastAssertion.jwt };
  }
  const made = await world.assertion(index);
  // Who is refused before the assertion is noted may use it again.
  if (!held.disabled && (grantType === 'authorization_code' || held.refreshes)) held.lastAssertion = made;
  return { kind: 'fresh' as const, jwt: made.jwt };
}

/** What a token request gave must be of this person, this service and this request. */
function takeTokens(model: Model, code: ModelCode, answer: Answer, asked: readonly Scope[]): void {
  if ('error' in answer) throw new Error(`the answer was ${answer.error}`);
  const owner = at(model.people, code.person);
  const { clientId: audience } = at(model.services, code.service);
  const access = decodeJwt(answer.access_token);
  expect(answer.scope).toBe(asked.join(' '));
  expect(access).toMatchObject({ aud: audience, scope: answer.scope, auth_time: code.authTime, vot: code.vot });
  owner.subject ??= String(access.sub);
  expect(access.sub).toBe(owner.subject);
  expect(new Set(model.people.map(({ subject }) => subject)).size).toBe(2);
  model.accessTokens.push({ secret: answer.access_token, code, scopes: asked, expiresAt: model.now + 300 });
}

/** The tokens of a code; `given` never exceeds one. */
export function takeFirstTokens(model: Model, code: ModelCode, answer: Answer): void {
  takeTokens(model, code, answer, code.scopes);
  if ('error' in answer) return;
  code.given += 1;
  expect(code.given).toBe(1);
  const { clientId: audience, refreshes } = at(model.services, code.service);
  expect(decodeJwt(answer.id_token ?? '')).toMatchObject({
    ...{ sub: at(model.people, code.person).subject, aud: audience, nonce: code.nonce },
    ...{ auth_time: code.authTime, vot: code.vot },
  });
  const { jti: name } = decodeJwt(answer.id_token ?? '');
  if (code.service === 0) model.idTokens.push({ name: String(name), code, expiresAt: model.now + 3600 });
  expect(answer.refresh_token !== undefined).toBe(refreshes);
  if (answer.refresh_token === undefined) return;
  code.generation = 1;
  model.refreshTokens.push({ secret: answer.refresh_token, code, generation: 1 });
}

const successorOf = (model: Model, { code, generation }: ModelRefreshToken) =>
  model.refreshTokens.find((one) => one.code === code && one.generation === generation + 1);

export function takeRefreshed(model: Model, token: ModelRefreshToken, answer: Answer, asked: readonly Scope[]): void {
  takeTokens(model, token.code, answer, asked);
  if ('error' in answer) return;
  expect(answer.id_token).toBeUndefined();
  const known = successorOf(model, token);
  if (known !== undefined) {
    expect(answer.refresh_token).toBe(known.secret);
    return;
  }
  expect(model.refreshTokens.map(({ secret }) => secret)).not.toContain(answer.refresh_token);
  const { code, generation } = token;
  model.refreshTokens.push({ secret: answer.refresh_token ?? '', code, generation: generation + 1 });
}

export const errorIn = (answer: object): unknown => ('error' in answer ? answer.error : 'none');

/** What an access token reads at this moment is what the model says. */
export async function readAndCompare(model: Model, world: GrantWorld, token: ModelAccessToken): Promise<void> {
  const expected = judgeReading(model, token);
  const answer = await world.userinfo(token.secret);
  if (typeof expected === 'string') {
    expect(answer).toEqual({ error: expected });
    return;
  }
  const { subject, email, phone } = at(model.people, token.code.person);
  expect(answer).toMatchObject({ sub: subject, aud: at(model.services, token.code.service).clientId });
  expect('email' in answer ? answer['email'] : undefined).toBe(expected.includes('email') ? email : undefined);
  expect('phone_number' in answer ? answer['phone_number'] : undefined).toBe(
    expected.includes('phone') ? phone : undefined,
  );
}
