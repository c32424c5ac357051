import type * as Verbs from '../../durable-objects/account/verbs';
import { randomId } from '../crypto/random';
import { mintToken, readToken, type TokenKind } from '../crypto/secret-token';
import type { AccountId, EpochSeconds } from '../domain/brands';
import { type Env, readConfig } from '../env';
import type { Caller, CookieToken, Limits } from '../ports';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import type { MessageSender } from './messages';

/** What the accounts adapter works with. */
export interface AccountParts {
  readonly env: Env;
  now(): EpochSeconds;
  readonly limits: Limits;
  readonly sender: MessageSender;
  sealContext(caller: Caller): Promise<string>;
}

/** A token of a cookie, read: whose it is, and the secret as its account knows it. */
export interface OpenedToken {
  readonly account: AccountId;
  readonly ref: Verbs.SecretRef;
}

/** The tools that the parts of this adapter share: calls of an account's verbs, and its tokens. */
export function accountTools(parts: AccountParts) {
  const { env } = parts;
  const { origin, routingKeys } = readConfig(env);
  return {
    call: <Answer>(account: AccountId, verb: string, input: unknown): Promise<Answer> =>
      callAtom<Answer>(atomStub(env, 'ACCOUNT', account), verb, input),
    /** Mints a cookie's token for a new entry of an account. */
    async mintCookie(
      kind: 'session' | 'device',
      account: AccountId,
    ): Promise<{ readonly token: CookieToken; readonly ref: Verbs.SecretRef }> {
      const { token, secretHash, entryId } = await mintToken(routingKeys, {
        kind,
        issuer: origin,
        client: '',
        accountId: account,
        entryId: randomId(),
        at: parts.now(),
      });
      return { token, ref: { id: entryId, secretHash } };
    },
    /** Mints the next token of an entry that stays: a remembered device. */
    async remintCookie(
      kind: 'device',
      account: AccountId,
      entryId: string,
    ): Promise<{ readonly token: CookieToken; readonly ref: Verbs.SecretRef }> {
      const { token, secretHash } = await mintToken(routingKeys, {
        kind,
        issuer: origin,
        client: '',
        accountId: account,
        entryId,
        at: parts.now(),
      });
      return { token, ref: { id: entryId, secretHash } };
    },
    async openCookie(kind: 'session' | 'device', token: CookieToken | undefined): Promise<OpenedToken | undefined> {
      if (token === undefined) return undefined;
      return this.openToken(token, kind, '');
    },
    async openToken(token: string, kind: TokenKind, client: string): Promise<OpenedToken | undefined> {
      const opened = await readToken(routingKeys, token, { kind, issuer: origin, client, now: parts.now() });
      return opened === undefined
        ? undefined
        : { account: opened.accountId, ref: { id: opened.entryId, secretHash: opened.secretHash } };
    },
  };
}
export type AccountTools = ReturnType<typeof accountTools>;
