import { DurableObject } from 'cloudflare:workers';
import type { AuditEventKind } from '../src/domain/audit-event';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import { sameHash } from '../src/domain/constant-time';
import { limits } from '../src/domain/limits';
import { type Challenge, countSend, type Sends, turnOf } from '../src/domain/passcode';
import type { Env } from '../src/env';
import { keepCeremony, takeCeremony } from './ceremonies';
import type { AtomClock } from './clock';
import { createEntries, deleteEntry, planSweep, randomEntryId, readEntry, sweepWhenDue, writeEntry } from './entries';
import type {
  BeginInput,
  CheckCodeAnswer,
  CheckCodeInput,
  CodeChannel,
  InteractionKey,
  KeepCeremonyInput,
  LoadAnswer,
  RecordAnswer,
  RecordInput,
  SendCodeAnswer,
  SendCodeInput,
  TakeCeremonyAnswer,
  TakeCeremonyInput,
} from './interaction-verbs';
import {
  acknowledgeMessage,
  appendMessage,
  appendRow,
  createOutbox,
  drainOutbox,
  nextOutboxDue,
  type OutboxRoutes,
} from './outbox';

interface Kept {
  readonly secretHash: string;
  readonly sealed: string;
  readonly revision: number;
  readonly finished: boolean;
  readonly until: number;
}

/** A wrong code, and everything its counting needs. */
interface WrongCode {
  readonly slot: string;
  readonly challenge: Challenge;
  readonly kept: Kept;
  readonly input: CheckCodeInput;
  readonly now: EpochSeconds;
}

/** How long a code lives, by the way it was sent. */
const codeLife: Readonly<Record<CodeChannel, number>> = {
  email: limits.emailCodeLife.value,
  sms: limits.phoneCodeLife.value,
};
const proved: Readonly<Record<CodeChannel, AuditEventKind>> = {
  email: 'user_email_verified',
  sms: 'user_phone_verified',
};

const OUTBOX_DELAY_MILLIS = 400;

/** A code that was sent; `provedBy` once it came back: it is kept so that the same call finds its answer. */
interface KeptChallenge extends Challenge {
  readonly provedBy?: string;
  /** Keyed hash of where it was sent; absent where an older release asked. */
  readonly target?: string;
}

/** Whether a form is sent again whose code is on its way or has just come: whoever reads it finds that it is good. */
const isSentAgain = ({ byForm, target }: SendCodeInput, held: KeptChallenge, now: number): boolean =>
  byForm === true &&
  target !== undefined &&
  held.target === target &&
  held.provedBy === undefined &&
  now < held.sentAt + limits.messageInTime.value;

