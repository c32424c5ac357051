import type { accountAtom } from '../../durable-objects/account';
import type { clientAtom } from '../../durable-objects/client';
import type { directoryAtom } from '../../durable-objects/directory';
import type { hasherAtom } from '../../durable-objects/hasher';
import type { interactionAtom } from '../../durable-objects/interaction';
import type { keyRingAtom } from '../../durable-objects/key-ring';
import type { ledgerAtom } from '../../durable-objects/ledger';
import type { rateLimitAtom } from '../../durable-objects/rate-limit';
import type { supplierAtom } from '../../durable-objects/supplier';
import type { AtomBinding } from './atom-address';

/** What tells the answers of a verb apart; some answers are all of one kind, and have none. */
type Tag<Answer> = Answer extends { readonly tag: infer Name extends string }
  ? Name
  : Answer extends { readonly outcome: infer Name extends string }
    ? Name
    : never;

/** What the platform calls, and no worker. */
type Platform =
  | '__DURABLE_OBJECT_BRAND'
  | 'alarm'
  | 'fetch'
  | 'webSocketMessage'
  | 'webSocketClose'
  | 'webSocketError'
  | 'connect';

type Answers<Factory extends (parts: never) => abstract new (...given: never) => unknown> = VerbsOf<
  InstanceType<ReturnType<Factory>>
>;
type VerbsOf<Atom> = {
  readonly [Verb in Exclude<keyof Atom, Platform> as Atom[Verb] extends (input: never) => unknown
    ? Verb
    : never]: Atom[Verb] extends (input: never) => infer Answer ? Readonly<Record<Tag<Awaited<Answer>>, true>> : never;
};

