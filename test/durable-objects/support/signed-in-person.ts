import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { readToken } from '../../../src/crypto/secret-token';
import type { EmailAddress, InteractionId, PhoneNumber } from '../../../src/domain/brands';
import { termsVersion } from '../../../src/domain/consent';
import { type Env, readConfig } from '../../../src/env';
import type { Accounts } from '../../../src/ports/accounts';
import type { CookieToken } from '../../../src/ports/caller';
import { accounts } from '../../../src/storage/accounts';
import { atomStub } from '../../../src/storage/atom-address';
import { mailWords } from '../../../src/ui/message-text';
import { aConsent, aRequest, theCaller, theService } from '../../support/builders';
import { seconds } from './clock';
import { anEnv } from './env';
import { unique } from './signing-in';

const env: Env = anEnv();

/** The accounts as the product reaches them: real atoms, real tokens, no network. */
export const port: Accounts = accounts({
  env,
  now: () => seconds(),
  limits: { take: async () => ({ outcome: 'taken' }), giveBack: async () => undefined, isCounted: async () => false },
  retrace: async () => undefined,
  sender: { waitUntil: () => undefined, send: async () => 'delivered' },
  sealContext: async () => 'sealed caller',
  words: mailWords,
});

const scopes = ['openid', 'email', 'phone', 'client_metadata'] as const;

/** A person who registered and agreed to share with these services. */
export async function aSignedInPerson(clients: readonly (typeof theService)[] = [theService]): Promise<CookieToken> {
  const interaction = unique('7-interaction') as InteractionId;
  const made = await port.create({
    interaction,
    email: `${interaction}@example.com` as EmailAddress,
    phone: '+447700900123' as PhoneNumber,
    password: { hash: 'hash', length: 'long', at: seconds() },
    phoneProvedAt: seconds(),
    termsVersion,
    caller: theCaller,
  });
  if (made.outcome !== 'created') throw new Error(`the account was ${made.outcome}`);
  for (const client of clients) await port.agree(made.session, aConsent({ client, scopes }), theCaller);
  return made.session;
}

/** What a service gets for the code of a person who is signed in. */
export async function tokensFor(session: CookieToken, client = theService, refreshes = true) {
  const interaction = unique('7-interaction') as InteractionId;
  const request = aRequest({ clientId: client, scopes });
  const authorized = await port.authorize(session, { interaction, request, caller: theCaller });
  if (authorized.outcome !== 'granted') throw new Error(`the request was ${authorized.outcome}`);
  const { redirectUri } = request;
  const { code } = authorized;
  const redemption = await port.redeem(code, { clientId: client, redirectUri, refreshes }, theCaller);
  if (redemption.outcome !== 'redeemed') throw new Error(`the code was ${redemption.outcome}`);
  const { grant, refreshToken = '' } = redemption;
  const [idJti, accessJti] = await Promise.all([port.tokenId(grant, 'id'), port.tokenId(grant, 'access')]);
  return { code, grant, refreshToken, idJti, accessJti };
}

/** Lets the account of a session hand over what it has to tell. */
export async function ringAccountOf(session: CookieToken): Promise<void> {
  await runDurableObjectAlarm(await accountOf(session));
}

/** What a recovery from an earlier state does: whatever began before now has ended, and is still there. */
export async function recoverAccountOf(session: CookieToken): Promise<void> {
  await runInDurableObject(await accountOf(session), (_instance, { storage }) => {
    const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'head'").toArray();
    const head = JSON.stringify({ ...JSON.parse(row?.value ?? ''), notBefore: seconds() });
    storage.sql.exec("UPDATE entry SET value = ? WHERE kind = 'head'", head);
  });
}

/** Where the entry of a session is. */
export async function placeOf(session: CookieToken) {
  const { routingKeys, origin } = readConfig(env);
  const route = await readToken(routingKeys, session, { kind: 'session', issuer: origin, client: '', now: seconds() });
  if (route === undefined) throw new Error('the session is none of ours');
  return route;
}

async function accountOf(session: CookieToken): Promise<DurableObjectStub> {
  return atomStub(env, 'ACCOUNT', (await placeOf(session)).accountId)();
}
