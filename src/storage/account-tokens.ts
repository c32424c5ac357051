import type * as Grants from '../../durable-objects/account/grant-verbs';
import { sha256 } from '../crypto/keyed-hash';
import { randomId, randomSecret } from '../crypto/random';
import { openWith, sealWith } from '../crypto/sealing';
import { keyOfSecret } from '../crypto/secret-key';
import { mintRouting, readToken } from '../crypto/secret-token';
import type { AccountId, ClientId } from '../domain/brands';
import { profiles } from '../domain/profiles';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { Caller } from '../ports/caller';
import type { CodeRedemption, Refreshment } from '../ports/grants';
import { openPatient } from './account-proof';
import type { AccountParts, AccountTools } from './account-tools';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
}

/** Where a refresh token belongs; the hash of its secret is sealed in, so that a genuine one is told from a guess. */
interface RefreshPlace {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly grantId: string;
  readonly generation: number;
}

/** Makes the refresh token of a generation: `version.routing.secret`, like every other. */
async function mintRefresh(parts: AccountParts, place: RefreshPlace): Promise<{ token: string; secretHash: string }> {
  const { routingKeys, origin } = readConfig(parts.env);
  const secret = randomSecret();
  const secretHash = await sha256(secret);
  const routing = await mintRouting(routingKeys, {
    kind: 'refresh',
    issuer: origin,
    client: place.client,
    accountId: place.account,
    entryId: `${place.grantId}:${place.generation}:${secretHash}`,
    at: parts.now(),
  });
  return { token: `${routing}.${secret}`, secretHash };
}

/** Spends a code, and begins the refresh family of a service that gets refresh tokens. */
export async function redeemCode(
  { parts, tools }: Tools,
  code: string,
  shown: Parameters<Accounts['redeem']>[1],
  caller: Caller,
): Promise<CodeRedemption> {
  const { refreshes, ...presentation } = shown;
  const opened = await tools.openToken(code, 'code', shown.clientId);
  // A code of another service, or none of ours, does not even open: nothing changes.
  if (opened === undefined) return { outcome: 'refused', why: 'unknown' };
  const { account, ref } = opened;
  const refresh = refreshes
    ? await mintRefresh(parts, { client: shown.clientId, account, grantId: ref.id, generation: 1 })
    : undefined;
  const answer = await tools.call<Grants.RedeemAnswer>(account, 'redeem', {
    code: ref,
    shown: presentation,
    codeLifeSeconds: profiles['nhs-login'].codeLifeSeconds,
    ...(refresh === undefined ? {} : { refresh: { secretHash: refresh.secretHash } }),
    op: randomId(),
    context: await parts.sealContext(caller),
  } satisfies Grants.RedeemInput);
  if (answer.tag !== 'redeemed') return { outcome: 'refused', why: answer.tag === 'refused' ? answer.why : 'unknown' };
  const grant = { ...answer.grant, account, subject: answer.subject, grantId: ref.id };
  const patient = await patientMember(parts, account, answer);
  return { outcome: 'redeemed', grant, ...patient, ...(refresh === undefined ? {} : { refreshToken: refresh.token }) };
}

async function patientMember(parts: AccountParts, account: AccountId, { patient }: Pick<Grants.TokenGrant, 'patient'>) {
  return patient === undefined
    ? {}
    : { patient: await openPatient(readConfig(parts.env).masterKeys, account, patient) };
}

/** Ends what a code gave that its own authenticated service showed twice. */
export async function revokeReusedCode(
  { parts, tools }: Tools,
  code: string,
  clientId: ClientId,
  caller: Caller,
): Promise<void> {
  const opened = await tools.openToken(code, 'code', clientId);
  if (opened === undefined) return;
  const context = await parts.sealContext(caller);
  const input: Grants.RevokeReusedInput = { code: opened.ref, clientId, context };
  await tools.call<Grants.RevokeReusedAnswer>(opened.account, 'revokeReused', input);
}

/** Spends a refresh token. The successor is kept sealed under a key of the old secret: only its bearer can ask for it again. */
export async function refreshGrant(
  { parts, tools }: Tools,
  token: string,
  { clientId: client, scopes }: Parameters<Accounts['refresh']>[1],
  caller: Caller,
): Promise<Refreshment> {
  const { routingKeys, origin } = readConfig(parts.env);
  const read = await readToken(routingKeys, token, { kind: 'refresh', issuer: origin, client, now: parts.now() });
  const [grantId, generation, sealedHash] = read?.entryId.split(':') ?? [];
  // Ensure this issuer made the whole token: a guessed secret with a true routing part changes nothing.
  if (read === undefined || grantId === undefined || sealedHash !== read.secretHash) {
    return { outcome: 'refused', why: 'unknown' };
  }
  const account = read.accountId;
  const place = { client, account, grantId, generation: Number(generation) };
  const next = await mintRefresh(parts, { ...place, generation: place.generation + 1 });
  const key = await keyOfSecret(token.slice(token.lastIndexOf('.') + 1), 'successor');
  const answer = await tools.call<Grants.RefreshAnswer>(account, 'refresh', {
    grantId,
    shown: { generation: place.generation, secretHash: read.secretHash },
    ...(scopes === undefined ? {} : { scopes }),
    next: { secretHash: next.secretHash, sealedSuccessor: await sealWith(key, next.token, grantId) },
    context: await parts.sealContext(caller),
  } satisfies Grants.RefreshInput);
  if (answer.tag === 'refused') return { outcome: 'refused', why: answer.why };
  const grant = { ...answer.grant, account, subject: answer.subject, grantId };
  const refreshToken = answer.tag === 'repeated' ? await openWith(key, answer.sealedSuccessor, grantId) : next.token;
  return { outcome: 'refreshed', grant, ...(await patientMember(parts, account, answer)), refreshToken };
}