/** Every verb of every atom, and the answers to it that this release knows. The compiler holds it to the atoms. */
const answers: {
  readonly ACCOUNT: Answers<typeof accountAtom>;
  readonly DIRECTORY: Answers<typeof directoryAtom>;
  readonly INTERACTION: Answers<typeof interactionAtom>;
  readonly CLIENT: Answers<typeof clientAtom>;
  readonly RATE_LIMIT: Answers<typeof rateLimitAtom>;
  readonly KEY_RING: Answers<typeof keyRingAtom>;
  readonly SUPPLIER: Answers<typeof supplierAtom>;
  readonly LEDGER: Answers<typeof ledgerAtom>;
  readonly HASHER: Answers<typeof hasherAtom>;
} = {
  ACCOUNT: {
    acceptTerms: { done: true, 'no-session': true },
    acknowledgeMessage: { done: true },
    activate: { active: true, unknown: true },
    addPasskey: { done: true, 'no-session': true, stale: true, taken: true, 'too-many': true },
    agree: { done: true, 'no-session': true },
    answerRemoval: { done: true, 'no-session': true },
    askRemoval: { asked: true, broken: true, expired: true, nothing: true, pending: true, unproved: true, used: true },
    authorize: { completed: true, granted: true, needs: true, 'no-session': true },
    changePasskey: { done: true, last: true, 'no-session': true, stale: true, unknown: true },
    checkPasscode: {
      disabled: true,
      expired: true,
      locked: true,
      lost: true,
      off: true,
      'signed-in': true,
      wrong: true,
    },
    completeReset: { broken: true, done: true, expired: true, 'too-soon': true, used: true },
    disown: { broken: true, done: true, expired: true, used: true },
    enable: { enabled: true, unchanged: true, unknown: true },
    endAccess: { done: true, 'no-session': true },
    finishRemoval: { broken: true, expired: true, removed: true, used: true, waiting: true },
    heldKeys: { keys: true, none: true },
    heldPasskey: { held: true, unknown: true },
    pendingChanges: { pending: true },
    issuePasscode: { lost: true, 'sending-locked': true, sent: true },
    keepUpgrade: { ceremony: true, none: true },
    beginLink: { begun: true, 'no-session': true },
    linkPatient: { 'already-proved': true, done: true, 'no-session': true },
    openAsserted: { none: true, session: true },
    overview: { 'no-session': true, overview: true },
    passkeyOwner: { 'no-session': true, owner: true },
    prepare: { prepared: true, taken: true },
    provePhone: { broken: true, expired: true, locked: true, off: true, proved: true, used: true, wrong: true },
    disable: { disabled: true, 'no-session': true, stays: true },
    readContact: { contact: true, lost: true },
    readGuesses: { guesses: true },
    readGrant: { ended: true, grant: true },
    readNotice: { broken: true, expired: true, live: true, used: true },
    refundTrace: { done: true },
    readPatient: { 'no-session': true, owner: true },
    readRemoval: { broken: true, expired: true, live: true, used: true },
    readRemovalRequest: { broken: true, expired: true, live: true, used: true },
    readReset: { broken: true, expired: true, live: true, used: true },
    readSession: { none: true, session: true },
    rebuild: { kept: true, rebuilt: true },
    redeem: { redeemed: true, refused: true },
    refresh: { refreshed: true, refused: true, repeated: true },
    renewKeys: { changed: true, none: true, renewed: true },
    requestReset: { noted: true },
    reservePassword: { locked: true, lost: true, off: true, pending: true, reserved: true },
    retraced: { done: true, stale: true },
    revokeReused: { revoked: true, unchanged: true },
    security: { 'no-session': true, security: true },
    setPassword: { done: true, 'no-session': true, stale: true },
    settlePasskey: { disabled: true, refused: true, 'signed-in': true },
    settlePassword: {
      'code-sent': true,
      disabled: true,
      lost: true,
      'sending-locked': true,
      'signed-in': true,
      wrong: true,
    },
    signOut: { done: true },
    signOutEverywhere: { done: true, 'no-session': true },
    stopRemoval: { broken: true, expired: true, stopped: true, used: true },
    takeRetrace: { none: true, taken: true },
    takeUpgrade: { ceremony: true, none: true },
    tellOfCopy: { done: true },
    takeTrace: { locked: true, 'no-session': true, taken: true },
    writeMetadata: { ended: true, written: true },
  },
  DIRECTORY: {
    adopt: { adopted: true },
    commit: { lapsed: true, owned: true },
    find: { closed: true, free: true, owned: true },
    open: { opened: true },
    reindex: { free: true, owned: true, taken: true },
    release: { free: true },
    reserve: { closed: true, reserved: true, taken: true },
  },
  INTERACTION: {
    acknowledgeMessage: { done: true },
    begin: { begun: true },
    checkCode: { expired: true, gone: true, locked: true, right: true, wrong: true },
    finish: { finished: true },
    keepCeremony: { gone: true, kept: true },
    load: { finished: true, gone: true, open: true },
    record: { conflict: true, recorded: true },
    sendCode: { gone: true, 'sending-locked': true, sent: true },
    takeCeremony: { none: true, taken: true },
  },
  CLIENT: {
    admit: { fresh: true, replayed: true, unknown: true },
    follow: { conflict: true, stored: true },
    note: { fresh: true, replayed: true },
    read: { client: true, none: true, unchanged: true },
    write: { conflict: true, stored: true },
  },
  RATE_LIMIT: {
    counted: {},
    giveBack: { 'given-back': true },
    take: { limited: true, taken: true },
  },
  KEY_RING: {
    offer: { declined: true, kept: true },
    read: { ring: true },
    reseal: { changed: true, resealed: true },
    revoke: { declined: true, kept: true },
    rotate: { declined: true, kept: true },
  },
  SUPPLIER: {
    accepted: { noted: true },
    awaiting: {},
    lease: { closed: true, open: true, probe: true },
    dropToken: { noted: true },
    leaseBudget: { busy: true, granted: true },
    reading: {},
    report: { noted: true },
    rest: { noted: true },
    settle: { known: true, settled: true, unknown: true },
    settleToken: { noted: true },
    takeToken: { away: true, fetch: true, held: true, wait: true },
  },
  LEDGER: {
    accept: { accepted: true, refused: true },
    heads: { heads: true },
    changesOf: { changes: true },
    undelivered: { backlog: true },
    unpark: { unparked: true },
  },
  HASHER: {
    hash: { busy: true, hashed: true },
    verify: { busy: true, hashed: true, match: true, mismatch: true },
  },
};

/**
 * Whether this release knows an answer. In a gradual deployment a worker may call an atom of a newer release, whose answer
 * may be one that it has never heard of: that is no answer to go by.
 */
export function isKnownAnswer(atom: AtomBinding, verb: string, answer: unknown): boolean {
  const verbs: Readonly<Record<string, Readonly<Record<string, true>>>> = answers[atom];
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (known === undefined) return false;
  const { tag, outcome }: { readonly tag?: unknown; readonly outcome?: unknown } = Object(answer);
  return Object.keys(known).length === 0 || Object.hasOwn(known, String(tag ?? outcome));
}
