import type { AuthorizationRequest } from './authorization-request';
import type {
  AccountId,
  BirthDate,
  EmailAddress,
  EpochSeconds,
  InteractionId,
  NhsNumber,
  PhoneNumber,
  Postcode,
} from './brands';
import type { ClaimedName } from './demographics-claim';
import type { NewPasskey } from './passkey';
import type { PasswordLength } from './password';
import type { Patient } from './patient';
import type { ProofStop } from './proofing';

/** As much of a phone as its person is shown. `called`: it is a landline, to which a code is read out. */
export interface CalledPhone {
  readonly phoneEnding: string;
  readonly called?: boolean;
}

/** What a person established on the way, each under its name; all optional, all sealed where they are kept. */
export interface InteractionFacts {
  /** Another service asserted a login: the token of a session that counts for this request only. */
  readonly asserted?: { readonly session: string };
  /** Whose session the person goes on with, when the asserted login is somebody else's than this browser's. */
  readonly chosen?: 'asserted' | 'session';
  /** Somebody went on to sign in, or to set up an account, while another person was signed in in this browser. */
  readonly apart?: true;
  /** Which way the person took; signing in unless they chose to set up an account. */
  readonly path?: 'register';
  readonly address?: EmailAddress;
  /** Signing in: the password of this account was right, and a code is still wanted. */
  readonly credential?: { readonly account: AccountId; readonly at: EpochSeconds } & CalledPhone;
  /** Stepping up: a code was sent to the phone of the session's person. */
  readonly codeSent?: CalledPhone;
  /** Registering: the code sent to the address came back. `taken`: the address has an account already. */
  readonly emailProof?: { readonly at: EpochSeconds; readonly taken: boolean };
  readonly password?: { readonly hash: string; readonly length: PasswordLength; readonly at: EpochSeconds };
  /** Registering: a passkey in place of a password, and the handle by which authenticators know the person. */
  readonly passkey?: { readonly made: NewPasskey; readonly userHandle: string };
  readonly phone?: PhoneNumber;
  /** Codes were sent to this mobile number three times, and none came back: a landline is offered. */
  readonly textsFailed?: true;
  readonly phoneProof?: { readonly at: EpochSeconds };
  /** Until when the code that was sent last works: for the page that asks for it; the atom that keeps the code decides. */
  readonly codeUntil?: EpochSeconds;
  /** The passkey that the person came to add was added. */
  readonly passkeyAdded?: true;
  /** Whose account it is that is being proved: what is said rests on it. */
  readonly prover?: AccountId;
  /** Proving who they are: the NHS number that the person gave. */
  readonly nhsNumber?: NhsNumber | 'not-known';
  /** Their name, where they gave no number. */
  readonly name?: ClaimedName;
  readonly birthDate?: BirthDate;
  /** The postcode they looked for themselves by, to no avail: it need not be typed again after another answer was changed. */
  readonly postcode?: Postcode;
  /** The record that agreed with what they typed, postcode included. It rests on all of it, and goes when any of it changes. */
  readonly match?: Patient;
  /** Nothing comes of it, and why. */
  readonly proofStop?: ProofStop;
  /** The person declined to share and is asked once more. */
  readonly declining?: true;
}
export type FactName = keyof InteractionFacts;

/** An authorization request being answered. */
export interface Interaction {
  readonly id: InteractionId;
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  readonly beganAt: EpochSeconds;
}

/** The order in which facts rest on one another. */
export const factOrder = [
  'asserted',
  'chosen',
  'apart',
  'path',
  'address',
  'credential',
  'codeSent',
  'emailProof',
  'password',
  'passkey',
  'phone',
  'textsFailed',
  'phoneProof',
  'codeUntil',
  'passkeyAdded',
  'prover',
  'nhsNumber',
  'name',
  'birthDate',
  'postcode',
  'match',
  'proofStop',
  'declining',
] as const satisfies readonly FactName[];

/** What a person says of who they are: no answer rests on another, but what came of them rests on all. */
const answers: readonly FactName[] = ['nhsNumber', 'name', 'birthDate', 'postcode'];

/** Records a fact and drops every later one that rested on what may have changed. */
export function recordFact<Name extends FactName>(
  facts: InteractionFacts,
  name: Name,
  value: InteractionFacts[Name],
): InteractionFacts {
  const kept = factOrder
    .filter((other, index) => index < factOrder.indexOf(name) || (answers.includes(name) && answers.includes(other)))
    .flatMap((other) => (other === name || facts[other] === undefined ? [] : [[other, facts[other]] as const]));
  return { ...Object.fromEntries(kept), ...(value === undefined ? {} : { [name]: value }) };
}

/** The facts without what somebody else than the person who is signed in now said of who they are. */
export const factsOf = (facts: InteractionFacts, account: AccountId | undefined): InteractionFacts =>
  facts.prover === undefined || facts.prover === account ? facts : recordFact(facts, 'prover', undefined);
