import type * as Credentials from '../../durable-objects/account/credential-verbs';
import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { sha256 } from '../crypto/keyed-hash';
import { randomId, randomSecret } from '../crypto/random';
import { type Named, namedPasskeys } from '../domain/authenticator-name';
import { type AccountId, after, type EmailAddress, type PhoneNumber } from '../domain/brands';
import { limits } from '../domain/limits';
import type { Message, RemovalTemplate, SealedMessage } from '../domain/message';
import { isLandline, phoneEnding } from '../domain/phone';
import { readConfig } from '../env';
import type { Caller } from '../ports/caller';
import type { PasskeyRemovals } from '../ports/passkey-removals';
import type { HeldPasskey } from '../ports/passkeys';
import { openContact } from './account-contact';
import { moment, newNotice } from './account-notices';
import { hashOfPasscode, sendTo } from './account-passcode';
import { openPasskeys } from './account-passkeys';
import { type AccountParts, accountTools, calledBy, type OpenedToken } from './account-tools';
import { directoryOf } from './directory';
import { sealMessage } from './messages';

/** Codes that are sent for a link are kept by its id, apart from those of any journey. */
const codesOf = ({ ref }: OpenedToken): string => `link ${ref.id}`;

/** Passkeys as a mail names them: as their person knows them, and since when there are. */
const namesOf = (passkeys: readonly Named<HeldPasskey>[], unnamed: string): string =>
  passkeys.map(({ shownName = unnamed, addedAt }) => `${shownName} (${moment(addedAt)})`).join(', ');

const broken = { outcome: 'broken' } as const;

