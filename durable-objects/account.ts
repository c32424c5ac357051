import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../src/env';
import { acceptTerms, agree } from './account/agreements';
import { readGuesses } from './account/attempts';
import type * as Credentials from './account/credential-verbs';
import { refresh } from './account/families';
import type * as Grants from './account/grant-verbs';
import { authorize, openAsserted, readGrant, redeem, revokeReused, writeMetadata } from './account/grants';
import { type HeldKeysAnswer, heldKeys, type RenewKeysAnswer, type RenewKeysInput, renewKeys } from './account/keys';
import { disown, readNotice } from './account/notices';
import { endAccess, readOverview, readSecurity } from './account/overview';
import * as removals from './account/passkey-removal';
import * as passkeys from './account/passkeys';
import type * as Proof from './account/proof';
import { beginLink, linkPatient, readPatient, refundTraceOf, takeTrace } from './account/proof';
import { type RebuildAnswer, type RebuildInput, rebuildAccount } from './account/rebuild';
import type * as Recovery from './account/recovery-verbs';
import { activate, prepare } from './account/registration';
import { completeReset, readReset, requestReset } from './account/reset';
import type * as Retrace from './account/retrace';
import { disableOwn, enable, retraced, takeRetrace } from './account/retrace';
import { readSession } from './account/sessions';
import { checkPasscode, issuePasscode, readContact, reservePassword, settlePassword } from './account/sign-in';
import type * as SignIn from './account/sign-in-verbs';
import { signOut, signOutEverywhere } from './account/sign-out';
import { type AccountParts, accountTurns } from './account/turns';
import type * as Verbs from './account/verbs';
import { acknowledgeMessage, pendingChanges } from './outbox';

