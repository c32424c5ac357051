import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { Caller, CookieToken } from '../ports/caller';
import { openContact } from './account-contact';
import { type AccountParts, type AccountTools, calledBy, deviceOf } from './account-tools';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
}
/** What the browser that asks holds. */
interface Browser {
  readonly session: CookieToken;
  readonly device: CookieToken | undefined;
}

/** The session of a browser, and the device by which the same person is remembered there. */
async function openBrowser({ tools }: Pick<Tools, 'tools'>, { session, device }: Browser) {
  const [opened, devices] = await Promise.all([tools.openSession(session), tools.openDevices(device)]);
  if (opened === undefined) return undefined;
  const own = deviceOf(devices, opened.account);
  return { account: opened.account, input: { session: opened.ref, ...(own === undefined ? {} : { device: own }) } };
}

/** Where somebody is signed in and remembered, and what happened; undefined without a session. */
export async function readSecurity({ parts, tools }: Tools, browser: Browser): ReturnType<Accounts['security']> {
  const opened = await openBrowser({ tools }, browser);
  if (opened === undefined) return undefined;
  const answer = await tools.call<Recovery.SecurityAnswer>(opened.account, 'security', opened.input);
  if (answer.tag !== 'security') return undefined;
  const { email } = await openContact(readConfig(parts.env).masterKeys, opened.account, answer);
  const { hasPassword, sessionUntil, sessions, devices, events } = answer;
  return { email, hasPassword, sessionUntil, sessions, devices, events };
}

/** Ends what a person ended in the list of where they are signed in. */
export async function endAccess(
  { parts, tools }: Tools,
  browser: Browser,
  { end, caller }: { readonly end: Parameters<Accounts['endAccess']>[1]; readonly caller: Caller },
): ReturnType<Accounts['endAccess']> {
  const opened = await openBrowser({ tools }, browser);
  if (opened === undefined) return 'no-session';
  const input: Recovery.EndAccessInput = { ...opened.input, end, ...(await calledBy(parts, caller)) };
  const answer = await tools.call<Verbs.DecisionAnswer>(opened.account, 'endAccess', input);
  return answer.tag;
}
