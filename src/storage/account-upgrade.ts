import type * as Credentials from '../../durable-objects/account/credential-verbs';
import { randomHandle, randomId, randomSecret } from '../crypto/random';
import type { Accounts } from '../ports/accounts';
import type { PasskeyCeremony } from '../ports/passkeys';
import { type AccountParts, type AccountTools, calledBy } from './account-tools';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
}

const ceremonyOf = (answer: Credentials.UpgradeAnswer): PasskeyCeremony | undefined =>
  answer.tag === 'ceremony' ? { kind: 'create', ...answer.ceremony } : undefined;

/** The challenge by which a browser may make a passkey by itself, kept in the account of the session. */
export const newUpgrade = async (
  { parts, tools }: Tools,
  ...[session, caller]: Parameters<Accounts['newUpgrade']>
): ReturnType<Accounts['newUpgrade']> => {
  const opened = await tools.openSession(session);
  if (opened === undefined) return undefined;
  const ceremony = { challenge: randomSecret(), userHandle: randomHandle() };
  const input: Credentials.KeepUpgradeInput = { session: opened.ref, ceremony, ...(await calledBy(parts, caller)) };
  return ceremonyOf(await tools.call<Credentials.UpgradeAnswer>(opened.account, 'keepUpgrade', input));
};

export const takeUpgrade = async (
  { parts, tools }: Tools,
  ...[session, caller]: Parameters<Accounts['takeUpgrade']>
): ReturnType<Accounts['takeUpgrade']> => {
  const opened = await tools.openSession(session);
  if (opened === undefined) return undefined;
  const input: Credentials.TakeUpgradeInput = {
    session: opened.ref,
    op: randomId(),
    ...(await calledBy(parts, caller)),
  };
  return ceremonyOf(await tools.call<Credentials.UpgradeAnswer>(opened.account, 'takeUpgrade', input));
};
