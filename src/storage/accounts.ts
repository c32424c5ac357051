import type * as Verbs from '../../durable-objects/account/verbs';
import { keyedHash } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import { mintRouting, mintToken, readRouting, readToken, type TokenKind } from '../crypto/secret-token';
import { type AccountId, accountId, type EpochSeconds } from '../domain/brands';
import { type Env, readConfig } from '../env';
import type { Accounts, Caller, CookieToken, Limits } from '../ports';
import { openContact } from './account-contact';
import { createAccount } from './account-creation';
import { checkPasscode, sendPasscode } from './account-passcode';
import { reservePassword } from './account-password';
import { redeemCode, refreshGrant } from './account-tokens';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { directoryOf } from './directory';
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

/** Accounts, over their atoms and the directory. Secrets go there as hashes, personal data as ciphertext. */
export function accounts(parts: AccountParts): Accounts {
  const { env } = parts;
  const config = readConfig(env);
  const tools = accountTools(parts);
  const directory = directoryOf(env);
  const bySession = async <Answer>(
    session: CookieToken | undefined,
    verb: string,
    input: object,
  ): Promise<Answer | undefined> => {
    const opened = await tools.openCookie('session', session);
    return opened === undefined
      ? undefined
      : tools.call<Answer>(opened.account, verb, { session: opened.ref, ...input });
  };

  return {
    async readSession(session) {
      const answer = await bySession<Verbs.SessionAnswer>(session, 'readSession', {});
      return answer?.tag === 'session' ? answer.facts : undefined;
    },

    async has(email) {
      const found = await directory.find(await directory.entry(email));
      return found.tag === 'owned';
    },

    create: (account) => createAccount({ parts, tools, directory }, account),
    reservePassword: (input) => reservePassword({ parts, tools, directory }, input),
    sendPasscode: (bearer, interaction, caller) => sendPasscode({ parts, tools }, bearer, interaction, caller),
    checkPasscode: (bearer, input) => checkPasscode({ parts, tools }, bearer, input),

    async acceptTerms(session, version, caller) {
      const answer = await bySession<Verbs.DecisionAnswer>(session, 'acceptTerms', {
        version,
        context: await parts.sealContext(caller),
      });
      return answer?.tag === 'done' ? 'accepted' : 'no-session';
    },

    async agree(session, consent, caller) {
      const answer = await bySession<Verbs.DecisionAnswer>(session, 'agree', {
        consent,
        context: await parts.sealContext(caller),
      });
      return answer?.tag === 'done' ? 'agreed' : 'no-session';
    },

    async authorize(session, { interaction, request, caller }) {
      const opened = await tools.openCookie('session', session);
      if (opened === undefined) return { outcome: 'no-session' };
      const entryId = (await keyedHash(config.routingKeys, 'grant', interaction)).slice(0, 22);
      // The code follows from the interaction, so a repeated call gives the same one though only its hash is kept.
      const code = await mintToken(config.routingKeys, {
        kind: 'code',
        issuer: config.origin,
        client: request.clientId,
        accountId: opened.account,
        entryId,
        at: parts.now(),
        seed: interaction,
      });
      const answer = await tools.call<Verbs.AuthorizeAnswer>(opened.account, 'authorize', {
        session: opened.ref,
        interaction,
        request,
        code: { id: entryId, secretHash: code.secretHash },
        context: await parts.sealContext(caller),
      } satisfies Verbs.AuthorizeVerbInput);
      switch (answer.tag) {
        case 'granted':
          return { outcome: 'granted', code: code.token };
        case 'needs':
          return { outcome: 'needs', facts: answer.facts };
        case 'completed':
          return { outcome: 'completed' };
        default:
          return { outcome: 'no-session' };
      }
    },

    redeem: (code, shown, caller) => redeemCode({ parts, tools }, code, shown, caller),
    refresh: (token, asked, caller) => refreshGrant({ parts, tools }, token, asked, caller),

    async readGrant(routing, clientId) {
      const route = await readRouting(config.routingKeys, routing, {
        kind: 'access',
        issuer: config.origin,
        client: clientId,
        now: parts.now(),
      });
      if (route === undefined) return undefined;
      const answer = await tools.call<Verbs.ReadGrantAnswer>(route.accountId, 'readGrant', {
        grantId: route.entryId,
        clientId,
      });
      if (answer.tag !== 'grant') return undefined;
      const { subject, scopes, level } = answer;
      return { subject, scopes, level, ...(await openContact(config.masterKeys, route.accountId, answer)) };
    },

    async overview(session) {
      const opened = await tools.openCookie('session', session);
      if (opened === undefined) return undefined;
      const answer = await tools.call<Verbs.OverviewAnswer>(opened.account, 'overview', { session: opened.ref });
      if (answer.tag !== 'overview') return undefined;
      const { email, phone } = await openContact(config.masterKeys, opened.account, answer);
      return { email, phoneEnding: phone.slice(-3), level: answer.level, consents: answer.consents };
    },

    async signOut(session, device, caller) {
      const [mine, remembered] = await Promise.all([
        tools.openCookie('session', session),
        tools.openCookie('device', device),
      ]);
      const context = await parts.sealContext(caller);
      const owners = new Set([mine?.account, remembered?.account].filter((one) => one !== undefined));
      await Promise.all(
        [...owners].map((owner) =>
          tools.call(owner, 'signOut', {
            context,
            ...(mine?.account === owner ? { session: mine.ref } : {}),
            ...(remembered?.account === owner ? { device: remembered.ref } : {}),
          } satisfies Verbs.SignOutInput),
        ),
      );
    },

    async signOutEverywhere(session, caller) {
      const answer = await bySession<Verbs.DecisionAnswer>(session, 'signOutEverywhere', {
        context: await parts.sealContext(caller),
      });
      return answer?.tag === 'done' ? 'done' : 'no-session';
    },

    tokenId: (grant, kind) =>
      mintRouting(config.routingKeys, {
        kind,
        issuer: config.origin,
        client: grant.clientId,
        accountId: accountId(grant.account),
        entryId: grant.grantId,
        at: parts.now(),
      }),
  };
}
