import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { keyedHash } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import { interactionId } from '../domain/brands';
import { limits } from '../domain/limits';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import { keyAad, openColumn, openContact, sealColumn } from './account-contact';
import { newNotice } from './account-notices';
import { accountOfAddress } from './account-of-address';
import { type AccountParts, type AccountTools, calledBy, replaceDevice } from './account-tools';
import type { directoryOf } from './directory';
import { lifeInWords, sealMessage } from './messages';
import { takeSend } from './send-limits';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
  readonly directory: ReturnType<typeof directoryOf>;
}

/**
 * Takes note that somebody asked to choose the password of an address anew. Both messages are made for every address, and
 * one verb of the account, or of its decoy, decides whether one is sent; it leaves by the outbox alone, so that this
 * request is the same whatever is decided.
 */
export async function requestReset(
  { parts, tools, directory }: Tools,
  { email, interaction, caller }: Parameters<Accounts['requestReset']>[0],
): ReturnType<Accounts['requestReset']> {
  const { indexKeys, masterKeys, origin } = readConfig(parts.env);
  const hash = await keyedHash(indexKeys, 'send-limit', email);
  const target = { channel: 'email', to: email } as const;
  const { limitedUntil } = await takeSend(parts.limits, { target, caller, hash, proved: false, resets: true });
  if (limitedUntil !== undefined) return { outcome: 'sending-locked', until: limitedUntil };
  const { account, creation } = await accountOfAddress({ parts, directory }, email);
  const { token, ref } = await tools.mintCookie('reset', account);
  const seal = (template: 'reset-link' | 'reset-no-password', life: number) => {
    const personalisation = { link: `${origin}/reset/link/${token}`, life: lifeInWords(life) };
    return sealMessage(masterKeys, { ...target, template, personalisation });
  };
  const mailOf = async (template: 'reset-link' | 'reset-no-password'): Promise<Recovery.ResetMail> => {
    const lives = [limits.resetLinkLife.value, limits.lastResetLinkLife.value] as const;
    const [usual, last] = await Promise.all([seal(template, lives[0]), seal(template, lives[1])]);
    return { ...usual, last };
  };
  const [withPassword, withoutPassword, called] = await Promise.all([
    mailOf('reset-link'),
    mailOf('reset-no-password'),
    calledBy(parts, caller),
  ]);
  await tools.call<Recovery.RequestResetAnswer>(account, 'requestReset', {
    ...called,
    ...(creation === undefined ? {} : { creation }),
    ...(interaction === undefined ? {} : { interaction }),
    link: ref,
    withPassword,
    withoutPassword,
  } satisfies Recovery.RequestResetInput);
  return { outcome: 'noted' };
}

async function openLink({ parts, tools }: Omit<Tools, 'directory'>, token: string) {
  const opened = await tools.openToken(token, 'reset', '');
  if (opened === undefined) return { tag: 'broken' } as const;
  const answer = await tools.call<Recovery.ReadResetAnswer>(opened.account, 'readReset', { link: opened.ref });
  if (answer.tag !== 'live') return answer;
  const { email } = await openContact(readConfig(parts.env).masterKeys, opened.account, answer);
  return { ...answer, ...opened, email };
}

/** Whose link it is. Changes nothing. */
export async function readReset(tools: Omit<Tools, 'directory'>, token: string): ReturnType<Accounts['readReset']> {
  const link = await openLink(tools, token);
  if (link.tag !== 'live') return { outcome: link.tag };
  // An atom of the release before says none of these: its links choose a password, and whether they must wait it says then.
  const {
    email,
    choosesPassword = true,
    passkeys = 0,
    waits = false,
    account,
    sealedPassword: value,
    wrappedKey,
  } = link;
  const { masterKeys } = readConfig(tools.parts.env);
  const replaces = value && (await openColumn(masterKeys, 'password', account, { value, wrappedKey }));
  return { outcome: 'live', email, choosesPassword, hasPasskeys: passkeys > 0, waits, ...(replaces && { replaces }) };
}

/** Sets the password by a link; its person hears of it by e-mail. */
export async function completeReset(
  { parts, tools }: Omit<Tools, 'directory'>,
  token: string,
  { passwordHash, passwordLength, device: cookie, caller }: Parameters<Accounts['completeReset']>[1],
): ReturnType<Accounts['completeReset']> {
  const link = await openLink({ parts, tools }, token);
  if (link.tag !== 'live') return { outcome: link.tag };
  const { account, email, ref, wrappedKey } = link;
  const key = await unwrapDataKey(readConfig(parts.env).masterKeys, wrappedKey, keyAad(account));
  const [sealedPassword, notice, called, browser, devices] = await Promise.all([
    sealColumn(key, 'password', account, passwordHash),
    newNotice({ parts, tools }, { account, email, template: 'password-changed', caller }),
    calledBy(parts, caller),
    tools.mintCookie('device', account),
    tools.openDevices(cookie),
  ]);
  const input: Recovery.CompleteResetInput = {
    link: ref,
    op: randomId(),
    sealedPassword,
    passwordLength,
    notice,
    browser: browser.ref,
    ...called,
  };
  const answer = await tools.call<Recovery.CompleteResetAnswer>(account, 'completeReset', input);
  if (answer.tag === 'too-soon') return { outcome: 'too-soon', until: answer.until };
  if (answer.tag !== 'done') return { outcome: answer.tag };
  const { interaction } = answer;
  const device = replaceDevice(devices, account, browser.token);
  return {
    outcome: 'done',
    ...(device && { device }),
    ...(interaction === undefined ? {} : { interaction: interactionId(interaction) }),
  };
}