/** The removal of passkeys by who has the mailbox and the phone of an account, over its atom. */
export function passkeyRemovals(parts: AccountParts): PasskeyRemovals {
  const tools = accountTools(parts);
  const directory = directoryOf(parts.env);
  const { masterKeys, origin } = readConfig(parts.env);
  const call = <Answer>({ account, ref }: OpenedToken, verb: string, input: object): Promise<Answer> =>
    tools.call<Answer>(account, verb, { link: ref, ...input });
  const openLink = (token: string, kind: 'reset' | 'removal') => tools.openToken(token, kind, '');

  const fromBrowser = async (browser: string | undefined) =>
    browser === undefined ? {} : { browserHash: await sha256(browser) };
  const readRequest = async (opened: OpenedToken, browser: string | undefined) =>
    call<Recovery.ReadRemovalRequestAnswer>(opened, 'readRemovalRequest', await fromBrowser(browser));

  const mail = (
    to: EmailAddress,
    template: RemovalTemplate,
    personalisation: Readonly<Record<string, string>>,
  ): Promise<SealedMessage> => sealMessage(masterKeys, { channel: 'email', to, template, personalisation });
  const saidOf = ({ on }: Caller) => ({
    when: moment(parts.now()),
    device: parts.words.device(on?.browser, on?.system),
  });

  async function newLink(account: AccountId) {
    const { token, ref } = await tools.mintCookie('removal', account);
    return { ref, link: `${origin}/passkey-removal/${token}` };
  }

  /** What is told when passkeys are to be removed: at once by mail and by phone, and by mail when it may be done. */
  async function issuesTo(
    account: AccountId,
    { email, phone, names }: { readonly email: EmailAddress; readonly phone: PhoneNumber; readonly names: string },
    caller: Caller,
  ): Promise<Pick<Recovery.AskRemovalInput, 'byMail' | 'byPhone' | 'ready'>> {
    const [mailed, phoned] = await Promise.all([newLink(account), newLink(account)]);
    const [asked, ready, news] = await Promise.all([
      mail(email, 'passkeys-asked', { ...saidOf(caller), passkeys: names, link: mailed.link }),
      mail(email, 'passkeys-ready', { passkeys: names, link: mailed.link }),
      sealMessage(masterKeys, newsTo(phone, phoned.link)),
    ]);
    return {
      byMail: { link: mailed.ref, message: asked },
      byPhone: { link: phoned.ref, message: news },
      ready,
    };
  }

  function newsTo(to: PhoneNumber, link: string): Message {
    const common = { to, personalisation: { link }, expiresAt: after(parts.now(), limits.passkeyRemovalDelay.value) };
    return isLandline(to)
      ? { channel: 'voice', template: 'voice-passkeys-asked', ...common }
      : { channel: 'sms', template: 'sms-passkeys-asked', ...common };
  }

  return {
    async readRequest(token, browser) {
      const opened = await openLink(token, 'reset');
      if (opened === undefined) return broken;
      const { account } = opened;
      const answer = await readRequest(opened, browser);
      if (answer.tag !== 'live') return { outcome: answer.tag };
      if (answer.at === 'pending') {
        const { from, passkeys = [] } = answer;
        return { outcome: 'pending', from, passkeys: await openPasskeys(parts, account, { ...answer, passkeys }) };
      }
      if (answer.at === 'choice') return { outcome: 'choice', passkeys: await openPasskeys(parts, account, answer) };
      const { phone } = await openContact(masterKeys, account, answer);
      const { codeUntil } = answer;
      return {
        outcome: 'phone',
        browser: browser ?? randomSecret(),
        phoneEnding: phoneEnding(phone),
        called: isLandline(phone),
        ...(codeUntil === undefined ? {} : { codeUntil }),
      };
    },

    async sendCode(token, caller) {
      const opened = await openLink(token, 'reset');
      if (opened === undefined) return broken;
      const bearer = { by: 'link', link: opened.ref } as const;
      const to = { account: opened.account, interaction: codesOf(opened), bearer };
      const sent = await sendTo({ parts, tools }, to, caller);
      if (sent.outcome === 'sending-locked') return sent;
      return sent.outcome === 'sent' ? { outcome: 'sent' } : { outcome: 'expired' };
    },

    async proveCode(token, code, { browser, caller }) {
      const opened = await openLink(token, 'reset');
      if (opened === undefined) return broken;
      // A browser that has lost its secret is given another with the page, and no code is spent in vain.
      if (browser === undefined) return { outcome: 'expired' };
      const waiting = { interaction: codesOf(opened), account: opened.account };
      const [codeHash, called] = await Promise.all([hashOfPasscode(parts, waiting, code), calledBy(parts, caller)]);
      const input = { codeHash, op: randomId(), browserHash: await sha256(browser), ...called };
      const answer = await call<Recovery.ProvePhoneAnswer>(opened, 'provePhone', input);
      return answer.tag === 'locked' ? { outcome: 'locked', until: answer.until } : { outcome: answer.tag };
    },

    async ask(token, keys, { browser, caller }) {
      const opened = await openLink(token, 'reset');
      if (opened === undefined) return broken;
      const { account } = opened;
      const read = await readRequest(opened, browser);
      if (read.tag !== 'live') return { outcome: read.tag };
      if (read.at !== 'choice') return { outcome: read.at === 'pending' ? 'pending' : 'unproved' };
      const [contact, held] = await Promise.all([
        openContact(masterKeys, account, read),
        openPasskeys(parts, account, read),
      ]);
      const names = namesOf(namedPasskeys(held.filter(({ key }) => keys.includes(key))), parts.words.passkey);
      const [issues, called] = await Promise.all([
        issuesTo(account, { ...contact, names }, caller),
        calledBy(parts, caller),
      ]);
      const input = { op: randomId(), keys, ...(await fromBrowser(browser)), ...issues, ...called };
      return { outcome: (await call<Recovery.AskRemovalAnswer>(opened, 'askRemoval', input)).tag };
    },

    async read(token) {
      const opened = await openLink(token, 'removal');
      if (opened === undefined) return broken;
      const answer = await call<Recovery.ReadRemovalAnswer>(opened, 'readRemoval', {});
      if (answer.tag !== 'live') return { outcome: answer.tag };
      const { state, from, may, passkeys: chosen = [] } = answer;
      const passkeys = await openPasskeys(parts, opened.account, { ...answer, passkeys: chosen });
      return { outcome: 'live', state, from, may, passkeys };
    },

    async stop(token, caller) {
      const opened = await openLink(token, 'removal');
      if (opened === undefined) return broken;
      const input = { op: randomId(), ...(await calledBy(parts, caller)) };
      return { outcome: (await call<Recovery.StopRemovalAnswer>(opened, 'stopRemoval', input)).tag };
    },

    async finish(token, caller) {
      const opened = await openLink(token, 'removal');
      if (opened === undefined) return broken;
      const { account } = opened;
      const read = await call<Recovery.ReadRemovalAnswer>(opened, 'readRemoval', {});
      if (read.tag !== 'live') return { outcome: read.tag };
      const { email } = await openContact(masterKeys, account, read);
      const [notice, called] = await Promise.all([
        newNotice({ parts, tools }, { account, email, template: 'passkey-removed', caller }),
        calledBy(parts, caller),
      ]);
      const input = { op: randomId(), notice, ...called };
      const answer = await call<Recovery.FinishRemovalAnswer>(opened, 'finishRemoval', input);
      if (answer.tag !== 'removed') return { outcome: answer.tag };
      const release = async (credentialId: string) =>
        directory.release(await directory.passkeyEntry(credentialId), account);
      await Promise.all(answer.credentialIds.map(release));
      return { outcome: 'removed', hasPassword: answer.hasPassword };
    },

    async answer(session, { putOff, caller }) {
      const opened = await tools.openSession(session);
      if (opened === undefined) return;
      const { account, ref } = opened;
      const owner = await tools.call<Credentials.PasskeyOwnerAnswer>(account, 'passkeyOwner', { session: ref });
      if (owner.tag !== 'owner') return;
      const { email } = await openContact(masterKeys, account, owner);
      const [message, called] = await Promise.all([
        mail(email, 'passkeys-put-off', saidOf(caller)),
        calledBy(parts, caller),
      ]);
      const input: Recovery.AnswerRemovalInput = { session: ref, putOff, message, ...called };
      await tools.call<Verbs.DecisionAnswer>(account, 'answerRemoval', input);
    },
  };
}
