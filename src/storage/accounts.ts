import type * as Grants from '../../durable-objects/account/grant-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { keyedHash } from '../crypto/keyed-hash';
import { mintRouting, mintToken, readRouting } from '../crypto/secret-token';
import { accountId } from '../domain/brands';
import { readConfig } from '../env';
import type { Accounts, SessionLook } from '../ports/accounts';
import type { CookieToken } from '../ports/caller';
import { keyAad, openColumn, openContact, sealColumn } from './account-contact';
import { createAccount } from './account-creation';
import { isRotating, renewAccount } from './account-keys';
import { disown, readNotice } from './account-notices';
import { checkPasscode, sendPasscode } from './account-passcode';
import { addPasskey, namePasskey, passkeyOwner, removePasskey, reservePasskey, setPassword } from './account-passkeys';
import { reservePassword } from './account-password';
import { openPatient } from './account-proof';
import { completeReset, readReset, requestReset } from './account-reset';
import { endAccess, readSecurity } from './account-security';
import { redeemCode, refreshGrant, revokeReusedCode } from './account-tokens';
import { type AccountParts, accountTools, calledBy, deviceOf, replaceDevice } from './account-tools';
import { newUpgrade, takeUpgrade } from './account-upgrade';
import { directoryOf } from './directory';

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
    const opened = await tools.openSession(session);
    return opened === undefined
      ? undefined
      : tools.call<Answer>(opened.account, verb, { session: opened.ref, ...input });
  };

  const accessRoute = (routing: string, client: string) =>
    readRouting(config.routingKeys, routing, { kind: 'access', issuer: config.origin, client, now: parts.now() });

  const lookUpSession = async (session: CookieToken | undefined): Promise<SessionLook> => {
    const answer = await bySession<Verbs.SessionAnswer>(session, 'readSession', {});
    if (answer?.tag === 'session') return { facts: answer.facts };
    return answer?.disabledIn === undefined ? {} : { disabledIn: answer.disabledIn };
  };

  return {
    lookUpSession,
    readSession: async (session) => (await lookUpSession(session)).facts,

    async has(email) {
      const found = await directory.find(await directory.entry(email));
      return found.tag === 'owned';
    },

    create: (account) => createAccount({ parts, tools, directory }, account),
    reservePassword: (input) => reservePassword({ parts, tools, directory }, input),
    sendPasscode: (bearer, interaction, caller) => sendPasscode({ parts, tools }, bearer, interaction, caller),
    checkPasscode: (bearer, input) => checkPasscode({ parts, tools }, bearer, input),

    setPassword: (session, input) => setPassword({ parts, tools }, session, input),
    newUpgrade: (session, caller) => newUpgrade({ parts, tools }, session, caller),
    takeUpgrade: (session, caller) => takeUpgrade({ parts, tools }, session, caller),
    passkeyOwner: (session) => passkeyOwner({ parts, tools }, session),
    reservePasskey: (credentialId, at) => reservePasskey({ parts, tools, directory }, credentialId, at),
    addPasskey: (session, passkey, caller) => addPasskey({ parts, tools, directory }, session, passkey, caller),
    removePasskey: (session, passkey, caller) => removePasskey({ parts, tools, directory }, session, passkey, caller),
    namePasskey: (session, passkey, caller) => namePasskey({ parts, tools, directory }, session, passkey, caller),

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
      const opened = await tools.openSession(session);
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
      const answer = await tools.call<Grants.AuthorizeAnswer>(opened.account, 'authorize', {
        session: opened.ref,
        interaction,
        request,
        code: { id: entryId, secretHash: code.secretHash },
        context: await parts.sealContext(caller),
      } satisfies Grants.AuthorizeVerbInput);
      switch (answer.tag) {
        case 'granted':
          if (isRotating(parts))
            parts.sender.waitUntil(renewAccount({ parts, tools, directory }, opened.account).catch(() => undefined));
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
    revokeReused: (code, clientId, caller) => revokeReusedCode({ parts, tools }, code, clientId, caller),
    refresh: (token, asked, caller) => refreshGrant({ parts, tools }, token, asked, caller),

    async readGrant(routing, clientId) {
      const route = await accessRoute(routing, clientId);
      if (route === undefined) return undefined;
      const input = { grantId: route.entryId, clientId };
      const answer = await tools.call<Grants.ReadGrantAnswer>(route.accountId, 'readGrant', input);
      if (answer.tag !== 'grant') return undefined;
      const { subject, scopes, level, agreed, passwordAlone, sealedMetadata: value, wrappedKey } = answer;
      const [contact, patient, note] = await Promise.all([
        openContact(config.masterKeys, route.accountId, answer),
        answer.patient && openPatient(config.masterKeys, route.accountId, answer.patient),
        value && openColumn(config.masterKeys, `note:${clientId}`, route.accountId, { value, wrappedKey }),
      ]);
      const told = { ...(patient && { patient }), ...(note ? { userMetadata: note } : {}) };
      return {
        subject,
        scopes,
        level,
        ...(agreed && { agreed }),
        ...(passwordAlone && { passwordAlone }),
        ...contact,
        ...told,
      };
    },

    async writeUserMetadata(routing, clientId, text, caller) {
      const route = await accessRoute(routing, clientId);
      if (route === undefined) return 'ended';
      const { accountId: account, entryId: grantId } = route;
      const read = await tools.call<Grants.ReadGrantAnswer>(account, 'readGrant', { grantId, clientId });
      if (read.tag !== 'grant') return 'ended';
      const key = await unwrapDataKey(config.masterKeys, read.wrappedKey, keyAad(account));
      const sealed = text === '' ? {} : { sealed: await sealColumn(key, `note:${clientId}`, account, text) };
      const context = await parts.sealContext(caller);
      const input: Grants.WriteMetadataInput = { grantId, clientId, context, ...sealed };
      const answer = await tools.call<Grants.WriteMetadataAnswer>(account, 'writeMetadata', input);
      return answer.tag === 'written' ? 'written' : 'ended';
    },

    async openAsserted({ idTokenJti, clientId, interaction, caller }) {
      const at = { issuer: config.origin, client: clientId, now: parts.now() };
      const route = await readRouting(config.routingKeys, idTokenJti, { kind: 'id', ...at });
      if (route === undefined) return undefined;
      const session = await tools.mintCookie('session', route.accountId);
      const answer = await tools.call<Verbs.SessionAnswer>(route.accountId, 'openAsserted', {
        grantId: route.entryId,
        clientId,
        session: session.ref,
        interaction,
        context: await parts.sealContext(caller),
      } satisfies Grants.OpenAssertedInput);
      return answer.tag === 'session' ? { session: session.token, facts: answer.facts } : undefined;
    },

    async overview(session) {
      const opened = await tools.openSession(session);
      if (opened === undefined) return undefined;
      const answer = await tools.call<Verbs.OverviewAnswer>(opened.account, 'overview', { session: opened.ref });
      if (answer.tag !== 'overview') return undefined;
      const { email, phone } = await openContact(config.masterKeys, opened.account, answer);
      const { level, consents, sessionUntil } = answer;
      return { email, phoneEnding: phone.slice(-3), level, consents, sessionUntil };
    },

    async signOut(session, cookie, caller) {
      const [mine, devices] = await Promise.all([tools.openSession(session), tools.openDevices(cookie)]);
      if (mine === undefined) return {};
      const device = deviceOf(devices, mine.account);
      await tools.call(mine.account, 'signOut', {
        session: mine.ref,
        ...(await calledBy(parts, caller)),
        ...(device === undefined ? {} : { device }),
      } satisfies Verbs.SignOutInput);
      const others = replaceDevice(devices, mine.account, undefined);
      return others === undefined ? {} : { device: others };
    },

    async signOutEverywhere(session, caller) {
      const answer = await bySession<Verbs.DecisionAnswer>(session, 'signOutEverywhere', await calledBy(parts, caller));
      return answer?.tag === 'done' ? 'done' : 'no-session';
    },

    security: (browser) => readSecurity({ parts, tools }, browser),
    endAccess: (browser, end, caller) => endAccess({ parts, tools }, browser, { end, caller }),

    requestReset: (input) => requestReset({ parts, tools, directory }, input),
    readReset: (token) => readReset({ parts, tools }, token),
    completeReset: (token, input) => completeReset({ parts, tools }, token, input),
    readNotice: (token) => readNotice({ parts, tools }, token),
    disown: (token, caller) => disown({ parts, tools, directory }, token, caller),

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
