import type * as SignIn from '../../durable-objects/account/sign-in-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { keyedHash } from '../crypto/keyed-hash';
import { randomId } from '../crypto/random';
import type { AccountId, EmailAddress } from '../domain/brands';
import { calledPhone } from '../domain/phone';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { Caller, CookieToken } from '../ports/caller';
import type { PasswordReservation, PasswordSettled } from '../ports/sign-in';
import { openColumn, openContact } from './account-contact';
import { newNotice, newsOfSignIn } from './account-notices';
import { accountOfAddress, addressKeyOf } from './account-of-address';
import { newPasscode, takePasscodeSend } from './account-passcode';
import {
  type AccountParts,
  type AccountTools,
  calledBy,
  deviceOf,
  type OpenedDevices,
  replaceDevice,
  traceAtOnce,
} from './account-tools';
import type { directoryOf } from './directory';
import { sendAtOnce } from './messages';

/** A hash in the form of every other that no password meets: its key part is not the output of any run. */
const UNMEETABLE_HASH = '$scrypt$ln=14,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
  readonly directory: ReturnType<typeof directoryOf>;
}
type ReserveInput = Parameters<Accounts['reservePassword']>[0];
type Reserved = Extract<SignIn.ReservePasswordAnswer, { tag: 'reserved' }>;

/** Finds whose address it is, and counts the attempt there: at the account, or at the decoy that takes the same path. */
export async function reservePassword(
  { parts, tools, directory }: Tools,
  input: ReserveInput,
): Promise<PasswordReservation> {
  const [found, called, devices, source] = await Promise.all([
    'email' in input.of ? findByAddress({ parts, directory }, input.of.email) : findBySession(tools, input.of.session),
    calledBy(parts, input.caller),
    tools.openDevices(input.device),
    sourceOf(parts, input.caller),
  ]);
  if (found === undefined) return { outcome: 'lost' };
  const { account, creation } = found;
  const ticket = randomId();
  const { context } = called;
  const device = deviceOf(devices, account);
  const reserve: SignIn.ReservePasswordInput = {
    ticket,
    addressKey: found.addressKey,
    source,
    context,
    ...(found.session === undefined ? {} : { session: found.session }),
    ...(device === undefined ? {} : { device }),
  };
  let answer = await tools.call<SignIn.ReservePasswordAnswer>(account, 'reservePassword', reserve);
  if (answer.tag === 'pending' && creation !== undefined) {
    // A registration was cut short after the directory had decided: complete it.
    await tools.call<Verbs.ActivateAnswer>(account, 'activate', {
      op: creation,
      context,
    } satisfies Verbs.ActivateInput);
    answer = await tools.call<SignIn.ReservePasswordAnswer>(account, 'reservePassword', reserve);
  }
  if (answer.tag === 'locked') return { outcome: 'locked', until: answer.until };
  if (answer.tag === 'lost') return { outcome: 'lost' };
  if (answer.tag !== 'reserved') return { outcome: 'off' };
  const reserved = answer;
  const passwordHash = await openPassword(parts, account, reserved);
  return {
    outcome: 'reserved',
    passwordHash,
    length: reserved.held?.password?.length ?? 'short',
    deviceKnown: reserved.deviceKnown,
    settle: (verdict) =>
      settle({ parts, tools }, { account, ticket, reserved, input, called, devices, before: found.session }, verdict),
  };
}

/** The network of a caller, as an account tells networks apart; too short to be found out by. */
const sourceOf = async (parts: AccountParts, { address }: Caller): Promise<string> =>
  (await keyedHash(readConfig(parts.env).indexKeys, 'attempt-source', address)).slice(0, 8);

/** Where an attempt is counted. */
interface Found {
  readonly account: AccountId;
  readonly addressKey: string;
  /** The operation that made the account, in case it was cut short. */
  readonly creation?: string;
  readonly session?: Verbs.SecretRef;
}

async function findByAddress(
  { parts, directory }: Pick<Tools, 'parts' | 'directory'>,
  email: EmailAddress,
): Promise<Found> {
  const [found, addressKey] = await Promise.all([
    accountOfAddress({ parts, directory }, email),
    addressKeyOf(parts, email),
  ]);
  return { ...found, addressKey };
}

async function findBySession(tools: AccountTools, session: CookieToken): Promise<Found | undefined> {
  const opened = await tools.openSession(session);
  return opened && { account: opened.account, addressKey: '', session: opened.ref };
}

async function openPassword(parts: AccountParts, account: AccountId, reserved: Reserved): Promise<string> {
  if (reserved.held?.password === undefined) return UNMEETABLE_HASH;
  const { password, wrappedKey } = reserved.held;
  const sealed = { value: password.sealed, wrappedKey };
  return openColumn(readConfig(parts.env).masterKeys, 'password', account, sealed);
}

