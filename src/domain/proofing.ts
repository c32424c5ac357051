import type { EpochSeconds, NhsNumber } from './brands';
import type { ProofingLevel } from './vector';

/**
 * What somebody showed of who they are. A match says what it was checked against: details that a person typed are knowledge,
 * which others may have; those of a document are not.
 * @see NHS England DAPB3051, "Identity verification and authentication standard"; GPG 45
 */
export type Evidence =
  | {
      readonly kind: 'record-match';
      readonly against: 'claim' | 'document';
      /** Which record, in whatever writing: two are different where their NHS numbers are. */
      readonly record: string;
      readonly at: EpochSeconds;
    }
  | { readonly kind: 'document'; readonly at: EpochSeconds }
  | { readonly kind: 'likeness'; readonly at: EpochSeconds };

/**
 * The level that evidence gives: P5 is details that match one record; P9 is a document, the likeness of the person to it,
 * and a match of what the document says. A match on a claim never counts towards P9.
 */
export function levelFrom(evidence: readonly Evidence[]): ProofingLevel {
  const matches = evidence.flatMap((one) => (one.kind === 'record-match' ? [one] : []));
  // Evidence of two people is evidence of nobody.
  if (matches.length === 0 || new Set(matches.map(({ record }) => record)).size > 1) return 'P0';
  const has = (kind: Evidence['kind']) => evidence.some((one) => one.kind === kind);
  const onDocument = matches.some(({ against }) => against === 'document');
  return onDocument && has('document') && has('likeness') ? 'P9' : 'P5';
}

/**
 * Why nothing comes of a proof, whatever else is typed: the record is somebody else's, or partly wrong; another account has
 * its number; this account has another record; the number is not used any more; the person has died, and who said so did not
 * show enough for the account to be disabled; they are too young.
 */
export type ProofStop =
  | 'not-mine'
  | 'partly-mine'
  | 'held-by-another'
  | 'already-proved'
  | 'invalidated'
  | 'deceased'
  | 'too-young';

/** How far somebody is with proving who they are. `claim` names what they typed: a match of another claim proves nothing of it. */
export type Proofing =
  | { readonly state: 'unproved' }
  | { readonly state: 'claimed'; readonly claim: string }
  | { readonly state: 'matched'; readonly claim: string; readonly nhsNumber: NhsNumber }
  | { readonly state: 'confirmed'; readonly nhsNumber: NhsNumber }
  | { readonly state: 'proved'; readonly nhsNumber: NhsNumber; readonly evidence: readonly Evidence[] }
  | { readonly state: 'suspended'; readonly nhsNumber: NhsNumber }
  | { readonly state: 'disabled'; readonly nhsNumber?: NhsNumber };

/** What happens on the way. `linked`: the directory gave the number to this account, and to no other. */
export type ProofingEvent =
  | { readonly event: 'claimed'; readonly claim: string }
  | { readonly event: 'matched'; readonly claim: string; readonly nhsNumber: NhsNumber }
  | { readonly event: 'not-matched'; readonly claim: string }
  | { readonly event: 'confirmed' | 'disowned' }
  | { readonly event: 'linked'; readonly nhsNumber: NhsNumber; readonly at: EpochSeconds }
  /** The directory gave the number to another account: the one that was matched, or the one that took its place. */
  | { readonly event: 'held-by-another'; readonly nhsNumber: NhsNumber }
  | { readonly event: 'superseded'; readonly by: NhsNumber }
  | { readonly event: 'invalidated' | 'deceased' };

const unproved: Proofing = { state: 'unproved' };

/** A claim may be made while nothing is proved, and again when the proof was suspended. */
function claimed(proofing: Proofing, claim: string): Proofing {
  const mayClaim = proofing.state !== 'proved' && proofing.state !== 'disabled';
  return mayClaim ? { state: 'claimed', claim } : proofing;
}

function renumbered(proofing: Proofing, by: NhsNumber): Proofing {
  if (proofing.state !== 'proved') return proofing;
  const evidence = proofing.evidence.map((one) => (one.kind === 'record-match' ? { ...one, record: by } : one));
  return { state: 'proved', nhsNumber: by, evidence };
}

/** Who comes second to a number proves nothing by it; who held it, or the one that it took the place of, holds an account of nobody. */
function heldByAnother(proofing: Proofing, nhsNumber: NhsNumber): Proofing {
  if ('nhsNumber' in proofing && proofing.nhsNumber !== nhsNumber) return proofing;
  if (proofing.state === 'proved') return { state: 'disabled', nhsNumber };
  return proofing.state === 'confirmed' ? unproved : proofing;
}

/** The proofing after an event; what does not belong to the state changes nothing. */
export function advanceProofing(proofing: Proofing, happened: ProofingEvent): Proofing {
  switch (happened.event) {
    case 'claimed':
      return claimed(proofing, happened.claim);
    case 'matched':
      return proofing.state === 'claimed' && proofing.claim === happened.claim
        ? { state: 'matched', claim: happened.claim, nhsNumber: happened.nhsNumber }
        : proofing;
    case 'not-matched':
      return proofing.state === 'claimed' && proofing.claim === happened.claim ? unproved : proofing;
    case 'confirmed':
      return proofing.state === 'matched' ? { state: 'confirmed', nhsNumber: proofing.nhsNumber } : proofing;
    case 'disowned':
      return proofing.state === 'matched' ? unproved : proofing;
    case 'linked':
      return linked(proofing, happened.nhsNumber, happened.at);
    case 'held-by-another':
      return heldByAnother(proofing, happened.nhsNumber);
    case 'superseded':
      return renumbered(proofing, happened.by);
    case 'invalidated':
      return proofing.state === 'proved' ? { state: 'suspended', nhsNumber: proofing.nhsNumber } : proofing;
    case 'deceased':
      return 'nhsNumber' in proofing && proofing.nhsNumber !== undefined
        ? { state: 'disabled', nhsNumber: proofing.nhsNumber }
        : { state: 'disabled' };
    default:
      return happened satisfies never;
  }
}

/** The decision: a person confirmed a match, and the directory gave the number to their account. */
function linked(proofing: Proofing, nhsNumber: NhsNumber, at: EpochSeconds): Proofing {
  if (proofing.state !== 'confirmed' || proofing.nhsNumber !== nhsNumber) return proofing;
  return { state: 'proved', nhsNumber, evidence: [{ kind: 'record-match', against: 'claim', record: nhsNumber, at }] };
}

/** The level that holds now. */
export const levelNow = (proofing: Proofing): ProofingLevel =>
  proofing.state === 'proved' ? levelFrom(proofing.evidence) : 'P0';