/**
 * One object per person: everything of theirs that must be decided once. An object of this class without a head is one of
 * the standing decoys: it takes the same calls for addresses without an account, counts, and grants nothing.
 * The class says only in which kind of turn a verb is decided; what it decides stands in `account/`, by topic.
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
      return this.#turns.decide(input, (turn) => prepare(turn, input));
    }

    /** The directory gave the address to this account: it becomes active, and the person is signed in. */
    activate(input: Verbs.ActivateInput): Promise<Verbs.ActivateAnswer> {
      return this.#turns.decide(input, (turn) => activate(turn, input));
    }

    async readSession(input: Verbs.SessionInput): Promise<Verbs.SessionAnswer> {
      return readSession({ sql: this.#turns.sql, now: this.#turns.now() }, input);
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
    async readContact(input: SignIn.ContactInput): Promise<SignIn.ContactAnswer> {
      return readContact({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    issuePasscode(input: SignIn.IssuePasscodeInput): Promise<SignIn.IssuePasscodeAnswer> {
      return this.#turns.decide(input, (turn) => issuePasscode(turn, input));
    }

    checkPasscode(input: SignIn.CheckPasscodeInput): Promise<SignIn.CheckPasscodeAnswer> {
      return this.#turns.decide(input, (turn) => checkPasscode(turn, input));
    }

    async passkeyOwner(input: Verbs.SessionInput): Promise<Credentials.PasskeyOwnerAnswer> {
      return passkeys.passkeyOwner(this.#turns.sql, input, this.#turns.now());
    }

    async heldPasskey({ key }: Credentials.HeldPasskeyInput): Promise<Credentials.HeldPasskeyAnswer> {
      return passkeys.heldPasskey(this.#turns.sql, key);
    }

    keepUpgrade(input: Credentials.KeepUpgradeInput): Promise<Credentials.UpgradeAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.keepUpgrade(turn, input));
    }

    takeUpgrade(input: Credentials.TakeUpgradeInput): Promise<Credentials.UpgradeAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.takeUpgrade(turn, input));
    }

    settlePasskey(input: Credentials.SettlePasskeyInput): Promise<Credentials.SettlePasskeyAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.settlePasskey(turn, input));
    }

    tellOfCopy(input: Credentials.TellOfCopyInput): Promise<Credentials.TellOfCopyAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.tellOfCopy(turn, input));
    }

    addPasskey(input: Credentials.AddPasskeyInput): Promise<Credentials.AddPasskeyAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.addPasskey(turn, input));
    }

    changePasskey(input: Credentials.ChangePasskeyInput): Promise<Credentials.PasskeyChangeAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.changePasskey(turn, input));
    }

    setPassword(input: Credentials.SetPasswordInput): Promise<Credentials.SetPasswordAnswer> {
      return this.#turns.decide(input, (turn) => passkeys.setPassword(turn, input));
    }

    acceptTerms(input: Verbs.AcceptTermsInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideSignedIn(input, (turn, head) => acceptTerms(turn, head, input));
    }

    /** Keeps the union of what was agreed before and now. */
    agree(input: Verbs.AgreeInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideSignedIn(input, (turn, head) => agree(turn, head, input));
    }

    beginLink(input: Proof.BeginLinkInput): Promise<Proof.BeginLinkAnswer> {
      return this.#turns.decideGrant({ context: '' }, (turn) => beginLink(turn, input));
    }

    linkPatient(input: Proof.LinkPatientInput): Promise<Proof.LinkPatientAnswer> {
      return this.#turns.decide(input, (turn) => linkPatient(turn, input));
    }

    takeTrace(input: Verbs.SessionInput): Promise<Proof.TakeTraceAnswer> {
      return this.#turns.decide({ context: '' }, (turn) => takeTrace(turn, input));
    }

    refundTrace(input: Verbs.SessionInput): Promise<{ readonly tag: 'done' }> {
      return this.#turns.decide({ context: '' }, (turn) => refundTraceOf(turn, input));
    }

    async readPatient(input: Verbs.SessionInput): Promise<Proof.ReadPatientAnswer> {
      return readPatient({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    takeRetrace(input: Retrace.TakeRetraceInput): Promise<Retrace.TakeRetraceAnswer> {
      return this.#turns.decideGrant({ context: '' }, (turn) => takeRetrace(turn, input));
    }

    retraced(input: Retrace.RetracedInput): Promise<Retrace.RetracedAnswer> {
      return this.#turns.decide(input, (turn) => retraced(turn, input));
    }

    disable(input: Retrace.DisableInput): Promise<Retrace.DisableAnswer> {
      return this.#turns.decide(input, (turn) => disableOwn(turn, input));
    }

    enable(input: Retrace.EnableInput): Promise<Retrace.EnableAnswer> {
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
    async overview(input: Verbs.SessionInput): Promise<Verbs.OverviewAnswer> {
      return readOverview({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    /** Ends this session with the logins of it that wait to be answered, and forgets this device; what services hold lives on. */
    signOut(input: Verbs.SignOutInput): Promise<{ readonly tag: 'done' }> {
      return this.#turns.decide(input, (turn) => signOut(turn, input));
    }

    /** Ends every session, device and grant: userinfo refuses from now on. */
    signOutEverywhere(input: Verbs.SignOutEverywhereInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decideInAccount(input, signOutEverywhere);
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
      return removals.readRemovalRequest({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    provePhone(input: Recovery.ProvePhoneInput): Promise<Recovery.ProvePhoneAnswer> {
      return this.#turns.decide(input, (turn) => removals.provePhone(turn, input));
    }

    askRemoval(input: Recovery.AskRemovalInput): Promise<Recovery.AskRemovalAnswer> {
      return this.#turns.decide(input, (turn) => removals.askRemoval(turn, input));
    }

    async readRemoval(input: Recovery.LinkInput): Promise<Recovery.ReadRemovalAnswer> {
      return removals.readRemovalLink({ sql: this.#turns.sql, now: this.#turns.now() }, input);
    }

    stopRemoval(input: Recovery.StopRemovalInput): Promise<Recovery.StopRemovalAnswer> {
      return this.#turns.decide(input, (turn) => removals.stopRemoval(turn, input));
    }

    finishRemoval(input: Recovery.FinishRemovalInput): Promise<Recovery.FinishRemovalAnswer> {
      return this.#turns.decide(input, (turn) => removals.finishRemoval(turn, input));
    }

    answerRemoval(input: Recovery.AnswerRemovalInput): Promise<Verbs.DecisionAnswer> {
      return this.#turns.decide(input, (turn) => removals.answerRemoval(turn, input));
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