interface Attempt {
  readonly account: AccountId;
  readonly ticket: string;
  readonly reserved: Reserved;
  readonly input: ReserveInput;
  readonly called: Verbs.Called;
  readonly devices: OpenedDevices;
  readonly before: Verbs.SecretRef | undefined;
}

/** What the person is told of a sign-in to which the password is enough. */
async function newsOf(
  tools: Pick<Tools, 'parts' | 'tools'>,
  { account, input }: Attempt,
): Promise<Pick<SignIn.SettlePasswordInput, 'news'>> {
  if (!('email' in input.of)) return {};
  const { caller, browser, of } = input;
  return { news: await newsOfSignIn(tools, { account, email: of.email, caller, browser }) };
}

/** What the person is told when a device showed a secret of before. */
async function copyNotice(
  { parts, tools }: Pick<Tools, 'parts' | 'tools'>,
  { account, input: { caller }, reserved }: Attempt,
): Promise<Pick<SignIn.SettlePasswordInput, 'deviceCopied'>> {
  if (!reserved.deviceCopied || reserved.held === undefined) return {};
  const { email } = await openContact(readConfig(parts.env).masterKeys, account, reserved.held);
  return { deviceCopied: await newNotice({ parts, tools }, { account, email, template: 'device-copied', caller }) };
}

async function settle(
  { parts, tools }: Pick<Tools, 'parts' | 'tools'>,
  attempt: Attempt,
  verdict: Parameters<Extract<PasswordReservation, { outcome: 'reserved' }>['settle']>[0],
): Promise<PasswordSettled> {
  const { account, ticket, reserved, input, called, devices } = attempt;
  const base = { ticket, interaction: input.interaction, ...called, ...(await copyNotice({ parts, tools }, attempt)) };
  const send = (
    more: Partial<SignIn.SettlePasswordInput> & { readonly right: boolean },
  ): Promise<SignIn.SettlePasswordAnswer> =>
    tools.call<SignIn.SettlePasswordAnswer>(account, 'settlePassword', { ...base, ...more });
  if (verdict.verdict === 'unseen') {
    await send({ right: false, unseen: true });
    return { outcome: 'wrong' };
  }
  if (verdict.verdict === 'wrong' || reserved.held === undefined) {
    const answer = await send({ right: false });
    const lockedUntil = answer.tag === 'wrong' ? answer.lockedUntil : undefined;
    return { outcome: 'wrong', ...(lockedUntil === undefined ? {} : { lockedUntil }) };
  }
  if (verdict.opens === 'session') {
    const known = reserved.deviceKnown ? deviceOf(devices, account) : undefined;
    const [session, next] = await Promise.all([
      tools.mintCookie('session', account),
      known && tools.remintCookie('device', account, known.id),
    ]);
    const rotated = next === undefined ? {} : { nextDeviceSecretHash: next.ref.secretHash };
    const step = attempt.before === undefined ? await newsOf({ parts, tools }, attempt) : { before: attempt.before };
    const answer = await send({ right: true, session: session.ref, ...step, ...rotated });
    if (answer.tag === 'lost') return { outcome: 'lost' };
    if (answer.tag === 'disabled') return { outcome: 'disabled' };
    if (answer.tag !== 'signed-in') return { outcome: 'wrong' };
    traceAtOnce(parts, account, answer);
    const device = next && replaceDevice(devices, account, next.token);
    return { outcome: 'signed-in', session: session.token, ...(device === undefined ? {} : { device }) };
  }
  const { phone } = await openContact(readConfig(parts.env).masterKeys, account, reserved.held);
  const taken = await takePasscodeSend(parts, phone, input.caller);
  const limited = taken.limitedUntil;
  const passcode =
    limited === undefined ? await newPasscode(parts, { interaction: input.interaction, account, phone }) : undefined;
  const answer = await send({ right: true, ...(passcode === undefined ? {} : { passcode }) });
  if (answer.tag !== 'code-sent') await taken.giveBack();
  if (answer.tag === 'sending-locked')
    return { outcome: 'sending-locked', account, ...calledPhone(phone), until: limited ?? answer.until };
  if (answer.tag !== 'code-sent') return { outcome: 'wrong' };
  if (passcode !== undefined)
    sendAtOnce(parts.sender, { ...passcode.message, turn: answer.turn }, () =>
      tools.call(account, 'acknowledgeMessage', { id: passcode.message.id }),
    );
  return { outcome: 'code-sent', account, ...calledPhone(phone) };
}
