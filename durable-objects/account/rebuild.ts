import type { AccountId, EpochSeconds, Subject } from '../../src/domain/brands';
import type { Consent } from '../../src/domain/consent';
import type { AccountStanding, BlindIndex } from '../../src/domain/ledger-row';
import type { NewPasskey } from '../../src/domain/passkey';
import type { ProofingLevel } from '../../src/domain/vector';
import { writeEntry } from '../entries';
import type { ReservedAddress } from '../owns-address';
import { counterOf, writeCounter } from './attempts';
import { audit, type Head, type KeptPatient, readHead, type Turn, writeHead } from './head';
import type { StoredPasskey } from './kept-passkeys';
import { restoreRemoval } from './passkey-removal';
import { keepTraces } from './proof';
import type { SealedContact } from './verbs';

/** A passkey as the book of record has it, opened. */
export interface BookPasskey {
  readonly key: string;
  readonly passkey: NewPasskey;
  readonly index: readonly BlindIndex[];
  readonly sealedName?: string;
  readonly addedAt: EpochSeconds;
}

/** An account as the book of record has it. */
export interface RebuildInput extends SealedContact {
  readonly account: AccountId;
  readonly subject: Subject;
  readonly createdAt: EpochSeconds;
  readonly level: ProofingLevel;
  /** Absent for one that may act. */
  readonly status?: 'disabled';
  /** Where the directory knows the address, and by which values. */
  readonly reserved: ReservedAddress;
  readonly acceptedTerms: string;
  readonly consents: readonly Consent[];
  /** What services noted, by service, under the account's data key. */
  readonly notes: Readonly<Record<string, string>>;
  readonly passkeys: readonly BookPasskey[];
  /** Absent before a proof. */
  readonly patient?: KeptPatient;
  /** Absent for an account whose older release told nothing: its password is chosen anew by e-mail. */
  readonly standing?: AccountStanding;
  /** Changes are numbered from here: higher than any before. */
  readonly seq: number;
  /** What the object holds is damaged, and forgotten. Its outbox stays: what waits there is older than `seq`, or an event. */
  readonly replace?: true;
  readonly context: string;
}
/** `kept`: the account is there already, and newer than the book. */
export type RebuildAnswer = { readonly tag: 'rebuilt' } | { readonly tag: 'kept' };

/**
 * Builds an account again that its atom lost. Sessions, grants, codes, links and remembered devices are not in the book: they
 * have ended, and so has what was made before this moment. Locks, factors that are off, removals that wait and consents stay.
 */
export function rebuildAccount(turn: Turn, input: RebuildInput): RebuildAnswer {
  const { sql, now } = turn;
  if (readHead(sql) !== undefined && input.replace !== true) return { tag: 'kept' };
  sql.exec('DELETE FROM entry');
  writeHead(sql, headOf(input, now));
  for (const consent of input.consents) writeEntry(sql, 'consent', consent.client, consent);
  for (const [client, sealed] of Object.entries(input.notes)) writeEntry(sql, 'metadata', client, sealed);
  const { userHandle, provenPasskeys, passkeysBeside = {}, attempts, traces, removal } = input.standing ?? noStanding;
  if (userHandle !== undefined) writeEntry(sql, 'passkey-owner', '', userHandle);
  for (const { key, passkey, index, sealedName, addedAt } of input.passkeys) {
    const userVerified = passkey.userVerified || provenPasskeys.includes(key);
    const { [key]: addedBeside } = passkeysBeside;
    const kept = { ...(sealedName && { sealedName }), ...(addedBeside && { addedBeside }) };
    const stored: StoredPasskey = { ...passkey, userVerified, index, addedAt, ...kept };
    writeEntry(sql, 'passkey', key, stored);
  }
  for (const factor of ['password', 'passcode'] as const)
    if (attempts[factor] !== undefined) writeCounter(turn, counterOf(factor), attempts[factor]);
  if (traces !== undefined) keepTraces(turn, traces);
  if (removal !== undefined) restoreRemoval(turn, removal);
  audit(turn, 'account_rebuilt');
  return { tag: 'rebuilt' };
}

/** Of an account whose older release told nothing. */
const noStanding: AccountStanding = { provenPasskeys: [], attempts: {} };

function headOf(input: RebuildInput, now: EpochSeconds): Head {
  const { account, subject, createdAt, level, reserved, acceptedTerms, seq } = input;
  const { wrappedKey, sealedEmail, sealedPhone, standing } = input;
  const { provenPasskeys: _, userHandle: _handle, attempts: _attempts, ...members } = standing ?? noStanding;
  const { traces: _traces, removal: _removal, passkeysBeside: _beside, ...kept } = members;
  return {
    ...{ account, subject, createdAt, level, reserved, acceptedTerms, seq, wrappedKey, sealedEmail, sealedPhone },
    ...kept,
    ...(input.patient && { patient: input.patient }),
    state: input.status ?? 'active',
    op: 'rebuild',
    pendingUntil: 0,
    notBefore: now,
    ...(standing === undefined ? {} : { standingTold: true as const }),
  };
}
