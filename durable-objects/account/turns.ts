import { epochSeconds } from '../../src/domain/brands';
import { ledgerShardOf } from '../../src/domain/ledger-hand-over';
import { putOffRetrace } from '../../src/domain/retrace';
import type { Env } from '../../src/env';
import type { AtomClock } from '../clock';
import type { Deliver } from '../deliver';
import { createEntries, planSweep, sweepWhenDue } from '../entries';
import { createOutbox, drainOutbox, nextOutboxDue, type OutboxRoutes, randomFraction } from '../outbox';
import type { OwnsAddress } from '../owns-address';
import { boundDecoy } from './attempts';
import { activateHead, forgetHead, type Head, readHead, type Turn, writeHead } from './head';
import { keepRetraces, nextRetraceDue, readRetraces } from './owed-retrace';
import { findAccountSession, findSession, type LiveSession } from './sessions';
import { standingText, tellStanding } from './standing';
import type { DecisionAnswer, SecretRef, SessionInput } from './verbs';

/** Decisions made within this time travel to the ledger together. Milliseconds. */
const OUTBOX_DELAY_MILLIS = 400;
/** A registration whose directory does not answer is asked about again after so long. */
const ASK_AGAIN_SECONDS = 60;

/** What the account's factory is given. */
export interface AccountParts extends OutboxRoutes {
  readonly deliver: Pick<Deliver, 'message' | 'retrace'>;
  readonly clock: AtomClock;
  readonly ownsAddress: OwnsAddress;
}

/** Who called, as every verb that decides is told. */
type Called = Pick<Turn, 'context' | 'on'>;

/** How one account object takes its turns: each decision whole, its news in the outbox, and one alarm for all that is due. */
export function accountTurns(ctx: DurableObjectState, env: Env, { clock, ownsAddress, ...routes }: AccountParts) {
  const { sql } = ctx.storage;
  /** What the alarm is set to, as far as this instance knows: a new instance sets it again. */
  let armedFor = Number.POSITIVE_INFINITY;
  createEntries(sql);
  createOutbox(sql);

  const now = () => epochSeconds(clock.now() / 1000);

  /** Sets the one alarm to the earliest that is due: a pending account's end, the outbox, a look at the record, the daily sweep. */
  async function arm(): Promise<void> {
    const millis = clock.now();
    const outbox = nextOutboxDue(sql);
    const head = readHead(sql);
    const due = Math.min(
      outbox === undefined ? Number.POSITIVE_INFINITY : Math.max(outbox * 1000, millis + OUTBOX_DELAY_MILLIS),
      head?.state === 'pending' ? head.pendingUntil * 1000 : Number.POSITIVE_INFINITY,
      (nextRetraceDue(sql) ?? Number.POSITIVE_INFINITY) * 1000,
      planSweep(sql, millis) ?? Number.POSITIVE_INFINITY,
    );
    if (due >= armedFor) return;
    armedFor = due;
    await clock.wakeAt(ctx, 'Account', due);
  }

  type Judge<Answer> = (turn: Turn) => Answer;

  /** One decision: read, judge and write in one synchronous stretch and one transaction; then the alarm. */
  async function decideGrant<Answer>({ context, on }: Called, judge: Judge<Answer>): Promise<Answer> {
    const turn: Turn = { sql, now: now(), context, on };
    const answer = ctx.storage.transactionSync(() => judge(turn));
    await arm();
    return answer;
  }

  /** A decision after which the book of record is told what the account stands on, where that is another thing now. */
  const decide = <Answer>(called: Called, judge: Judge<Answer>): Promise<Answer> =>
    decideGrant(called, (turn) => {
      const before = standingText(turn);
      const answer = judge(turn);
      tellStanding(turn, before);
      return answer;
    });

  type Act = (turn: Turn, head: Head) => void;
  type Find = (sql: SqlStorage, ref: SecretRef, now: number) => LiveSession | undefined;

  const decideBy = (find: Find, input: SessionInput & Called, act: Act): Promise<DecisionAnswer> =>
    decide(input, (turn) => {
      const live = find(turn.sql, input.session, turn.now);
      if (live === undefined) return { tag: 'no-session' };
      act(turn, live.head);
      return { tag: 'done' };
    });

  /** Leaves nothing. The tables are made again in the same stretch: this instance may be called once more. */
  async function forget(): Promise<void> {
    forgetHead(sql);
    await ctx.storage.deleteAll();
    createEntries(sql);
    createOutbox(sql);
  }

  /**
   * The time of a registration is over, and nobody came to complete it. Its reservation has lapsed by now, or the directory
   * gave it the address before the worker died: then the address would belong to nobody if the account were forgotten.
   */
  async function endPending({ reserved, op }: Head): Promise<void> {
    const owned = await ownsAddress(env, reserved, op).catch(() => undefined);
    const head = readHead(sql);
    // A look-up may have completed it while the directory was asked.
    if (head?.state === 'pending' && owned === false) return forget();
    if (head?.state === 'pending' && owned === true) activateHead(sql, head);
    if (head?.state === 'pending' && owned === undefined)
      writeHead(sql, { ...head, pendingUntil: now() + ASK_AGAIN_SECONDS });
    await arm();
  }

  /** The look at the record that no worker made. Whoever makes it calls back, as a worker does. */
  async function retraceWhenDue(at: number, head: Head | undefined): Promise<void> {
    const due = nextRetraceDue(sql);
    if (head === undefined || due === undefined || due > at) return;
    await routes.deliver.retrace(env, head.account).catch(() => undefined);
    // Ensure that one which came to nothing is not begun again and again.
    const held = readRetraces(sql);
    if (held.owed !== undefined && held.owed.due <= now())
      keepRetraces(sql, putOffRetrace(held, now(), randomFraction()));
  }

  return {
    sql,
    now,
    decide,
    /** A decision about what services hold, which comes with every token: it changes nothing that a person signs in by. */
    decideGrant,
    /** A decision of a person who is signed in. */
    decideSignedIn: (input: SessionInput & Called, act: Act) => decideBy(findSession, input, act),
    /** A decision of a person who is signed in well enough for the pages of their account. */
    decideInAccount: (input: SessionInput & Called, act: Act) => decideBy(findAccountSession, input, act),
    /** What the alarm does: hands over the outbox, forgets what expired, and ends a registration that was cut short. */
    async ring(): Promise<void> {
      armedFor = Number.POSITIVE_INFINITY;
      const at = now();
      const head = readHead(sql);
      if (head?.state === 'pending' && at >= head.pendingUntil) return endPending(head);
      const ledgerShard = ledgerShardOf(head?.account ?? ctx.id.toString());
      await Promise.all([
        drainOutbox({ sql, env, from: ctx.id.toString(), ledgerShard, now: at, ...routes }),
        retraceWhenDue(at, head),
      ]);
      if (sweepWhenDue(sql, clock.now()) && head === undefined) boundDecoy(sql);
      await arm();
    },
  };
}
