import type { AccountFacts, Session } from '../../src/domain/account';
import { type Attempts, countAttempt, noAttempts, refundAttempt, withdrawAttempt } from '../../src/domain/attempts';
import {
  type AccountId,
  accountId,
  type EpochSeconds,
  epochSeconds,
  type InteractionId,
  subject,
} from '../../src/domain/brands';
import { type Consent, joinConsent } from '../../src/domain/consent';
import { judgeRedemption, type StoredGrant, toldGrant } from '../../src/domain/grant';
import { journeyView, nextStep } from '../../src/domain/journey';
import { limits } from '../../src/domain/limits';
import { judgeLink, type MailedLink } from '../../src/domain/mailed-link';
import { countSend, type Sends } from '../../src/domain/passcode';
import { hasCountedOn, type NewPasskey } from '../../src/domain/passkey';
import type { PasswordLength } from '../../src/domain/password';
import type { Patient } from '../../src/domain/patient';
import { phoneEnding } from '../../src/domain/phone';
import { profiles } from '../../src/domain/profiles';
import { joinDevices, splitDevices } from '../../src/domain/remembered-devices';
import { opensAccount, sessionIsLive, signedInLately } from '../../src/domain/session';
import { authTime, chooseVector, type ProofingLevel } from '../../src/domain/vector';
import type { DeadLink } from '../../src/ports/account-security';
import type { Accounts, NewAccount } from '../../src/ports/accounts';
import type { PasskeyCeremony } from '../../src/ports/passkeys';
import type { PasscodeBearer } from '../../src/ports/sign-in';
import { onlyThese } from './memory-ports-only';

/** A person with an account, as these ports keep one. */
export interface MemoryPerson
  extends Omit<NewAccount, 'interaction' | 'phoneProvedAt' | 'caller' | 'password' | 'passkey'> {
  readonly account: AccountId;
  readonly passwordHash?: string | undefined;
  readonly passwordLength?: PasswordLength | undefined;
  readonly passkeys?: readonly StoredPasskey[];
  readonly madeBy: string;
  readonly level: ProofingLevel;
  readonly consents: readonly Consent[];
  readonly patient?: Patient;
  readonly suspended?: true | undefined;
  /** The account is disabled: everything else is as it was. */
  readonly disabled?: true;
}

/** A passkey as these ports keep one. */
interface StoredPasskey extends NewPasskey {
  readonly userHandle: string;
}

const provenOf = ({ passkeys = [] }: MemoryPerson): number =>
  passkeys.filter(({ userVerified }) => userVerified).length;

const unmeetable = 'hash that no password meets';
interface SignedIn {
  readonly account: AccountId;
  readonly signedInBy: string;
}

const none: Sends = { count: 0, lockedUntil: 0 };

