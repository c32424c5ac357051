import type { AccountFacts } from './account';
import type { AuthorizationRequest } from './authorization-request';
import { consentCovers, termsVersion } from './consent';
import type { Errand } from './errand';
import type { InteractionFacts } from './interaction';
import type { ProofStop } from './proofing';
import { shownLately, strongestFactor } from './session';
import { type CredentialKind, chooseVector, credentialsMeet, isPasswordOnly, levelMeets, type Vector } from './vector';

/** What the journey is judged on: the request, what was established, and the person of the session if it counts. */
export interface JourneyView {
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  /** Absent without a live session, and where `prompt=login` wants a new sign-in. */
  readonly account?: AccountFacts;
  /** Nobody can prove who they are here: the deployment has no access to records. */
  readonly provesIdentity?: false;
  /** The person of this browser's session, when an asserted login is somebody else's and nobody has chosen yet. */
  readonly other?: AccountFacts;
}

/** The OIDC error that stands in for a page when none may be shown. @see NHS login Federation §3.3.3; OpenID Connect Core §3.1.2.6 */
export type SilentError =
  | 'account_selection_required'
  | 'sso_login_required'
  | 'interaction_required'
  | 'consent_required';

/** A page of the journey, and when it is needed. */
export interface Step {
  readonly section: 'sign in' | 'register' | 'terms' | 'prove' | 'consent';
  readonly name: StepName;
  /** The page, below the address of the interaction. */
  readonly page: string;
  /** In words, for the generated documentation. */
  readonly neededWhile: string;
  readonly silentError: SilentError;
  needed(view: JourneyView): boolean;
}

/** Each has a route file of its name in routes/journey. */
export type StepName =
  | 'choose-account'
  | 'sign-in-address'
  | 'sign-in-credential'
  | 'sign-in-password'
  | 'passkey-removal'
  | 'sign-in-passkey'
  | 'set-password'
  | 'sign-in-passcode'
  | 'add-passkey'
  | 'register-address'
  | 'register-email-code'
  | 'register-account-exists'
  | 'register-password'
  | 'register-phone'
  | 'register-phone-code'
  | 'terms'
  | 'prove-stopped'
  | 'prove-nhs-number'
  | 'prove-name'
  | 'prove-birth-date'
  | 'prove-postcode'
  | 'prove-confirm'
  | 'level-unavailable'
  | 'consent'
  | 'consent-decline';

const registering = (view: JourneyView): boolean => view.account === undefined && view.facts.path === 'register';
const signingIn = (view: JourneyView): boolean => view.account === undefined && view.facts.path !== 'register';

/** Whether a person holds a credential of a kind: a phone that takes codes has everybody, a shared key nobody. */
const holds: Readonly<Record<CredentialKind, (account: AccountFacts) => boolean>> = {
  Cp: (account) => account.hasPassword,
  Cd: () => true,
  Ck: () => false,
  Cm: (account) => account.passkeys > 0,
};

/** Pages until a missing credential is shown: one that is not held has to be made first, and a shared key cannot be made. */
function pagesToShow(kind: CredentialKind, account: AccountFacts): number {
  if (kind === 'Ck') return 100;
  return holds[kind](account) ? 1 : 2;
}

/** Whether a level is held, or can be proved here. */
const levelInReach = (vector: Vector, account: AccountFacts): boolean =>
  levelMeets(vector, account.level) || vector.level === 'P5';

function pagesToProve(vector: Vector, account: AccountFacts): number {
  if (levelMeets(vector, account.level)) return 0;
  return levelInReach(vector, account) ? 10 : 1000;
}

/** The accepted vector with the fewest pages to go: a level counts more than a credential, since it takes longest. */
export function targetVector(vectors: readonly Vector[], account: AccountFacts): Vector | undefined {
  const missing = (vector: Vector): number =>
    pagesToProve(vector, account) +
    vector.credentials
      .filter((kind) => account.shown[kind] === undefined)
      .reduce((sum, kind) => sum + pagesToShow(kind, account), 0);
  return vectors.toSorted((a, b) => missing(a) - missing(b))[0];
}

/** Whether no accepted vector can be stated for this person by what was shown so far. */
function statesNone({ account, request }: JourneyView): boolean {
  return account !== undefined && chooseVector(request.vectors, account.shown, account.level) === undefined;
}

/** Whether the request is met only when this person, who is signed in, shows a credential of a kind as well. */
function lacks(view: JourneyView, kind: CredentialKind): boolean {
  const { account, request } = view;
  if (account === undefined || !statesNone(view)) return false;
  const target = targetVector(request.vectors, account);
  if (target === undefined || !target.credentials.includes(kind) || account.shown[kind] !== undefined) return false;
  // Nobody makes a password or a passkey for a service that will not let them in all the same.
  return kind === 'Cd' || levelInReach(target, account);
}

