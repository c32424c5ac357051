import { DurableObject } from 'cloudflare:workers';
import { type Consent, joinConsent } from '../src/domain/consent';
import type { Env } from '../src/env';
import { counterOf, readGuesses, writeCounter } from './account/attempts';
import type * as Credentials from './account/credential-verbs';
import { forgetOwn } from './account/devices';
import { refresh } from './account/families';
import type * as Grants from './account/grant-verbs';
import { authorize, openAsserted, readGrant, redeem, revokeReused, writeMetadata } from './account/grants';
import { activateHead, audit, beginAccount, readHead, tell, writeHead } from './account/head';
import { type HeldKeysAnswer, heldKeys, type RenewKeysAnswer, type RenewKeysInput, renewKeys } from './account/keys';
import { disown, readNotice } from './account/notices';
import { endAccess, readSecurity } from './account/overview';
import {
  answerRemoval,
  askRemoval,
  finishRemoval,
  provePhone,
  readRemovalLink,
  readRemovalRequest,
  stopRemoval,
} from './account/passkey-removal';
import {
  addPasskey,
  beginWithPasskey,
  changePasskey,
  heldPasskey,
  keepUpgrade,
  passkeyOwner,
  setPassword,
  settlePasskey,
  takeUpgrade,
  tellOfCopy,
} from './account/passkeys';
import {
  type BeginLinkAnswer,
  type BeginLinkInput,
  beginLink,
  type LinkPatientAnswer,
  type LinkPatientInput,
  linkPatient,
  type ReadPatientAnswer,
  readPatient,
  refundTraceOf,
  type TakeTraceAnswer,
  takeTrace,
} from './account/proof';
import { type RebuildAnswer, type RebuildInput, rebuildAccount } from './account/rebuild';
import type * as Recovery from './account/recovery-verbs';
import { completeReset, readReset, requestReset } from './account/reset';
import {
  type DisableAnswer,
  type DisableInput,
  disableOwn,
  type EnableAnswer,
  type EnableInput,
  enable,
  type RetracedAnswer,
  type RetracedInput,
  retraced,
  type TakeRetraceAnswer,
  type TakeRetraceInput,
  takeRetrace,
} from './account/retrace';
import {
  consentsOf,
  endAssertedIn,
  endEverything,
  endSession,
  factsOf,
  findSession,
  lineOf,
  openSession,
  touchSession,
} from './account/sessions';
import { bearerStands, checkPasscode, reservePassword, sendPasscode, settlePassword } from './account/sign-in';
import type * as SignIn from './account/sign-in-verbs';
import { type AccountParts, accountTurns } from './account/turns';
import type * as Verbs from './account/verbs';
import { readEntry, writeEntry } from './entries';
import { acknowledgeMessage, pendingChanges } from './outbox';

/**
 * One object per person: everything of theirs that must be decided once. An object of this class without a head is one of
 * the standing decoys: it takes the same calls for addresses without an account, counts, and grants nothing.
 */
