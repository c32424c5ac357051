import type * as SignIn from '../../durable-objects/account/sign-in-verbs';
import { keyedHash } from '../crypto/keyed-hash';
import { randomDigits } from '../crypto/random';
import type { AccountId, InteractionId, PhoneNumber } from '../domain/brands';
import { limits } from '../domain/limits';
import { calledPhone } from '../domain/phone';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { Caller } from '../ports/caller';
import type { PasscodeBearer, PasscodeChecked, PasscodeSent } from '../ports/sign-in';
import { openContact } from './account-contact';
import { newsOfSignIn } from './account-notices';
import { type AccountParts, type AccountTools, calledBy, deviceOf, replaceDevice, traceAtOnce } from './account-tools';
import { phoneCodeMessage, sealMessage, sendAtOnce } from './messages';
import { isSuspect } from './receipts';
import { takeSend } from './send-limits';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
}

/** What a code is bound to. */
interface Waiting {
  readonly interaction: string;
  readonly account: AccountId;
}

export const hashOfPasscode = (parts: AccountParts, { interaction, account }: Waiting, code: string): Promise<string> =>
  keyedHash(readConfig(parts.env).indexKeys, 'passcode', interaction, account, code);

/** A new code for a number: its keyed hash, bound to interaction and account, and the whole message sealed. */
export async function newPasscode(
  parts: AccountParts,
  to: Waiting & { readonly phone: PhoneNumber },
): Promise<SignIn.PasscodeIssue> {
  const code = randomDigits(limits.codeLength.value);
  const [codeHash, message] = await Promise.all([
    hashOfPasscode(parts, to, code),
    sealMessage(readConfig(parts.env).masterKeys, phoneCodeMessage(to.phone, code, parts.now())),
  ]);
  return { codeHash, message };
}

/** Counts a text message to this number from this network. */
export async function takePasscodeSend(parts: AccountParts, phone: PhoneNumber, caller: Caller) {
  const hash = await keyedHash(readConfig(parts.env).indexKeys, 'send-limit', phone);
  return takeSend(parts.limits, { target: { channel: 'sms', to: phone }, caller, hash, proved: true });
}

async function openBearer(
  { tools }: Tools,
  bearer: PasscodeBearer,
): Promise<{ readonly account: AccountId; readonly bearer: SignIn.Bearer } | undefined> {
  if (bearer.by === 'password') return { account: bearer.account, bearer: { by: 'password' } };
  const session = await tools.openSession(bearer.session);
  return session === undefined
    ? undefined
    : { account: session.account, bearer: { by: 'session', session: session.ref } };
}

/** Sends a new code to a person whose password was right, or who has a session that lacks one. */
export async function sendPasscode(
  { parts, tools }: Tools,
  bearer: PasscodeBearer,
  interaction: InteractionId,
  caller: Caller,
): Promise<PasscodeSent> {
  const who = await openBearer({ parts, tools }, bearer);
  return who === undefined ? { outcome: 'lost' } : sendTo({ parts, tools }, { ...who, interaction }, caller);
}

/** Sends a new code to whoever bears what lets them ask for one. */
export async function sendTo(
  { parts, tools }: Tools,
  { interaction, ...who }: Waiting & { readonly bearer: SignIn.Bearer },
  caller: Caller,
): Promise<PasscodeSent> {
  const contact = await tools.call<SignIn.ContactAnswer>(who.account, 'readContact', {
    bearer: who.bearer,
    interaction,
  } satisfies SignIn.ContactInput);
  if (contact.tag !== 'contact') return { outcome: 'lost' };
  const { phone } = await openContact(readConfig(parts.env).masterKeys, who.account, contact);
  const taken = await takePasscodeSend(parts, phone, caller);
  if (taken.limitedUntil !== undefined) return { outcome: 'sending-locked', until: taken.limitedUntil };
  const passcode = await newPasscode(parts, { interaction, account: who.account, phone });
  const context = await parts.sealContext(caller);
  const answer = await tools.call<SignIn.IssuePasscodeAnswer>(who.account, 'issuePasscode', {
    bearer: who.bearer,
    interaction,
    passcode,
    context,
  } satisfies SignIn.IssuePasscodeInput);
  // Ensure what the account does not send uses up no message of a number that other accounts have too.
  if (answer.tag !== 'sent') await taken.giveBack();
  if (answer.tag === 'lost') return { outcome: 'lost' };
  if (answer.tag !== 'sent') return { outcome: 'sending-locked', until: answer.until };
  sendAtOnce(parts.sender, { ...passcode.message, turn: answer.turn }, () =>
    tools.call(who.account, 'acknowledgeMessage', { id: passcode.message.id }),
  );
  return { outcome: 'sent', ...calledPhone(phone), suspect: await isSuspect(parts, phone) };
}

/** Compares a code and, when it is right, opens the session it completes. */
export async function checkPasscode(
  { parts, tools }: Tools,
  bearer: PasscodeBearer,
  input: Parameters<Accounts['checkPasscode']>[1],
): Promise<PasscodeChecked> {
  const who = await openBearer({ parts, tools }, bearer);
  if (who === undefined) return { outcome: 'lost' };
  const { email, browser, caller } = input;
  const [codeHash, called, session, next, devices, news] = await Promise.all([
    hashOfPasscode(parts, { interaction: input.interaction, account: who.account }, input.code),
    calledBy(parts, input.caller),
    tools.mintCookie('session', who.account),
    input.remember ? tools.mintCookie('device', who.account) : undefined,
    tools.openDevices(input.device),
    bearer.by === 'session' || email === undefined
      ? undefined
      : newsOfSignIn({ parts, tools }, { account: who.account, email, caller, browser }),
  ]);
  const knownBy = deviceOf(devices, who.account);
  const answer = await tools.call<SignIn.CheckPasscodeAnswer>(who.account, 'checkPasscode', {
    bearer: who.bearer,
    interaction: input.interaction,
    codeHash,
    session: session.ref,
    ...called,
    ...(next === undefined ? {} : { device: next.ref }),
    ...(knownBy === undefined ? {} : { knownBy }),
    ...(news === undefined ? {} : { news }),
  } satisfies SignIn.CheckPasscodeInput);
  if (answer.tag === 'signed-in') {
    traceAtOnce(parts, who.account, answer);
    const device = next && replaceDevice(devices, who.account, next.token);
    return { outcome: 'signed-in', session: session.token, ...(device === undefined ? {} : { device }) };
  }
  return answer.tag === 'locked' ? { outcome: 'locked', until: answer.until } : { outcome: answer.tag };
}