/** Whether this person must make a credential of a kind, since the request lacks it and they hold none. */
const mustMake = (view: JourneyView, kind: CredentialKind): boolean =>
  view.account !== undefined && lacks(view, kind) && !holds[kind](view.account);

/** Whether a person makes a credential on this journey: the request lacks one, or they came to their account to add one. */
function makesCredential(view: JourneyView): boolean {
  const { account, request, facts } = view;
  const cameToAdd = account !== undefined && request.errand === 'add-passkey' && facts.passkeyAdded === undefined;
  return cameToAdd || mustMake(view, 'Cm') || mustMake(view, 'Cp');
}

/** Errands on which credentials are changed. */
const changing: readonly Errand[] = ['security', 'passkeys', 'change-password'];

/**
 * Whether a person who is signed in is asked for a credential that they hold: the request lacks it (a step-up), or another
 * credential is about to be made or changed, and nobody does so who has not shown the strongest factor they hold minutes ago.
 * @see NIST SP 800-63B-4 §4.1.2
 */
function showsAgain(view: JourneyView, kind: CredentialKind): boolean {
  const { account } = view;
  if (account === undefined) return false;
  if (lacks(view, kind) && holds[kind](account)) return true;
  // A password may be stolen: on it alone nobody's account is tied to a record, which never comes off again.
  if (kind === 'Cd' && wantsProof(view) && isPasswordOnly(account.shown)) return true;
  // A passkey is asked for where something is changed: who has lost theirs may look at what there is.
  const comesToChange = kind !== 'Cm' && changing.some((errand) => errand === view.request.errand);
  const changes = makesCredential(view) || comesToChange;
  return changes && strongestFactor(account).includes(kind) && !shownLately(account, kind, account.readAt);
}

/** Whether a proof of who this person is would meet the request: everything else that a vector asks for was shown. */
function wantsProof(view: JourneyView): boolean {
  const { account, request } = view;
  if (account === undefined || view.provesIdentity === false || !statesNone(view)) return false;
  return request.vectors.some((vector) => levelInReach(vector, account) && credentialsMeet(vector, account.shown));
}

/** Why nothing comes of the proof. Whose proof is suspended is told so before they begin anew. */
export const proofStopOf = ({ facts, account }: JourneyView): ProofStop | undefined =>
  facts.proofStop ?? (account?.suspended === true && facts.prover === undefined ? 'invalidated' : undefined);

/** Whether a question of the proof is open: the answers before it are there, and its own is not. */
const asks = (view: JourneyView, open: boolean): boolean => wantsProof(view) && proofStopOf(view) === undefined && open;

/** Whether a service waits for an agreement; the way to one's own account needs none. */
function wantsConsent({ account, request }: JourneyView): boolean {
  if (account === undefined || request.errand !== undefined) return false;
  const held = account.consents.find((consent) => consent.client === request.clientId);
  return !consentCovers(held, request.scopes, account.level);
}

const signIn: readonly Step[] = [
  {
    section: 'sign in',
    name: 'choose-account',
    page: 'choose-account',
    neededWhile: "an asserted login is not the person's who is signed in here",
    silentError: 'account_selection_required',
    needed: (view) => view.other !== undefined,
  },
  {
    section: 'sign in',
    name: 'sign-in-address',
    page: 'sign-in',
    neededWhile: 'no address was given (whether it is known stays unknown)',
    silentError: 'sso_login_required',
    needed: (view) => signingIn(view) && view.facts.address === undefined,
  },
  {
    section: 'sign in',
    name: 'sign-in-credential',
    page: 'sign-in/credential',
    neededWhile: 'no credential was shown',
    silentError: 'sso_login_required',
    needed: (view) => signingIn(view) && view.facts.credential === undefined,
  },
  {
    section: 'sign in',
    name: 'passkey-removal',
    page: 'sign-in/passkey-removal',
    neededWhile: 'passkeys are to be removed, and the person who signed in by one was not told in this session',
    silentError: 'interaction_required',
    needed: (view) => view.account?.removal !== undefined,
  },
  {
    section: 'sign in',
    name: 'sign-in-passkey',
    page: 'sign-in/passkey',
    neededWhile: 'a session lacks the passkey that is asked for, or it is shown anew before credentials are changed',
    silentError: 'sso_login_required',
    needed: (view) => showsAgain(view, 'Cm'),
  },
  {
    section: 'sign in',
    name: 'sign-in-password',
    page: 'sign-in/password',
    neededWhile: 'a session lacks the password that is asked for, or it is shown anew before credentials are changed',
    silentError: 'sso_login_required',
    needed: (view) => showsAgain(view, 'Cp'),
  },
  {
    section: 'sign in',
    name: 'set-password',
    page: 'sign-in/set-password',
    neededWhile: 'a password is asked for and the person has none',
    silentError: 'sso_login_required',
    needed: (view) => mustMake(view, 'Cp'),
  },
  {
    section: 'sign in',
    name: 'sign-in-passcode',
    page: 'sign-in/passcode',
    neededWhile:
      'a right password is not enough, a session lacks the code that is asked for, it is shown anew before credentials are changed, or a password alone was shown by somebody who is to prove who they are',
    silentError: 'sso_login_required',
    needed: (view) => (signingIn(view) && view.facts.credential !== undefined) || showsAgain(view, 'Cd'),
  },
  {
    section: 'sign in',
    name: 'add-passkey',
    page: 'sign-in/add-passkey',
    neededWhile: 'a passkey is asked for and the person has none, or they came to add one',
    silentError: 'sso_login_required',
    needed: (view) => makesCredential(view) && !mustMake(view, 'Cp'),
  },
];

