import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { randomId } from '../crypto/random';
import type { AccountId, EmailAddress, EpochSeconds } from '../domain/brands';
import type { NoticeTemplate } from '../domain/message';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { Caller, CookieToken } from '../ports/caller';
import { type AccountParts, type AccountTools, calledBy } from './account-tools';
import type { directoryOf } from './directory';
import { sealMessage } from './messages';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
}

/** What a notice tells of, and to whom. */
export interface Notice {
  readonly account: AccountId;
  readonly email: EmailAddress;
  readonly template: NoticeTemplate;
  readonly caller: Caller;
}

/** As people write it where most of them live. */
export const moment = (at: EpochSeconds): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' }).format(
    at * 1000,
  );

/**
 * A message about what is being decided, whole and sealed, so that it is kept with the decision. It says when and on what
 * kind of device, and nothing by which the caller could be found.
 */
export async function newNotice(
  { parts, tools }: Tools,
  { account, email, template, caller }: Notice,
): Promise<Verbs.NoticeIssue> {
  const { masterKeys, origin } = readConfig(parts.env);
  const { browser, system } = caller.on ?? {};
  const { token, ref } = await tools.mintCookie('disown', account);
  const message = await sealMessage(masterKeys, {
    channel: 'email',
    to: email,
    template,
    personalisation: {
      when: moment(parts.now()),
      device: parts.words.device(browser, system),
      link: `${origin}/not-me/${token}`,
    },
  });
  return { link: ref, message };
}

/** Who signs in, and in which browser. */
export interface NewSignIn extends Omit<Notice, 'template'> {
  /** The session that the browser holds, whosever it is. */
  readonly browser: CookieToken | undefined;
}

/** What is said of a sign-in, for its account to say unless the browser is the person's already. */
export async function newsOfSignIn(
  { parts, tools }: Tools,
  { browser, ...notice }: NewSignIn,
): Promise<Verbs.SignInNews> {
  const [issue, held] = await Promise.all([
    newNotice({ parts, tools }, { ...notice, template: 'new-sign-in' }),
    tools.openSession(browser),
  ]);
  return { notice: issue, ...(held?.account === notice.account ? { held: held.ref } : {}) };
}

/** What a link that says "this was not me" would do. Changes nothing. */
export async function readNotice({ tools }: Tools, token: string): ReturnType<Accounts['readNotice']> {
  const opened = await tools.openToken(token, 'disown', '');
  if (opened === undefined) return 'broken';
  const answer = await tools.call<Recovery.ReadNoticeAnswer>(opened.account, 'readNotice', { link: opened.ref });
  return answer.tag;
}

/** Takes back what a mail told of, by the link in it. */
export async function disown(
  { parts, tools, directory }: Tools & { readonly directory: ReturnType<typeof directoryOf> },
  token: string,
  caller: Caller,
): ReturnType<Accounts['disown']> {
  const opened = await tools.openToken(token, 'disown', '');
  if (opened === undefined) return 'broken';
  const input: Recovery.DisownInput = { link: opened.ref, op: randomId(), ...(await calledBy(parts, caller)) };
  const answer = await tools.call<Recovery.DisownAnswer>(opened.account, 'disown', input);
  if (answer.tag !== 'done') return answer.tag;
  const release = async (credentialId: string) =>
    directory.release(await directory.passkeyEntry(credentialId), opened.account);
  await Promise.all(answer.credentialIds.map(release));
  return 'done';
}