/** Accounts in memory, by the product's own rules: everything that a flow can bring about, without atoms or sealing. */
export function memoryAccounts({
  now,
  nextCode,
}: {
  readonly now: () => EpochSeconds;
  /** Makes a code and hands it to the phone. */
  readonly nextCode: (phone: string) => string;
}) {
  const people = new Map<AccountId, MemoryPerson>();
  const sessions = new Map<string, { readonly account: AccountId; readonly session: Session }>();
  const devices = new Map<string, AccountId>();
  const attempts = new Map<string, Attempts>();
  const sends = new Map<AccountId, Sends>();
  const proofs = new Map<string, number>();
  const codes = new Map<string, { readonly code: string; readonly expiresAt: number }>();
  const grants = new Map<string, { readonly account: AccountId; readonly stored: StoredGrant }>();
  const links = new Map<string, MailedLink & { readonly account: AccountId; readonly interaction?: InteractionId }>();
  /** Whose reset must wait for a day to end. */
  const waiting = new Set<AccountId>();
  const copiesTold: AccountId[] = [];
  const upgrades = new Map<string, PasskeyCeremony>();
  let made = 0;
  const token = (what: string): string => {
    made += 1;
    return `${what}-${made}`;
  };

  /** The token of a person among those of a browser, and the cookie without it or with another first. */
  const deviceOf = (cookie: string | undefined, account: AccountId | undefined) =>
    splitDevices(cookie).find((one) => account !== undefined && devices.get(one) === account);
  const replaceDevice = (cookie: string | undefined, account: AccountId, next?: string) => {
    const old = deviceOf(cookie, account);
    if (old !== undefined) devices.delete(old);
    if (next !== undefined) devices.set(next, account);
    const others = splitDevices(cookie).filter((one) => one !== old);
    const device = joinDevices(next === undefined ? others : [next, ...others]);
    return device === undefined ? {} : { device };
  };

  const personOf = (email: string) => [...people.values()].find((person) => person.email === email);
  const ownerOf = (credentialId: string) =>
    [...people.values()].find((person) => person.passkeys?.some((one) => one.credentialId === credentialId));
  const live = (opened: string | undefined) => {
    const held = sessions.get(opened ?? '');
    if (held === undefined || people.get(held.account)?.disabled === true) return undefined;
    return sessionIsLive(held.session, now(), 0) ? held : undefined;
  };
  const open = (account: AccountId, shown: Session['shown'], signedInBy: string): string => {
    const opened = token('session');
    const session = { secretHash: '', openedAt: now(), usedAt: now(), shown, signedInBy };
    sessions.set(opened, { account, session });
    return opened;
  };
  const count = (factor: 'password' | 'passcode', counter: string) => {
    const counted = countAttempt(factor, attempts.get(counter) ?? noAttempts, now());
    attempts.set(counter, counted.attempts);
    return counted.verdict;
  };
  const refund = (counter: string) => attempts.set(counter, refundAttempt(attempts.get(counter) ?? noAttempts, now()));
  const facts = ({ account, session }: { account: AccountId; session: Session }): AccountFacts | undefined => {
    const person = people.get(account);
    if (person === undefined) return undefined;
    return {
      account,
      subject: subject(`subject of ${account}`),
      shown: session.shown,
      ...(session.shownHere && { shownHere: session.shownHere }),
      level: person.level,
      ...(person.suspended && { suspended: true }),
      acceptedTerms: person.termsVersion,
      consents: person.consents,
      signedInBy: session.signedInBy,
      hasPassword: person.passwordHash !== undefined,
      passkeys: person.passkeys?.length ?? 0,
      provenPasskeys: provenOf(person),
      readAt: now(),
    };
  };
  /** A session that has all that another had, and more. */
  const replace = (
    before: string | undefined,
    shown: Session['shown'],
    { account, signedInBy, here }: SignedIn & { readonly here?: Session['shown'] },
  ): string => {
    const held = live(before)?.session;
    sessions.delete(before ?? '');
    const opened = open(account, { ...held?.shown, ...shown }, signedInBy);
    const session = sessions.get(opened)?.session;
    const shownHere = held?.shownHere ?? (here && held?.shown) ?? here;
    if (session !== undefined)
      sessions.set(opened, {
        account,
        session: {
          ...session,
          openedAt: held?.openedAt ?? session.openedAt,
          ...(shownHere && { shownHere: { ...shownHere, ...(here ?? shown) } }),
        },
      });
    return opened;
  };
  const bearerOf = (bearer: PasscodeBearer, interaction: string): MemoryPerson | undefined => {
    if (bearer.by === 'session') return people.get(live(bearer.session)?.account ?? accountId(''));
    const at = proofs.get(`${bearer.account} ${interaction}`);
    return at !== undefined && now() < at + limits.signInLife.value ? people.get(bearer.account) : undefined;
  };
  const send = (person: MemoryPerson, interaction: string): EpochSeconds | undefined => {
    const counted = countSend(sends.get(person.account) ?? none, now());
    sends.set(person.account, counted.sends);
    if (counted.refusedUntil !== undefined) return epochSeconds(counted.refusedUntil);
    const expiresAt = now() + limits.phoneCodeLife.value;
    codes.set(`${person.account} ${interaction}`, { code: nextCode(person.phone), expiresAt });
    return undefined;
  };

  const endAll = (account: AccountId) => {
    for (const [key, held] of sessions) if (held.account === account) sessions.delete(key);
    for (const [key, owner] of devices) if (owner === account) devices.delete(key);
    for (const [key, held] of grants) if (held.account === account) grants.delete(key);
  };
  const linkOf = (sent: string) => {
    const link = links.get(sent);
    const verdict = link === undefined ? 'broken' : judgeLink(link, now());
    return link === undefined || verdict !== 'live' ? { verdict: verdict as DeadLink } : { verdict, link };
  };

  const port: Partial<Accounts> = {
    readSession: async (session) => {
      const held = live(session);
      return held === undefined ? undefined : facts(held);
    },
    lookUpSession: async (session) => {
      const known = live(session);
      const told = known && facts(known);
      if (told !== undefined) return { facts: told };
      const held = sessions.get(session ?? '');
      const isDisabled = people.get(held?.account ?? accountId(''))?.disabled === true;
      return isDisabled && held !== undefined ? { disabledIn: held.session.signedInBy } : {};
    },
    has: async (email) => personOf(email) !== undefined,
    create: async ({ interaction, password, passkey, phoneProvedAt, caller: _caller, ...input }) => {
      const held = personOf(input.email);
      if (held !== undefined && held.madeBy !== interaction) return { outcome: 'taken' };
      const account = held?.account ?? accountId(token('account'));
      const bound = passkey === undefined ? [] : [{ ...passkey.made, userHandle: passkey.userHandle }];
      if (bound.some(({ credentialId }) => ownerOf(credentialId) !== undefined)) return { outcome: 'credential-taken' };
      const secret = { passwordHash: password?.hash, passwordLength: password?.length, passkeys: bound };
      people.set(account, { ...input, ...secret, account, madeBy: interaction, level: 'P0', consents: [] });
      const shown = { ...(password && { Cp: password.at }), Cd: phoneProvedAt };
      return { outcome: 'created', session: open(account, shown, interaction) };
    },
    reservePassword: async ({ of, device, interaction }) => {
      const before = 'session' in of ? of.session : undefined;
      if (before !== undefined && live(before) === undefined) return { outcome: 'lost' };
      const person = 'email' in of ? personOf(of.email) : people.get(live(of.session)?.account ?? accountId(''));
      const email = person?.email ?? ('email' in of ? of.email : '');
      const known = deviceOf(device, person?.account);
      const deviceKnown = known !== undefined;
      const counter = `password ${known ?? email}`;
      const verdict = count('password', counter);
      if (verdict.kind === 'off') return { outcome: 'off' };
      if (verdict.kind === 'locked') return { outcome: 'locked', until: epochSeconds(verdict.until) };
      return {
        outcome: 'reserved',
        passwordHash: person?.passwordHash ?? unmeetable,
        length: person?.passwordLength ?? 'short',
        deviceKnown,
        settle: async (settlement) => {
          if (settlement.verdict === 'unseen') {
            attempts.set(counter, withdrawAttempt(attempts.get(counter) ?? noAttempts, now()));
            return { outcome: 'wrong' };
          }
          if (settlement.verdict === 'wrong' || person === undefined) {
            const lockedUntil = attempts.get(counter)?.lockedUntil ?? 0;
            return { outcome: 'wrong', ...(lockedUntil > now() ? { lockedUntil: epochSeconds(lockedUntil) } : {}) };
          }
          refund(counter);
          const { account, phone } = person;
          if (settlement.opens === 'session' && person.disabled) return { outcome: 'disabled' };
          if (settlement.opens === 'session') {
            const shown = { Cp: now(), ...(deviceKnown ? { Cd: now() } : {}) };
            const here = deviceKnown ? { Cp: now() } : undefined;
            const session = replace(before, shown, { account, signedInBy: interaction, ...(here && { here }) });
            if (!deviceKnown) return { outcome: 'signed-in', session };
            return { outcome: 'signed-in', session, ...replaceDevice(device, account, token('device')) };
          }
          proofs.set(`${account} ${interaction}`, now());
          const until = send(person, interaction);
          const ending = { account, phoneEnding: phoneEnding(phone) };
          return until === undefined
            ? { outcome: 'code-sent', ...ending }
            : { outcome: 'sending-locked', until, ...ending };
        },
      };
    },
    sendPasscode: async (bearer, interaction) => {
      const person = bearerOf(bearer, interaction);
      if (person === undefined) return { outcome: 'lost' };
      const until = send(person, interaction);
      return until === undefined
        ? { outcome: 'sent', phoneEnding: phoneEnding(person.phone), suspect: false }
        : { outcome: 'sending-locked', until };
    },
    checkPasscode: async (bearer, { interaction, code, remember, device }) => {
      const person = bearerOf(bearer, interaction);
      if (person === undefined) return { outcome: 'lost' };
      const { account } = person;
      const key = `${account} ${interaction}`;
      const sent = codes.get(key);
      const held = attempts.get(`passcode ${account}`) ?? noAttempts;
      if (held.lockedUntil > now()) return { outcome: 'locked', until: epochSeconds(held.lockedUntil) };
      if (sent === undefined || sent.expiresAt <= now()) return { outcome: 'expired' };
      if (count('passcode', `passcode ${account}`).kind === 'off') return { outcome: 'off' };
      if (sent.code !== code) {
        const until = attempts.get(`passcode ${account}`)?.lockedUntil ?? 0;
        return until > now() ? { outcome: 'locked', until: epochSeconds(until) } : { outcome: 'wrong' };
      }
      refund(`passcode ${account}`);
      codes.delete(key);
      const before = bearer.by === 'session' ? bearer.session : undefined;
      const proved = before === undefined ? { Cp: proofs.get(key) ?? now() } : {};
      proofs.delete(key);
      if (person.disabled) return { outcome: 'disabled' };
      const session = replace(before, { ...proved, Cd: now() }, { account, signedInBy: interaction });
      if (!remember) return { outcome: 'signed-in', session };
      return { outcome: 'signed-in', session, ...replaceDevice(device, account, token('device')) };
    },
    setPassword: async (session, { password, interaction }) => {
      const held = live(session);
      const person = people.get(held?.account ?? accountId(''));
      if (held === undefined || person === undefined) return { outcome: 'no-session' };
      const { account } = person;
      if (!signedInLately(held.session, { provenPasskeys: provenOf(person) }, now())) return { outcome: 'stale' };
      people.set(account, { ...person, passwordHash: password.hash, passwordLength: password.length });
      if (person.passwordHash !== undefined)
        for (const [key, other] of sessions) if (other.account === account && key !== session) sessions.delete(key);
      return { outcome: 'set', session: replace(session, { Cp: now() }, { account, signedInBy: interaction }) };
    },
    newUpgrade: async (session) => {
      const held = live(session);
      const passkeys = people.get(held?.account ?? accountId(''))?.passkeys?.length ?? 0;
      if (held === undefined || passkeys > 0 || !signedInLately(held.session, { provenPasskeys: 0 }, now()))
        return undefined;
      const ceremony = { kind: 'create', challenge: token('challenge'), userHandle: token('handle') } as const;
      upgrades.set(session, ceremony);
      return ceremony;
    },
    takeUpgrade: async (session) => {
      const held = upgrades.get(session);
      upgrades.delete(session);
      return held;
    },
    passkeyOwner: async (session) => {
      const person = people.get(live(session)?.account ?? accountId(''));
      if (person === undefined) return undefined;
      const passkeys = (person.passkeys ?? []).map(({ userHandle: _handle, ...passkey }) => ({
        ...passkey,
        key: `key of ${passkey.credentialId}`,
        addedAt: now(),
      }));
      const userHandle = person.passkeys?.[0]?.userHandle;
      const sessionUntil = epochSeconds(now() + limits.sessionIdle.value);
      return { email: person.email, sessionUntil, passkeys, ...(userHandle === undefined ? {} : { userHandle }) };
    },
    reservePasskey: async (credentialId, { interaction }) => {
      const person = ownerOf(credentialId);
      const held = person?.passkeys?.find((one) => one.credentialId === credentialId);
      if (person === undefined || held === undefined) return { outcome: 'unknown', free: true };
      const { account } = person;
      return {
        outcome: 'held',
        account,
        held,
        tellOfCopy: async () => void copiesTold.push(account),
        settle: async ({ counter, backedUp, before }) => {
          if (before !== undefined && live(before)?.account !== account) return { outcome: 'refused' };
          if (!held.userVerified && before === undefined) return { outcome: 'refused' };
          if (!hasCountedOn(held.counter, counter)) return { outcome: 'refused' };
          if (person.disabled) return { outcome: 'disabled' };
          const used = { ...held, counter, backedUp, userVerified: true };
          const passkeys = person.passkeys?.map((one) => (one === held ? used : one)) ?? [];
          people.set(account, { ...person, passkeys });
          return {
            outcome: 'signed-in',
            session: replace(before, { Cm: now() }, { account, signedInBy: interaction }),
          };
        },
      };
    },
    addPasskey: async (session, { made, userHandle }) => {
      const held = live(session);
      const person = people.get(held?.account ?? accountId(''));
      if (held === undefined || person === undefined) return 'no-session';
      const passkeys = person.passkeys ?? [];
      if (ownerOf(made.credentialId) !== undefined) return 'taken';
      if (!signedInLately(held.session, { provenPasskeys: provenOf(person) }, now())) return 'stale';
      if (passkeys.length >= limits.passkeysPerAccount.value) return 'too-many';
      people.set(person.account, { ...person, passkeys: [...passkeys, { ...made, userHandle }] });
      return 'added';
    },
    acceptTerms: async (session, termsVersion) => {
      const person = people.get(live(session)?.account ?? accountId(''));
      if (person === undefined) return 'no-session';
      people.set(person.account, { ...person, termsVersion });
      return 'accepted';
    },
    agree: async (session, consent) => {
      const person = people.get(live(session)?.account ?? accountId(''));
      if (person === undefined) return 'no-session';
      const held = person.consents.find(({ client }) => client === consent.client);
      const others = person.consents.filter(({ client }) => client !== consent.client);
      people.set(person.account, { ...person, consents: [...others, joinConsent(held, { ...consent, at: now() })] });
      return 'agreed';
    },
    authorize: async (session, { interaction, request }) => {
      const held = live(session);
      const account = held === undefined ? undefined : facts(held);
      if (held === undefined || account === undefined) return { outcome: 'no-session' };
      const code = `code for ${interaction}`;
      const made = grants.get(code);
      if (made !== undefined)
        return made.stored.redeemedAt === undefined ? { outcome: 'granted', code } : { outcome: 'completed' };
      const vector = chooseVector(request.vectors, account.shown, account.level);
      const view = journeyView({ request, facts: {}, account, interaction });
      if (vector === undefined || view.account === undefined || nextStep(view) !== undefined)
        return { outcome: 'needs', facts: account };
      const { clientId, redirectUri, scopes, nonce, codeChallenge } = request;
      const grant = {
        ...{ clientId, redirectUri, scopes, vot: vector.text, level: account.level, issuedAt: now() },
        authTime: epochSeconds(authTime(vector, account.shown)),
        ...(nonce === undefined ? {} : { nonce }),
        ...(codeChallenge === undefined ? {} : { codeChallenge }),
      };
      grants.set(code, { account: held.account, stored: { grant, shown: account.shown, codeHash: '', interaction } });
      return { outcome: 'granted', code };
    },
    redeem: async (code, shown) => {
      const held = grants.get(code);
      if (held === undefined) return { outcome: 'refused', why: 'unknown' };
      const why = judgeRedemption(held.stored, shown, now(), profiles['nhs-login'].codeLifeSeconds);
      if (why !== undefined) return { outcome: 'refused', why };
      grants.set(code, { ...held, stored: { ...held.stored, redeemedAt: now() } });
      const { account, stored } = held;
      const grant = { ...toldGrant(stored), account, subject: subject(`subject of ${account}`), grantId: code };
      const { patient } = people.get(account) ?? {};
      const told = { ...(patient && { patient }), ...(shown.refreshes && { refreshToken: `refresh of ${code}` }) };
      return { outcome: 'redeemed', grant, ...told };
    },
    revokeReused: async (code, clientId) => {
      const held = grants.get(code);
      if (held?.stored.redeemedAt === undefined || held.stored.grant.clientId !== clientId) return;
      grants.set(code, { ...held, stored: { ...held.stored, revokedAt: now() } });
    },
    readGrant: async (routing, clientId) => {
      const held = grants.get(routing.replace(/^(id|access) of /, ''));
      const person = people.get(held?.account ?? accountId(''));
      const consent = person?.consents.find(({ client }) => client === clientId);
      if (held === undefined || person === undefined || consent === undefined) return undefined;
      if (held.stored.redeemedAt === undefined || held.stored.revokedAt !== undefined) return undefined;
      const { email, phone, level, account, patient } = person;
      const scopes = held.stored.grant.scopes.filter((scope) => consent.scopes.includes(scope));
      const { passwordAlone } = toldGrant(held.stored);
      return {
        subject: subject(`subject of ${account}`),
        scopes,
        level,
        agreed: consent.level,
        email,
        phone,
        ...(passwordAlone && { passwordAlone }),
        ...(patient && { patient }),
      };
    },
    tokenId: async (grant, kind) => `${kind} of ${grant.grantId}`,
    overview: async (session) => {
      const person = people.get(live(session)?.account ?? accountId(''));
      if (person === undefined) return undefined;
      const { email, phone, level, consents } = person;
      const sessionUntil = epochSeconds(now() + limits.sessionIdle.value);
      return { email, phoneEnding: phoneEnding(phone), level, consents, sessionUntil };
    },
    signOut: async (session, device) => {
      const account = sessions.get(session ?? '')?.account;
      sessions.delete(session ?? '');
      return account === undefined ? {} : replaceDevice(device, account);
    },
    signOutEverywhere: async (session) => {
      const account = live(session)?.account;
      if (account === undefined) return 'no-session';
      endAll(account);
      return 'done';
    },
    requestReset: async ({ email, interaction }) => {
      const account = personOf(email)?.account;
      if (account === undefined) return { outcome: 'noted' };
      const until = now() + limits.resetLinkLife.value;
      links.set(token('reset'), { secretHash: '', until, account, ...(interaction && { interaction }) });
      return { outcome: 'noted' };
    },
    readReset: async (sent) => {
      const found = linkOf(sent);
      const person = people.get(found.link?.account ?? accountId(''));
      return found.link === undefined || person === undefined
        ? { outcome: found.verdict as DeadLink }
        : {
            outcome: 'live',
            email: person.email,
            choosesPassword: person.passwordHash !== undefined || !person.passkeys?.length,
            hasPasskeys: (person.passkeys?.length ?? 0) > 0,
            waits: waiting.has(person.account),
            ...(person.passwordHash === undefined ? {} : { replaces: person.passwordHash }),
          };
    },
    completeReset: async (sent, { passwordHash, passwordLength }) => {
      const { verdict, link } = linkOf(sent);
      const person = people.get(link?.account ?? accountId(''));
      if (link === undefined || person === undefined) return { outcome: verdict as DeadLink };
      people.set(person.account, { ...person, passwordHash, passwordLength });
      endAll(person.account);
      links.set(sent, { ...link, usedAt: now() });
      return { outcome: 'done', ...(link.interaction && { interaction: link.interaction }) };
    },
  };
  return {
    port: onlyThese<Accounts>(port),
    /** Registers a person and signs them in. */
    add(person: Omit<MemoryPerson, 'account' | 'madeBy'>): AccountId {
      const account = accountId(token('account'));
      people.set(account, { ...person, account, madeBy: 'nobody' });
      return account;
    },
    /** Guessing turned off what a reset turned on today. */
    makeWait: (account: AccountId) => void waiting.add(account),
    /** Who was told that one of their passkeys seems copied. */
    copiesTold,
    open,
    remember(account: AccountId): string {
      const device = token('device');
      devices.set(device, account);
      return device;
    },
    /** The link of the last reset that was asked for an address with an account. */
    lastLink: (): string => [...links.keys()].at(-1) ?? 'none was sent',
    person: (account: AccountId) => people.get(account),
    change(account: AccountId, changes: Partial<MemoryPerson>): void {
      const person = people.get(account);
      if (person !== undefined) people.set(account, { ...person, ...changes });
    },
    everybody: (): readonly MemoryPerson[] => [...people.values()],
    accountOf: (session: string) => live(session)?.account,
    opensAccount: (session: string) => opensAccount(live(session)?.session ?? { shown: {} }),
    personOf,
    lives: (session: string) => live(session) !== undefined,
  };
}