const register: readonly Step[] = [
  {
    section: 'register',
    name: 'register-address',
    page: 'register',
    neededWhile: 'the person chose to set up an account and gave no address',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.address === undefined,
  },
  {
    section: 'register',
    name: 'register-email-code',
    page: 'register/email-code',
    neededWhile: 'the code sent to the address did not come back',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.emailProof === undefined,
  },
  {
    section: 'register',
    name: 'register-account-exists',
    page: 'register/account-exists',
    neededWhile: 'the proved address has an account',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.emailProof?.taken === true,
  },
  {
    section: 'register',
    name: 'register-password',
    page: 'register/password',
    neededWhile: 'neither a password was chosen nor a passkey made',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.password === undefined && view.facts.passkey === undefined,
  },
  {
    section: 'register',
    name: 'register-phone',
    page: 'register/phone',
    neededWhile: 'no phone number was given',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.phone === undefined,
  },
  {
    section: 'register',
    name: 'register-phone-code',
    page: 'register/phone-code',
    neededWhile: 'the code sent to the phone did not come back',
    silentError: 'sso_login_required',
    needed: (view) => registering(view) && view.facts.phoneProof === undefined,
  },
];

const terms: readonly Step[] = [
  {
    section: 'terms',
    name: 'terms',
    page: 'terms',
    neededWhile: 'the terms in force are not accepted',
    silentError: 'interaction_required',
    needed: (view) => registering(view) || (view.account !== undefined && view.account.acceptedTerms !== termsVersion),
  },
];

/** Who proves who they are passes these pages; what is still not met then cannot be met by this person. */
const prove: readonly Step[] = [
  {
    section: 'prove',
    name: 'prove-stopped',
    page: 'prove/stopped',
    neededWhile:
      'nothing comes of the proof, or the one of before is suspended, and the person has not gone back to the service or begun anew',
    silentError: 'interaction_required',
    needed: (view) => wantsProof(view) && proofStopOf(view) !== undefined,
  },
  {
    section: 'prove',
    name: 'prove-nhs-number',
    page: 'prove/nhs-number',
    neededWhile: 'P5 is wanted and not proved, and the person has not said whether they know their NHS number',
    silentError: 'interaction_required',
    needed: (view) => asks(view, view.facts.nhsNumber === undefined),
  },
  {
    section: 'prove',
    name: 'prove-name',
    page: 'prove/name',
    neededWhile: 'the person does not know their NHS number and gave no name',
    silentError: 'interaction_required',
    needed: (view) => asks(view, view.facts.nhsNumber === 'not-known' && view.facts.name === undefined),
  },
  {
    section: 'prove',
    name: 'prove-birth-date',
    page: 'prove/date-of-birth',
    neededWhile: 'no date of birth was given',
    silentError: 'interaction_required',
    needed: (view) => asks(view, view.facts.birthDate === undefined),
  },
  {
    section: 'prove',
    name: 'prove-postcode',
    page: 'prove/postcode',
    neededWhile: 'no record agreed with what was given and the postcode',
    silentError: 'interaction_required',
    needed: (view) => asks(view, view.facts.match === undefined),
  },
  {
    section: 'prove',
    name: 'prove-confirm',
    page: 'prove/confirm',
    neededWhile: 'the person has not said whether the record is theirs',
    silentError: 'interaction_required',
    needed: (view) => asks(view, true),
  },
  {
    section: 'prove',
    name: 'level-unavailable',
    page: 'level-unavailable',
    neededWhile: 'no accepted vector can be met by this person',
    silentError: 'interaction_required',
    needed: (view) => statesNone(view) && !wantsProof(view),
  },
];

const consent: readonly Step[] = [
  {
    section: 'consent',
    name: 'consent-decline',
    page: 'consent/decline',
    neededWhile: 'the person declined and is asked once more',
    silentError: 'consent_required',
    needed: (view) => wantsConsent(view) && view.facts.declining === true,
  },
  {
    section: 'consent',
    name: 'consent',
    page: 'consent',
    neededWhile: 'a scope or level that a service asks for is not agreed to',
    silentError: 'consent_required',
    needed: wantsConsent,
  },
];

