import { DurableObject } from 'cloudflare:workers';
import { epochSeconds } from '../src/domain/brands';
import { type Consent, joinConsent } from '../src/domain/consent';
import { ledgerShardOf } from '../src/domain/ledger-hand-over';
import type { Env } from '../src/env';
import { refresh } from './account/families';
import { authorize, openAsserted, readGrant, redeem, revokeReused, writeMetadata } from './account/grants';
import {
  activateHead,
  audit,
  beginAccount,
  forgetHead,
  type Head,
  readHead,
  type Turn,
  tell,
  writeHead,
} from './account/head';
import {
  consentsOf,
  endEverything,
  endSession,
  factsOf,
  findDevice,
  findSession,
  openSession,
} from './account/sessions';
import {
  bearerStands,
  boundDecoy,
  checkPasscode,
  reservePassword,
  sendPasscode,
  settlePassword,
} from './account/sign-in';
import type * as Verbs from './account/verbs';
import type { AtomClock } from './clock';
import { createEntries, deleteEntry, planSweep, readEntry, sweepWhenDue, writeEntry } from './entries';
import { acknowledgeMessage, createOutbox, drainOutbox, nextOutboxDue, type OutboxRoutes } from './outbox';
import type { OwnsAddress } from './owns-address';

/** Decisions made within this time travel to the ledger together. Milliseconds. */
const OUTBOX_DELAY_MILLIS = 400;
/** A registration whose directory does not answer is asked about again after so long. */
const ASK_AGAIN_SECONDS = 60;

/** What the account's factory is given. */
interface AccountParts extends OutboxRoutes {
  readonly clock: AtomClock;
  readonly ownsAddress: OwnsAddress;
}

/**
 * One object per person: everything of theirs that must be decided once. An object of this class without a head is one of
 * the standing decoys: it takes the same calls for addresses without an account, counts, and grants nothing.
 */