/** A shard of the authorization requests being answered, with the codes of people who have no account yet. */
export function interactionAtom({ clock, ...routes }: { readonly clock: AtomClock } & OutboxRoutes) {
  return class InteractionAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;
    #armedFor = Number.POSITIVE_INFINITY;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      createEntries(this.#sql);
      createOutbox(this.#sql);
    }

    /** Stores a request that needs a page; idempotent, and never over one that is there. */
    async begin({ id, secretHash, sealed }: BeginInput): Promise<{ readonly tag: 'begun' }> {
      const now = this.#now();
      if (readEntry<Kept>(this.#sql, 'interaction', id, now) === undefined)
        this.#keep(id, { secretHash, sealed, revision: 1, finished: false, until: now + limits.interactionLife.value });
      await this.#arm();
      return { tag: 'begun' };
    }

    async load(key: InteractionKey): Promise<LoadAnswer> {
      const kept = this.#find(key, this.#now());
      if (kept === undefined) return { tag: 'gone' };
      return kept.finished ? { tag: 'finished' } : { tag: 'open', sealed: kept.sealed, revision: kept.revision };
    }

    /** Writes the facts if nobody did since they were read. A repeated call finds its own text there. */
    async record({ sealed, revision, ...key }: RecordInput): Promise<RecordAnswer> {
      const kept = this.#find(key, this.#now());
      if (kept === undefined || kept.finished) return { tag: 'conflict' };
      if (kept.sealed === sealed) return { tag: 'recorded' };
      if (kept.revision !== revision) return { tag: 'conflict' };
      this.#keep(key.id, { ...kept, sealed, revision: revision + 1 });
      return { tag: 'recorded' };
    }

    /** The journey ended: nothing of the person is kept, only that it ended. */
    async finish(key: InteractionKey): Promise<{ readonly tag: 'finished' }> {
      const kept = this.#find(key, this.#now());
      if (kept === undefined) return { tag: 'finished' };
      this.#keep(key.id, { ...kept, sealed: '', finished: true });
      for (const channel of ['email', 'sms']) {
        const slot = `${key.id}:${channel}`;
        const challenge = readEntry<KeptChallenge>(this.#sql, 'challenge', slot, this.#now());
        if (challenge !== undefined) this.#dropMessage(challenge);
        deleteEntry(this.#sql, 'challenge', slot);
      }
      for (const kind of ['create', 'get']) deleteEntry(this.#sql, 'ceremony', `${key.id}:${kind}`);
      return { tag: 'finished' };
    }

    /** Keeps a code and queues its message; a new code replaces the one before. */
    sendCode(input: SendCodeInput): Promise<SendCodeAnswer> {
      return this.#decide((now): SendCodeAnswer => {
        const kept = this.#find(input, now);
        if (kept === undefined || kept.finished) return { tag: 'gone' };
        const slot = `${input.id}:${input.channel}`;
        // A repeated call finds the code that the first one kept.
        const held = readEntry<KeptChallenge>(this.#sql, 'challenge', slot, now);
        const counted = readEntry<Sends>(this.#sql, 'sends', slot, now);
        if (held?.message === input.message.id) return { tag: 'sent', turn: turnOf(counted) };
        if (held !== undefined && isSentAgain(input, held, now))
          return { tag: 'sent', turn: turnOf(counted), repeated: true };
        const { sends, refusedUntil } = countSend(counted, now);
        writeEntry(this.#sql, 'sends', slot, sends, kept.until);
        if (refusedUntil !== undefined) return { tag: 'sending-locked', until: epochSeconds(refusedUntil) };
        const expiresAt = now + codeLife[input.channel];
        const { codeHash, message, target } = input;
        const sent = { codeHash, sentAt: now, expiresAt, wrong: 0, message: message.id };
        const challenge: KeptChallenge = { ...sent, ...(target !== undefined && { target }) };
        writeEntry(this.#sql, 'challenge', slot, challenge, expiresAt);
        if (held !== undefined) this.#dropMessage(held);
        const turn = turnOf(sends);
        const lease = epochSeconds(now + limits.messageLease.value);
        appendMessage(this.#sql, { ...message, turn }, lease, epochSeconds(expiresAt));
        this.#audit('authn_passcode_sent', input.context, now);
        return { tag: 'sent', turn };
      });
    }

    /** Compares a code: the fifth wrong one kills it and locks this way for 15 minutes. */
    checkCode(input: CheckCodeInput): Promise<CheckCodeAnswer> {
      return this.#decide((now): CheckCodeAnswer => {
        const kept = this.#find(input, now);
        if (kept === undefined || kept.finished) return { tag: 'gone' };
        const slot = `${input.id}:${input.channel}`;
        const sends = readEntry<Sends>(this.#sql, 'sends', slot, now);
        const challenge = readEntry<KeptChallenge>(this.#sql, 'challenge', slot, now);
        if (challenge?.provedBy === input.op) return { tag: 'right' };
        if (challenge?.lastTry === input.op) return { tag: 'wrong' };
        if (challenge === undefined && sends !== undefined && sends.lockedUntil > now)
          return { tag: 'locked', until: epochSeconds(sends.lockedUntil) };
        if (challenge === undefined || challenge.provedBy !== undefined) return { tag: 'expired' };
        if (sameHash(challenge.codeHash, input.codeHash)) {
          writeEntry(this.#sql, 'challenge', slot, { ...challenge, provedBy: input.op }, challenge.expiresAt);
          deleteEntry(this.#sql, 'sends', slot);
          this.#dropMessage(challenge);
          this.#audit(proved[input.channel], input.context, now);
          return { tag: 'right' };
        }
        return this.#countWrong({ slot, challenge: { ...challenge, lastTry: input.op }, kept, input, now });
      });
    }

    /** The code does not work any more: what still waits to carry it is not sent. */
    #dropMessage({ message }: KeptChallenge): void {
      if (message !== undefined) acknowledgeMessage(this.#sql, message);
    }

    #countWrong({ slot, challenge, kept, input, now }: WrongCode): CheckCodeAnswer {
      const wrong = challenge.wrong + 1;
      if (wrong < limits.codeAttempts.value) {
        writeEntry(this.#sql, 'challenge', slot, { ...challenge, wrong }, challenge.expiresAt);
        this.#audit('authn_passcode_fail', input.context, now);
        return { tag: 'wrong' };
      }
      const lockedUntil = now + limits.lockShort.value;
      deleteEntry(this.#sql, 'challenge', slot);
      this.#dropMessage(challenge);
      const sends: Sends = { count: limits.codeSends.value, lockedUntil };
      writeEntry(this.#sql, 'sends', slot, sends, Math.max(kept.until, lockedUntil));
      this.#audit('authn_passcode_lock', input.context, now);
      return { tag: 'locked', until: epochSeconds(lockedUntil), wrong: true };
    }

    /** Keeps the challenge of a passkey ceremony for this browser. */
    async keepCeremony({ kind, ceremony, ...key }: KeepCeremonyInput): Promise<{ readonly tag: 'kept' | 'gone' }> {
      const now = this.#now();
      const kept = this.#find(key, now);
      if (kept === undefined || kept.finished) return { tag: 'gone' };
      keepCeremony(this.#sql, `${key.id}:${kind}`, ceremony, now);
      await this.#arm();
      return { tag: 'kept' };
    }

    /** Spends that challenge, whatever comes of it. */
    async takeCeremony({ kind, op, ...key }: TakeCeremonyInput): Promise<TakeCeremonyAnswer> {
      const now = this.#now();
      const kept = this.#find(key, now);
      const ceremony = kept && !kept.finished ? takeCeremony(this.#sql, `${key.id}:${kind}`, op, now) : undefined;
      return ceremony === undefined ? { tag: 'none' } : { tag: 'taken', ceremony };
    }

    async acknowledgeMessage({ id }: { readonly id: string }): Promise<{ readonly tag: 'done' }> {
      acknowledgeMessage(this.#sql, id);
      return { tag: 'done' };
    }

    /** Delivers what the workers did not, and forgets what expired. Never throws. */
    override async alarm(): Promise<void> {
      this.#armedFor = Number.POSITIVE_INFINITY;
      const now = this.#now();
      sweepWhenDue(this.#sql, clock.now());
      await drainOutbox({
        sql: this.#sql,
        env: this.env,
        from: this.ctx.id.toString(),
        ledgerShard: this.#ledgerShard(),
        now,
        ...routes,
      });
      await this.#arm();
    }

    async #decide<Answer>(judge: (now: EpochSeconds) => Answer): Promise<Answer> {
      const now = this.#now();
      const answer = this.ctx.storage.transactionSync(() => judge(now));
      await this.#arm();
      return answer;
    }

    /** The interaction, if it lives and the secret is its browser's. */
    #find(key: InteractionKey, now: EpochSeconds): Kept | undefined {
      const kept = readEntry<Kept>(this.#sql, 'interaction', key.id, now);
      return kept !== undefined && sameHash(kept.secretHash, key.secretHash) ? kept : undefined;
    }

    #keep(id: string, kept: Kept): void {
      writeEntry(this.#sql, 'interaction', id, kept, kept.until);
    }

    #audit(kind: AuditEventKind, context: string, at: EpochSeconds): void {
      appendRow(this.#sql, { kind: 'audit', event: { id: randomEntryId(), kind, at, sealed: context } });
    }

    /** Events of people without an account are spread over the ledgers by the object they happened in. */
    #ledgerShard(): number {
      return Number.parseInt(this.ctx.id.toString().slice(0, 4), 16) % 64;
    }

    async #arm(): Promise<void> {
      const now = clock.now();
      const outbox = nextOutboxDue(this.#sql);
      const due = Math.min(
        outbox === undefined ? Number.POSITIVE_INFINITY : Math.max(outbox * 1000, now + OUTBOX_DELAY_MILLIS),
        planSweep(this.#sql, now, limits.interactionLife.value * 1000) ?? Number.POSITIVE_INFINITY,
      );
      if (due >= this.#armedFor) return;
      this.#armedFor = due;
      await clock.wakeAt(this.ctx, 'Interaction', due);
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
    }
  };
}
