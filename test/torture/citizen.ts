import type { AuditEventKind } from '../../src/domain/audit-event.ts';
import type { TestService } from '../support/service.ts';
import type { SoftwarePasskey } from '../support/software-authenticator.ts';
import { type Browser, newBrowser } from './browser.ts';
import { Lost, type Machine } from './machine.ts';
import type { Random } from './random.ts';
import { Broken, type Report } from './report.ts';

/** What is known of a thing: an operation whose answer was lost leaves `maybe`, until somebody looks. */
export type Truth = 'yes' | 'maybe' | 'no';

/** At least so many, and at most. */
export interface Span {
  least: number;
  most: number;
}

/** A browser of a person, what its session and its remembered device are worth. */
export interface Window {
  readonly browser: Browser;
  session: Truth;
  device: Truth;
  /** How many sessions the person had opened when this one was. */
  openedAs: number;
  /** Which sessions followed one another here without a break; undefined when that is not known. */
  line: number | undefined;
  /** The passkey it opened with may be gone: it shows the account, and may open nothing else. */
  showsAccountOnly: boolean;
}

export interface Key {
  readonly passkey: SoftwarePasskey;
  held: Truth;
}

/** What a service was given for a person, by one code. */
export interface Grant {
  readonly service: TestService;
  readonly code: string;
  readonly madeAt: number;
  /** The line of sessions it was given in. */
  readonly line: number | undefined;
  use: 'fresh' | 'maybe' | 'spent';
  /** Token sets that were seen: never two. */
  sets: number;
  alive: Truth;
  access?: string;
  accessAt: number;
  /** Refresh tokens in the order they were given; the last is the live leaf. */
  readonly refreshes: string[];
  /** When the last but one was spent. */
  rotatedAt: number;
  /** When a refresh with the live leaf was lost for the first time. */
  lostAt?: number;
}

/** A person of the model: everything that was acknowledged to them, and what may have been. */
export interface Citizen {
  readonly email: string;
  readonly phone: string;
  readonly number: string;
  readonly windows: Window[];
  account: Truth;
  subject?: string;
  /** What the password may be; two while a change was cut off. */
  passwords: string[];
  readonly keys: Key[];
  readonly consents: Map<string, Truth>;
  readonly grants: Grant[];
  /** Wrong ones in a row, as the service must have counted them. */
  wrongPasswords: Span;
  wrongCodes: Span;
  texts: number;
  mails: number;
  opened: number;
  readonly events: Map<AuditEventKind, Span>;
  readonly acts: string[];
  /** A promise to them was broken: they are left alone. */
  isBroken: boolean;
}

/** What every journey works with. */
export interface Scene {
  readonly machine: Machine;
  readonly report: Report;
  readonly random: Random;
  readonly services: readonly TestService[];
  readonly citizens: Citizen[];
  /** Assertions that were taken, by the service that signed them. */
  readonly assertions: { readonly service: TestService; readonly assertion: string; taken: Truth; until: number }[];
  readonly mostPeople: number;
  /** How often a new code is redeemed by several at once. */
  readonly together: number;
  /** How long Postgres is waited for after the last restart. */
  readonly drainMillis: number;
}

const sessionsBeforeOneEnds = 9;

/** A person whom nobody knows. */
export function newCitizen({ machine, report }: Scene): Citizen {
  const number = machine.place.nextNumber();
  const digits = String(number).padStart(3, '0');
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const citizen: Citizen = {
    email: `citizen-${digits}@example.com`,
    phone: `07700 900${digits}`,
    number: `+447700900${digits}`,
    windows: [],
    account: 'no',
    passwords: [`violet tractor seldom ${digits}`],
    keys: [],
    consents: new Map(),
    grants: [],
    wrongPasswords: { least: 0, most: 0 },
    wrongCodes: { least: 0, most: 0 },
    texts: 0,
    mails: 0,
    opened: 0,
    events: new Map(),
    acts: [],
    isBroken: false,
  };
  const browser = () =>
    newBrowser(machine, address, () => {
      report.counts.unavailable += 1;
    });
  for (let count = 0; count < 2; count += 1)
    citizen.windows.push({
      browser: browser(),
      session: 'no',
      device: 'no',
      openedAs: 0,
      line: undefined,
      showsAccountOnly: false,
    });
  return citizen;
}

/** Notes in the memory of a person what is done. */
export function note({ report, machine }: Scene, citizen: Citizen, act: string): void {
  citizen.acts.push(`${report.seconds()} s, start ${machine.generation}: ${act}`);
  if (citizen.acts.length > 60) citizen.acts.shift();
}