export function accountAtom({ clock, ownsAddress, ...routes }: AccountParts) {
  return class AccountAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;
    /** What the alarm is set to, as far as this instance knows: a new instance sets it again. */
    #armedFor = Number.POSITIVE_INFINITY;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      createEntries(this.#sql);
      createOutbox(this.#sql);
    }

    /** Keeps a person being registered; nobody hears of it before `activate`. `taken` when the object is another's. */
    prepare(input: Verbs.PrepareInput): Promise<Verbs.PrepareAnswer> {
      return this.#decide(input.context, (turn) => {
        const held = readHead(turn.sql);
        if (held !== undefined && held.op !== input.op) return { tag: 'taken' };
        if (held !== undefined) return { tag: 'prepared' };
        beginAccount(turn, input);
        return { tag: 'prepared' };
      });
    }

    /** The directory gave the address to this account: it becomes active, and the person is signed in. */
    activate(input: Verbs.ActivateInput): Promise<Verbs.ActivateAnswer> {
      return this.#decide(input.context, (turn) => {
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
      const now = this.#now();
      const live = findSession(this.#sql, session, now);
      return live === undefined ? { tag: 'none' } : { tag: 'session', facts: factsOf(this.#sql, live, now) };
    }

    reservePassword(input: Verbs.ReservePasswordInput): Promise<Verbs.ReservePasswordAnswer> {
      return this.#decide(input.context, (turn) => reservePassword(turn, input));
    }

    settlePassword(input: Verbs.SettlePasswordInput): Promise<Verbs.SettlePasswordAnswer> {
      return this.#decide(input.context, (turn) => settlePassword(turn, input));
    }

    /** Where a code would go, for one whose password was right or who has a session. */
    async readContact({ bearer, interaction }: Verbs.ContactInput): Promise<Verbs.ContactAnswer> {
      const head = bearerStands({ sql: this.#sql, now: this.#now(), context: '' }, bearer, interaction);
      if (head === undefined) return { tag: 'lost' };
      const { wrappedKey, sealedEmail, sealedPhone } = head;
      return { tag: 'contact', wrappedKey, sealedEmail, sealedPhone };
    }

    issuePasscode(input: Verbs.IssuePasscodeInput): Promise<Verbs.IssuePasscodeAnswer> {
      return this.#decide(input.context, (turn) =>
        bearerStands(turn, input.bearer, input.interaction) === undefined
          ? { tag: 'lost' }
          : sendPasscode(turn, input.interaction, input.passcode),
      );
    }

    checkPasscode(input: Verbs.CheckPasscodeInput): Promise<Verbs.CheckPasscodeAnswer> {
      return this.#decide(input.context, (turn) => checkPasscode(turn, input));
    }

    acceptTerms(input: Verbs.AcceptTermsInput): Promise<Verbs.DecisionAnswer> {
      return this.#withSession(input, (turn, head) => {
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
      return this.#withSession(input, (turn, head) => {
        const held = readEntry<Consent>(turn.sql, 'consent', input.consent.client, turn.now);
        const joined = joinConsent(held, { ...input.consent, at: turn.now });
        writeEntry(turn.sql, 'consent', joined.client, joined);
        tell(turn, head, { change: 'consent', ...joined });
        audit(turn, 'consent_given', { client: joined.client });
      });
    }

    authorize(input: Verbs.AuthorizeVerbInput): Promise<Verbs.AuthorizeAnswer> {
      return this.#decide(input.context, (turn) => authorize(turn, input));
    }

    redeem(input: Verbs.RedeemInput): Promise<Verbs.RedeemAnswer> {
      return this.#decide(input.context, (turn) => redeem(turn, input));
    }

    revokeReused(input: Verbs.RevokeReusedInput): Promise<Verbs.RevokeReusedAnswer> {
      return this.#decide(input.context, (turn) => revokeReused(turn, input));
    }

    refresh(input: Verbs.RefreshInput): Promise<Verbs.RefreshAnswer> {
      return this.#decide(input.context, (turn) => refresh(turn, input));
    }

    openAsserted(input: Verbs.OpenAssertedInput): Promise<Verbs.SessionAnswer> {
      return this.#decide(input.context, (turn) => openAsserted(turn, input));
    }

    writeMetadata(input: Verbs.WriteMetadataInput): Promise<Verbs.WriteMetadataAnswer> {
      return this.#decide(input.context, (turn) => writeMetadata(turn, input));
    }

    async readGrant(input: Verbs.ReadGrantInput): Promise<Verbs.ReadGrantAnswer> {
      return readGrant(this.#sql, input, this.#now());
    }

    async overview({ session }: Verbs.SessionInput): Promise<Verbs.OverviewAnswer> {
      const now = this.#now();
      const live = findSession(this.#sql, session, now);
      if (live === undefined) return { tag: 'no-session' };
      const { wrappedKey, sealedEmail, sealedPhone, level } = live.head;
      return { tag: 'overview', wrappedKey, sealedEmail, sealedPhone, level, consents: consentsOf(this.#sql, now) };
    }

    /** Ends this session and forgets this device; what services hold lives on. */
    signOut(input: Verbs.SignOutInput): Promise<{ readonly tag: 'done' }> {
      return this.#decide(input.context, (turn) => {
        if (input.session !== undefined && findSession(turn.sql, input.session, turn.now) !== undefined) {
          endSession(turn.sql, input.session.id);
          audit(turn, 'session_ended');
        }
        const device = findDevice(turn.sql, input.device, turn.now);
        if (device !== undefined) deleteEntry(turn.sql, 'device', device.id);
        return { tag: 'done' };
      });
    }

    /** Ends every session, device and grant: userinfo refuses from now on. */
    signOutEverywhere(input: Verbs.SignOutEverywhereInput): Promise<Verbs.DecisionAnswer> {
      return this.#withSession(input, (turn, head) => {
        endEverything(turn.sql);
        writeHead(turn.sql, { ...head, notBefore: turn.now });
        audit(turn, 'sessions_all_ended');
      });
    }

    /** The worker delivered this message itself. */
    async acknowledgeMessage({ id }: Verbs.AcknowledgeMessageInput): Promise<{ readonly tag: 'done' }> {
      acknowledgeMessage(this.#sql, id);
      return { tag: 'done' };
    }

    /** Hands over the outbox, forgets what expired, and ends a registration that was cut short. Never throws. */
    override async alarm(): Promise<void> {
      this.#armedFor = Number.POSITIVE_INFINITY;
      const now = this.#now();
      const head = readHead(this.#sql);
      if (head?.state === 'pending' && now >= head.pendingUntil) return this.#endPending(head);
      const id = head?.account ?? this.ctx.id.toString();
      const ledgerShard = ledgerShardOf(id);
      await drainOutbox({ sql: this.#sql, env: this.env, from: this.ctx.id.toString(), ledgerShard, now, ...routes });
      if (sweepWhenDue(this.#sql, clock.now()) && head === undefined) boundDecoy(this.#sql);
      await this.#arm();
    }

    /**
     * The time of a registration is over, and nobody came to complete it. Its reservation has lapsed by now, or the directory
     * gave it the address before the worker died: then the address would belong to nobody if the account were forgotten.
     */
    async #endPending({ reserved, op }: Head): Promise<void> {
      const owned = await ownsAddress(this.env, reserved, op).catch(() => undefined);
      const head = readHead(this.#sql);
      // A look-up may have completed it while the directory was asked.
      if (head?.state === 'pending' && owned === false) return this.#forget();
      if (head?.state === 'pending' && owned === true) activateHead(this.#sql, head);
      if (head?.state === 'pending' && owned === undefined)
        writeHead(this.#sql, { ...head, pendingUntil: this.#now() + ASK_AGAIN_SECONDS });
      await this.#arm();
    }

    /** Leaves nothing. The tables are made again in the same stretch: this instance may be called once more. */
    async #forget(): Promise<void> {
      forgetHead(this.#sql);
      await this.ctx.storage.deleteAll();
      createEntries(this.#sql);
      createOutbox(this.#sql);
    }

    /** One decision: read, judge and write in one synchronous stretch and one transaction; then the alarm. */
    async #decide<Answer>(context: string, judge: (turn: Turn) => Answer): Promise<Answer> {
      const turn: Turn = { sql: this.#sql, now: this.#now(), context };
      const answer = this.ctx.storage.transactionSync(() => judge(turn));
      await this.#arm();
      return answer;
    }

    #withSession(
      input: Verbs.SessionInput & { readonly context: string },
      act: (turn: Turn, head: Head) => void,
    ): Promise<Verbs.DecisionAnswer> {
      return this.#decide(input.context, (turn) => {
        const live = findSession(turn.sql, input.session, turn.now);
        if (live === undefined) return { tag: 'no-session' };
        act(turn, live.head);
        return { tag: 'done' };
      });
    }

    /** Sets the one alarm to the earliest that is due: a pending account's end, the outbox, the daily sweep. */
    async #arm(): Promise<void> {
      const now = clock.now();
      const outbox = nextOutboxDue(this.#sql);
      const head = readHead(this.#sql);
      const due = Math.min(
        outbox === undefined ? Number.POSITIVE_INFINITY : Math.max(outbox * 1000, now + OUTBOX_DELAY_MILLIS),
        head?.state === 'pending' ? head.pendingUntil * 1000 : Number.POSITIVE_INFINITY,
        planSweep(this.#sql, now) ?? Number.POSITIVE_INFINITY,
      );
      if (due >= this.#armedFor) return;
      this.#armedFor = due;
      await clock.wakeAt(this.ctx, 'Account', due);
    }

    #now() {
      return epochSeconds(clock.now() / 1000);
    }
  };
}