export function accountAtom(parts: AccountParts) {
  return class AccountAtom extends DurableObject<Env> {
    readonly #turns: ReturnType<typeof accountTurns>;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#turns = accountTurns(state, env, parts);
    }

    /** Keeps a person being registered; nobody hears of it before `activate`. `taken` when the object is another's. */
    prepare(input: Verbs.PrepareInput): Promise<Verbs.PrepareAnswer> {
      return this.#turns.decide(input, (turn) => {
        const held = readHead(turn.sql);
        if (held !== undefined && held.op !== input.op) return { tag: 'taken' };
        if (held !== undefined) return { tag: 'prepared' };
        const head = beginAccount(turn, input);
        if (input.attempts !== undefined) writeCounter(turn, counterOf('password'), input.attempts);
        if (input.passkey !== undefined) beginWithPasskey(turn, head, input.passkey);
        return { tag: 'prepared' };
      });
    }

    /** The directory gave the address to this account: it becomes active, and the person is signed in. */
    activate(input: Verbs.ActivateInput): Promise<Verbs.ActivateAnswer> {
      return this.#turns.decide(input, (turn) => {
        const head = readHead(turn.sql);
        if (head === undefined || head.op !== input.op) return { tag: 'unknown' };
        if (head.state === 'pending') activateHead(turn.sql, head);
        const { session } = input;
        if (session !== undefined && findSession(turn.sql, session, turn.now) === undefined)
          openSession(turn, session, { shown: session.shown, signedInBy: session.signedInBy });
        return { tag: 'active' };
      });
    }

    async readSession({ session }: Verbs.SessionInput): Promise<Verbs.SessionAnswer> {
      const now = this.#turns.now();
      const live = findSession(this.#turns.sql, session, now);
      return live === undefined ? { tag: 'none' } : { tag: 'session', facts: factsOf(this.#turns.sql, live, now) };
    }

    reservePassword(input: SignIn.ReservePasswordInput): Promise<SignIn.ReservePasswordAnswer> {
      return this.#turns.decide(input, (turn) => reservePassword(turn, input));
    }

    async readGuesses({ addressKey }: SignIn.ReadGuessesInput): Promise<SignIn.ReadGuessesAnswer> {
      return { tag: 'guesses', ...readGuesses({ sql: this.#turns.sql, now: this.#turns.now() }, addressKey) };
    }

    settlePassword(input: SignIn.SettlePasswordInput): Promise<SignIn.SettlePasswordAnswer> {
      return this.#turns.decide(input, (turn) => settlePassword(turn, input));
    }

    /** Where a code would go, for one whose password was right or who has a session. */
    async readContact({ bearer, interaction }: SignIn.ContactInput): Promise<SignIn.ContactAnswer> {
      const head = bearerStands({ sql: this.#turns.sql, now: this.#turns.now(), context: '' }, bearer, interaction);
      if (head === undefined) return { tag: 'lost' };
      const { wrappedKey, sealedEmail, sealedPhone } = head;
      return { tag: 'contact', wrappedKey, sealedEmail, sealedPhone };
    }

    issuePasscode(input: SignIn.IssuePasscodeInput): Promise<SignIn.IssuePasscodeAnswer> {
      return this.#turns.decide(input, (turn) =>
        bearerStands(turn, input.bearer, input.interaction) === undefined
          ? { tag: 'lost' }
          : sendPasscode(turn, input.interaction, input.passcode),
      );
    }

    checkPasscode(input: SignIn.CheckPasscodeInput): Promise<SignIn.CheckPasscodeAnswer> {
      return this.#turns.decide(input, (turn) => checkPasscode(turn, input));
    }

    async passkeyOwner(input: Verbs.SessionInput): Promise<Credentials.PasskeyOwnerAnswer> {
      return passkeyOwner(this.#turns.sql, input, this.#turns.now());
    }

    async heldPasskey({ key }: Credentials.HeldPasskeyInput): Promise<Credentials.HeldPasskeyAnswer> {
      return heldPasskey(this.#turns.sql, key);
    }

    keepUpgrade(input: Credentials.KeepUpgradeInput): Promise<Credentials.UpgradeAnswer> {
      return this.#turns.decide(input, (turn) => keepUpgrade(turn, input));
    }

    takeUpgrade(input: Credentials.TakeUpgradeInput): Promise<Credentials.UpgradeAnswer> {
      return this.#turns.decide(input, (turn) => takeUpgrade(turn, input));
    }

    settlePasskey(input: Credentials.SettlePasskeyInput): Promise<Credentials.SettlePasskeyAnswer> {
      return this.#turns.decide(input, (turn) => settlePasskey(turn, input));
    }

    tellOfCopy(input: Credentials.TellOfCopyInput): Promise<Credentials.TellOfCopyAnswer> {
      return this.#turns.decide(input, (turn) => tellOfCopy(turn, input));
    }

    addPasskey(input: Credentials.AddPasskeyInput): Promise<Credentials.AddPasskeyAnswer> {
      return this.#turns.decide(input, (turn) => addPasskey(turn, input));
    }

    changePasskey(input: Credentials.ChangePasskeyInput): Promise<Credentials.PasskeyChangeAnswer> {
      return this.#turns.decide(input, (turn) => changePasskey(turn, input));
    }

    setPassword(input: Credentials.SetPasswordInput): Promise<Credentials.SetPasswordAnswer> {
      return this.#turns.decide(input, (turn) => setPassword(turn, input));
    }

    acceptTerms(input: Verbs.AcceptTermsInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideSignedIn(input, (turn, head) => {
        if (head.acceptedTerms === input.version) return;
        tell(
          turn,
          { ...head, acceptedTerms: input.version },
          { change: 'terms', at: turn.now, termsVersion: input.version },
        );
        audit(turn, 'terms_accepted');
      });
    }

    /** Keeps the union of what was agreed before and now. */
    agree(input: Verbs.AgreeInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideSignedIn(input, (turn, head) => {
        const held = readEntry<Consent>(turn.sql, 'consent', input.consent.client, turn.now);
        const joined = joinConsent(held, { ...input.consent, at: turn.now });
        writeEntry(turn.sql, 'consent', joined.client, joined);
        tell(turn, head, { change: 'consent', ...joined });
        audit(turn, 'consent_given', { client: joined.client });
      });
    }

    beginLink(input: BeginLinkInput): Promise<BeginLinkAnswer> {
      return this.#turns.decideGrant({ context: '' }, (turn) => beginLink(turn, input));
    }

    linkPatient(input: LinkPatientInput): Promise<LinkPatientAnswer> {
      return this.#turns.decide(input, (turn) => linkPatient(turn, input));
    }

    takeTrace(input: Verbs.SessionInput): Promise<TakeTraceAnswer> {
      return this.#turns.decide({ context: '' }, (turn) => takeTrace(turn, input));
    }

    refundTrace(input: Verbs.SessionInput): Promise<{ readonly tag: 'done' }> {
      return this.#turns.decide({ context: '' }, (turn) => refundTraceOf(turn, input));
    }

    async readPatient(input: Verbs.SessionInput): Promise<ReadPatientAnswer> {
      return readPatient({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    takeRetrace(input: TakeRetraceInput): Promise<TakeRetraceAnswer> {
      return this.#turns.decideGrant({ context: '' }, (turn) => takeRetrace(turn, input));
    }

    retraced(input: RetracedInput): Promise<RetracedAnswer> {
      return this.#turns.decide(input, (turn) => retraced(turn, input));
    }

    disable(input: DisableInput): Promise<DisableAnswer> {
      return this.#turns.decide(input, (turn) => disableOwn(turn, input));
    }

    enable(input: EnableInput): Promise<EnableAnswer> {
      return this.#turns.decide(input, (turn) => enable(turn, input));
    }

    authorize(input: Grants.AuthorizeVerbInput): Promise<Grants.AuthorizeAnswer> {
      return this.#turns.decideGrant(input, (turn) => authorize(turn, input));
    }

    redeem(input: Grants.RedeemInput): Promise<Grants.RedeemAnswer> {
      return this.#turns.decideGrant(input, (turn) => redeem(turn, input));
    }

    revokeReused(input: Grants.RevokeReusedInput): Promise<Grants.RevokeReusedAnswer> {
      return this.#turns.decideGrant(input, (turn) => revokeReused(turn, input));
    }

    refresh(input: Grants.RefreshInput): Promise<Grants.RefreshAnswer> {
      return this.#turns.decideGrant(input, (turn) => refresh(turn, input));
    }

    openAsserted(input: Grants.OpenAssertedInput): Promise<Verbs.SessionAnswer> {
      return this.#turns.decideGrant(input, (turn) => openAsserted(turn, input));
    }

    writeMetadata(input: Grants.WriteMetadataInput): Promise<Grants.WriteMetadataAnswer> {
      return this.#turns.decideGrant(input, (turn) => writeMetadata(turn, input));
    }

    async readGrant(input: Grants.ReadGrantInput): Promise<Grants.ReadGrantAnswer> {
      return readGrant(this.#turns.sql, input, this.#turns.now());
    }

    /** What the person's own pages show; looking at them is using the session. */
    async overview({ session }: Verbs.SessionInput): Promise<Verbs.OverviewAnswer> {
      const now = this.#turns.now();
      const live = findSession(this.#turns.sql, session, now);
      if (live === undefined) return { tag: 'no-session' };
      const sessionUntil = touchSession(this.#turns.sql, session.id, live, now);
      const { wrappedKey, sealedEmail, sealedPhone, level } = live.head;
      return {
        tag: 'overview',
        wrappedKey,
        sealedEmail,
        sealedPhone,
        level,
        consents: consentsOf(this.#turns.sql, now),
        sessionUntil,
      };
    }

    /** Ends this session with the logins of it that wait to be answered, and forgets this device; what services hold lives on. */
    signOut(input: Verbs.SignOutInput): Promise<{ readonly tag: 'done' }> {
      return this.#turns.decide(input, (turn) => {
        const { session } = input;
        const live = findSession(turn.sql, session, turn.now);
        if (session !== undefined && live !== undefined) {
          endSession(turn.sql, session.id);
          // A login of it that a service asserted may wait for an answer in another browser.
          endAssertedIn(turn, (line) => line === lineOf(session.id, live.session));
          audit(turn, 'session_ended');
        }
        forgetOwn(turn, input.device);
        return { tag: 'done' };
      });
    }

    /** Ends every session, device and grant: userinfo refuses from now on. */
    signOutEverywhere(input: Verbs.SignOutEverywhereInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideInAccount(input, (turn, head) => {
        endEverything(turn.sql);
        writeHead(turn.sql, { ...head, notBefore: turn.now });
        audit(turn, 'sessions_all_ended');
      });
    }

    async security(input: Recovery.SecurityInput): Promise<Recovery.SecurityAnswer> {
      return readSecurity({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    endAccess(input: Recovery.EndAccessInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideInAccount(input, (turn) => endAccess(turn, input));
    }

    requestReset(input: Recovery.RequestResetInput): Promise<Recovery.RequestResetAnswer> {
      return this.#turns.decide(input, (turn) => requestReset(turn, input));
    }

    async readReset(input: Recovery.LinkInput): Promise<Recovery.ReadResetAnswer> {
      return readReset({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    completeReset(input: Recovery.CompleteResetInput): Promise<Recovery.CompleteResetAnswer> {
      return this.#turns.decide(input, (turn) => completeReset(turn, input));
    }

    async readRemovalRequest(input: Recovery.ReadRemovalRequestInput): Promise<Recovery.ReadRemovalRequestAnswer> {
      return readRemovalRequest({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    provePhone(input: Recovery.ProvePhoneInput): Promise<Recovery.ProvePhoneAnswer> {
      return this.#turns.decide(input, (turn) => provePhone(turn, input));
    }

    askRemoval(input: Recovery.AskRemovalInput): Promise<Recovery.AskRemovalAnswer> {
      return this.#turns.decide(input, (turn) => askRemoval(turn, input));
    }

    async readRemoval(input: Recovery.LinkInput): Promise<Recovery.ReadRemovalAnswer> {
      return readRemovalLink({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    stopRemoval(input: Recovery.StopRemovalInput): Promise<Recovery.StopRemovalAnswer> {
      return this.#turns.decide(input, (turn) => stopRemoval(turn, input));
    }

    finishRemoval(input: Recovery.FinishRemovalInput): Promise<Recovery.FinishRemovalAnswer> {
      return this.#turns.decide(input, (turn) => finishRemoval(turn, input));
    }

    answerRemoval(input: Recovery.AnswerRemovalInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decide(input, (turn) => answerRemoval(turn, input));
    }

    async readNotice(input: Recovery.LinkInput): Promise<Recovery.ReadNoticeAnswer> {
      return readNotice({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    disown(input: Recovery.DisownInput): Promise<Recovery.DisownAnswer> {
      return this.#turns.decide(input, (turn) => disown(turn, input));
    }

    async heldKeys(): Promise<HeldKeysAnswer> {
      return heldKeys(this.#turns.sql);
    }

    renewKeys(input: RenewKeysInput): Promise<RenewKeysAnswer> {
      return this.#turns.decide({ context: '' }, (turn) => renewKeys(turn, input));
    }

    /** How many changes of this account the book of record cannot know yet, since they have not left. */
    async pendingChanges(): Promise<{ readonly tag: 'pending'; readonly changes: number }> {
      return { tag: 'pending', changes: pendingChanges(this.#turns.sql) };
    }

    rebuild(input: RebuildInput): Promise<RebuildAnswer> {
      return this.#turns.decide(input, (turn) => rebuildAccount(turn, input));
    }

    /** The worker delivered this message itself. */
    async acknowledgeMessage({ id }: Verbs.AcknowledgeMessageInput): Promise<{ readonly tag: 'done' }> {
      acknowledgeMessage(this.#turns.sql, id);
      return { tag: 'done' };
    }

    /** Hands over the outbox, forgets what expired, and ends a registration that was cut short. Never throws. */
    override alarm(): Promise<void> {
      return this.#turns.ring();
    }
  };
}