/**
 * The journey: the first need not yet met is the next page. Somebody who signs in passes the pages of their sections, and
 * so does somebody whose session must show more for this request (a step-up), or who came to their own account (an errand).
 */
export const journey: readonly Step[] = [...signIn, ...register, ...terms, ...prove, ...consent];

/** The next page, or undefined when nothing is needed and the person may go back to the service. */
export function nextStep(view: JourneyView): Step | undefined {
  return journey.find((step) => step.needed(view));
}

/**
 * The error that stands in for the next page; undefined when nothing is needed. A credential that no accepted vector can do
 * without is missing before anything else is, also where no page can ask for it.
 */
export function silentError(view: JourneyView): SilentError | undefined {
  const { account, request, other } = view;
  const lacksCredential =
    account !== undefined && !request.vectors.some((vector) => credentialsMeet(vector, account.shown));
  return lacksCredential && other === undefined ? 'sso_login_required' : nextStep(view)?.silentError;
}

/**
 * Whether a page may be shown now. Besides the next one, the two first pages may be exchanged for each other,
 * and an address, a password or a phone number may be looked at again to be changed.
 */
export function mayShow(step: Step, view: JourneyView): boolean {
  const next = nextStep(view);
  if (next?.name === step.name) return true;
  if (isAnswered(step, next, view)) return true;
  if (view.account !== undefined) return false;
  if (step.name === 'register-address') return view.request.allowRegistration && view.facts.emailProof === undefined;
  if (step.name === 'sign-in-address') return true;
  if (step.name === 'register-phone') return next?.name === 'register-phone-code';
  return false;
}

/** Whom the pages of a journey are shown to, to be bound to their forms; undefined where nobody is signed in. */
export function shownPerson({ account, other }: Pick<JourneyView, 'account' | 'other'>): string | undefined {
  if (account === undefined) return undefined;
  return other === undefined ? account.account : `${account.account} ${other.account}`;
}

/** What the token of a form is bound to that only one person may send. @param secret of the browser's cookie */
export const shownBinding = (secret: string, person: string): string => `${secret} ${person}`;

/** What the token of a form is bound to on whose page nobody is signed in, once an address was given. */
export const addressBinding = (secret: string, address: string): string => `${secret} for ${address}`;

/** Whether a question of the proof was answered before, and may be looked at again to be changed. */
function isAnswered(step: Step, next: Step | undefined, { facts }: JourneyView): boolean {
  if (next?.section !== 'prove' || next.name === 'prove-stopped' || next.name === 'level-unavailable') return false;
  if (step.section !== 'prove' || step.name === 'prove-stopped' || step.name === 'level-unavailable') return false;
  if (step.name === 'prove-name' && facts.nhsNumber !== 'not-known') return false;
  return prove.indexOf(step) < prove.indexOf(next);
}

/** The row of a step. */
export function stepNamed(name: StepName): Step {
  const step = journey.find((one) => one.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
}

/** What a view is made of: who is signed in in this browser, and whose login another service asserted. */
export interface JourneyParts {
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  readonly account: AccountFacts | undefined;
  readonly asserted?: AccountFacts | undefined;
  readonly interaction: string;
}

/** Whether somebody signs in or sets up an account here who is not the person that is signed in in this browser. */
function isApart(
  { apart, path, emailProof, credential }: InteractionFacts,
  account: AccountFacts | undefined,
): boolean {
  if (apart === true || (path === 'register' && emailProof !== undefined)) return true;
  return credential !== undefined && credential.account !== account?.account;
}

/**
 * The view in which a session counts, unless the request wants a new sign-in that did not happen in this interaction.
 * An asserted login never replaces another person's session: the person is asked. Nor does that session replace an asserted
 * login which was chosen and has ended since, or somebody who is on the way to sign in here themselves.
 */
export function journeyView({ request, facts, account, asserted, interaction }: JourneyParts): JourneyView {
  const isNew = account?.signedInBy === interaction;
  const chosenEnded = facts.chosen === 'asserted' && asserted === undefined;
  const counts = request.prompt !== 'login' && !chosenEnded && !isApart(facts, account);
  const own = isNew || counts ? account : undefined;
  if (asserted === undefined || facts.chosen === 'session') return { request, facts, ...(own && { account: own }) };
  if (own === undefined || facts.chosen === 'asserted') return { request, facts, account: asserted };
  if (own.account !== asserted.account) return { request, facts, account: asserted, other: own };
  // The same person: the session that says more, if it is enough by itself.
  const enough = chooseVector(request.vectors, own.shown, own.level) !== undefined;
  return { request, facts, account: enough ? own : asserted };
}
