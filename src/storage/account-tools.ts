import type * as Verbs from '../../durable-objects/account/verbs';
import { randomId } from '../crypto/random';
import { mintToken, readToken, type TokenKind } from '../crypto/secret-token';
import type { AccountId, EpochSeconds } from '../domain/brands';
import { joinDevices, splitDevices } from '../domain/remembered-devices';
import { type Env, readConfig } from '../env';
import type { Caller, CookieToken } from '../ports/caller';
import type { Limits } from '../ports/limits';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import type { MessageSender } from './messages';

/** Words of e-mails that templates cannot have. */
export interface MailWords {
  /** A browser and its system, as far as they are known. */
  device(browser: string | undefined, system: string | undefined): string;
  /** A passkey without a name. */
  readonly passkey: string;
}

/** What the accounts adapter works with. */
export interface AccountParts {
  readonly env: Env;
  now(): EpochSeconds;
  readonly limits: Limits;
  readonly sender: MessageSender;
  sealContext(caller: Caller): Promise<string>;
  readonly words: MailWords;
  /** Looks at the record of an account's person again. Rejects when the account does not answer. */
  retrace(account: AccountId): Promise<void>;
}

/** A token of a cookie, read: whose it is, and the secret as its account knows it. */
export interface OpenedToken {
  readonly account: AccountId;
  readonly ref: Verbs.SecretRef;
}

/** What a browser is remembered by, read: for each of its people a token, and whose it is. */
export type OpenedDevices = readonly (OpenedToken & { readonly token: CookieToken })[];

/** The device of one person among those of a browser. */
export const deviceOf = (devices: OpenedDevices, account: AccountId): Verbs.SecretRef | undefined =>
  devices.find((device) => device.account === account)?.ref;

/** The cookie in which this person's token is new, first and only; or gone. Everybody else's stays as it is. */
export function replaceDevice(
  devices: OpenedDevices,
  account: AccountId,
  token: CookieToken | undefined,
): CookieToken | undefined {
  const others = devices.filter((device) => device.account !== account).map((device) => device.token);
  return joinDevices(token === undefined ? others : [token, ...others]);
}

/** After the answer: the look at the person's record that their sign-in made due. When it fails the account has it made later. */
export function traceAtOnce(
  parts: Pick<AccountParts, 'sender' | 'retrace'>,
  account: AccountId,
  { retrace }: { readonly retrace?: true },
): void {
  if (retrace === true) parts.sender.waitUntil(parts.retrace(account).catch(() => undefined));
}

/** Who calls, as the verbs of an account are told. */
export const calledBy = async (parts: Pick<AccountParts, 'sealContext'>, caller: Caller): Promise<Verbs.Called> => ({
  context: await parts.sealContext(caller),
  ...(caller.on === undefined ? {} : { on: caller.on }),
});

/** The tools that the parts of this adapter share: calls of an account's verbs, and its tokens. */
export function accountTools(parts: AccountParts) {
  const { env } = parts;
  const { origin, routingKeys } = readConfig(env);
  return {
    call: <Answer>(account: AccountId, verb: string, input: unknown): Promise<Answer> =>
      callAtom<Answer>(atomStub(env, 'ACCOUNT', account), verb, input),
    /** Mints the token of a cookie, or of a link in an e-mail, for a new entry of an account. */
    async mintCookie(
      kind: 'session' | 'device' | 'reset' | 'disown' | 'removal',
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
    async openSession(token: CookieToken | undefined): Promise<OpenedToken | undefined> {
      return token === undefined ? undefined : this.openToken(token, 'session', '');
    },
    /** Those of a browser's devices that are ours and not too old. */
    async openDevices(cookie: CookieToken | undefined): Promise<OpenedDevices> {
      const tokens = splitDevices(cookie);
      const opened = await Promise.all(tokens.map((token) => this.openToken(token, 'device', '')));
      return tokens.flatMap((token, index) => {
        const device = opened[index];
        return device === undefined ? [] : [{ ...device, token }];
      });
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