/** A promise was broken. @throws Broken */
export function violate({ report }: Scene, citizen: Citizen, what: string): never {
  citizen.isBroken = true;
  report.violate(citizen.email, what, citizen.acts);
  throw new Broken(what);
}

const spanOf = (citizen: Citizen, kind: AuditEventKind): Span => {
  const held = citizen.events.get(kind) ?? { least: 0, most: 0 };
  citizen.events.set(kind, held);
  return held;
};

/** It was acknowledged: these events are owed. */
export function did({ report }: Scene, citizen: Citizen, ...kinds: readonly AuditEventKind[]): void {
  report.counts.acknowledged += 1;
  for (const kind of kinds) {
    const span = spanOf(citizen, kind);
    span.least += 1;
    span.most += 1;
  }
}

/** It may have been done. */
export function may(citizen: Citizen, ...kinds: readonly AuditEventKind[]): void {
  for (const kind of kinds) spanOf(citizen, kind).most += 1;
}

/** Does what may be lost. @param unsure called when it was @returns undefined when it was */
export async function attempt<T>(work: () => Promise<T>, unsure: () => void): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Lost)) throw thrown;
    unsure();
    return undefined;
  }
}

/** A session may have been opened that no browser holds, and the one before it may have ended. */
export const mayHaveOpened = (citizen: Citizen): void => {
  may(citizen, 'session_created');
  citizen.opened += 1;
  for (const window of citizen.windows) window.line = undefined;
};

/** This window has a session now. */
export function opened(citizen: Citizen, window: Window): void {
  const before = sessionOf(citizen, window);
  citizen.opened += 1;
  // Whoever shows more goes on in the same line, and whoever had to sign in anew begins another.
  window.line = before === 'no' ? citizen.opened : undefined;
  window.session = 'yes';
  window.showsAccountOnly = false;
  window.openedAs = citizen.opened;
}

/** The session of a window, as far as it can be known: of more than ten the oldest ends. */
export const sessionOf = (citizen: Citizen, window: Window): Truth =>
  window.session === 'yes' && citizen.opened - window.openedAs >= sessionsBeforeOneEnds ? 'maybe' : window.session;

const weaker = (before: Truth, may: boolean): Truth => (before === 'no' || !may ? 'no' : 'maybe');

/** Every session and device but that of one window ended. @param truth `maybe` when the answer was lost */
export function endSessions(citizen: Citizen, but: Window | undefined, truth: 'yes' | 'maybe'): void {
  for (const window of citizen.windows) {
    if (window === but) continue;
    window.session = weaker(window.session, truth === 'maybe');
    window.device = weaker(window.device, truth === 'maybe');
  }
}

/** The same, with what services were given in those sessions. */
export function endOthers(citizen: Citizen, but: Window | undefined, truth: 'yes' | 'maybe'): void {
  endSessions(citizen, but, truth);
  for (const grant of citizen.grants) {
    const isKnown = grant.line !== undefined && but?.line !== undefined;
    if (isKnown && grant.line === but?.line) continue;
    grant.alive = weaker(grant.alive, truth === 'maybe' || !isKnown);
  }
}

/** Every grant ended. */
export function endGrants(citizen: Citizen, truth: 'yes' | 'maybe'): void {
  for (const grant of citizen.grants) grant.alive = weaker(grant.alive, truth === 'maybe');
}

/** A passkey is gone: what it opened has ended, or opens less, and what services were given by it has ended. */
export function endOpenedByKey(citizen: Citizen): void {
  for (const window of citizen.windows) {
    window.session = weaker(window.session, true);
    window.showsAccountOnly = true;
  }
  for (const grant of citizen.grants) grant.alive = weaker(grant.alive, true);
}

/** A window closes: its session goes on at the service, and nobody holds it. */
export function closeSession(window: Window): void {
  for (const name of [...window.browser.cookies.keys()])
    if (!name.includes('-device')) window.browser.cookies.delete(name);
  window.session = 'no';
}

/** Who asked for a code in which browser, and for which service. */
export interface Asked {
  readonly citizen: Citizen;
  readonly window: Window;
  readonly service: TestService;
}

/** A new code. */
export function granted({ citizen, window, service }: Asked, code: string): Grant {
  const grant: Grant = {
    service,
    code,
    madeAt: Date.now(),
    line: window.line,
    use: 'fresh',
    sets: 0,
    alive: 'yes',
    accessAt: 0,
    refreshes: [],
    rotatedAt: 0,
  };
  citizen.grants.push(grant);
  return grant;
}
