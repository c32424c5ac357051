import type { AccountFacts } from './account';
import type { AuthorizationRequest } from './authorization-request';
import { consentCovers, termsVersion } from './consent';
import type { InteractionFacts } from './interaction';
import { shownLately, strongestFactor } from './session';
import { type CredentialKind, chooseVector, credentialsMeet, levelMeets, type Vector } from './vector';

/** What the journey is judged on: the request, what was established, and the person of the session if it counts. */
export interface JourneyView {
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  /** Absent without a live session, and where `prompt=login` wants a new sign-in. */
  readonly account?: AccountFacts;
  /** The person of this browser's session, when an asserted login is somebody else's and nobody has chosen yet. */
  readonly other?: AccountFacts;
}

/** The OIDC error that stands in for a page when none may be shown. @see NHS login Federation §3.3.3; OpenID Connect Core §3.1.2.6 */
export type SilentError =
  | 'account_selection_required'
  | 'sso_login_required'
  | 'interaction_required'
  | 'consent_required';

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

export type StepName =
  | 'choose-account'
  | 'sign-in-address'
  | 'sign-in-credential'
  | 'sign-in-password'
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
  | 'level-unavailable'
  | 'consent'
  | 'consent-decline';

const registering = (view: JourneyView): boolean => view.account === undefined && view.facts.path === 'register';
const signingIn = (view: JourneyView): boolean => view.account === undefined && view.facts.path !== 'register';

/** How many steps it takes this person to show a credential that is missing: one that they do not hold has to be made first. */
const stepsToShow: Readonly<Record<CredentialKind, (account: AccountFacts) => number>> = {
  Cp: (account) => (account.hasPassword ? 1 : 2),
  Cd: () => 1,
  Ck: () => 100,
  Cm: (account) => (account.passkeys > 0 ? 1 : 2),
};

/** The accepted vector with the fewest missing steps: a level counts more than a credential, since it takes longest. */
export function targetVector(vectors: readonly Vector[], account: AccountFacts): Vector | undefined {
  const missing = (vector: Vector): number =>
    (levelMeets(vector, account.level) ? 0 : 10) +
    vector.credentials
      .filter((kind) => account.shown[kind] === undefined)
      .reduce((sum, kind) => sum + stepsToShow[kind](account), 0);
  return vectors.toSorted((a, b) => missing(a) - missing(b))[0];
}

/** Whether this person must show a credential of a kind before any accepted vector can be stated. */
function lacks({ account, request }: JourneyView, kind: CredentialKind): AccountFacts | undefined {
  if (account === undefined || chooseVector(request.vectors, account.shown, account.level) !== undefined)
    return undefined;
  const target = targetVector(request.vectors, account);
  if (target === undefined || !target.credentials.includes(kind) || account.shown[kind] !== undefined) return undefined;
  // Nobody makes a password or a passkey for a service that will not let them in all the same.
  return kind === 'Cd' || levelMeets(target, account.level) ? account : undefined;
}

/** The person who is about to make a credential: for the request, or because they came for that. */
function makesCredential(view: JourneyView): AccountFacts | undefined {
  const { account, request, facts } = view;
  if (request.errand === 'add-passkey' && facts.passkeyAdded === undefined) return account;
  return lacks(view, 'Cm')?.passkeys === 0 || lacks(view, 'Cp')?.hasPassword === false ? account : undefined;
}

/** Whether a credential that the person holds is to be shown: it is asked for, or it is to be shown anew before another is made. */
function wants(view: JourneyView, kind: CredentialKind): boolean {
  const maker = makesCredential(view);
  const anew =
    maker !== undefined && strongestFactor(maker).includes(kind) && !shownLately(maker.shown, kind, maker.readAt);
  const lacking = lacks(view, kind);
  return anew || (lacking !== undefined && stepsToShow[kind](lacking) === 1);
}

/** Whether the request takes a passkey; what a page offers depends on this, never on the account. */
export const takesPasskey = ({ vectors }: AuthorizationRequest): boolean =>
  vectors.some(({ credentials }) => credentials.length === 0 || credentials.includes('Cm'));

/** Whether the request takes a password, with or without a code. */
export const takesPassword = ({ vectors }: AuthorizationRequest): boolean =>
  vectors.some(({ credentials }) => credentials.includes('Cp'));

/** Whether no accepted vector can be stated for this person, whatever they show. */
function outOfReach({ account, request }: JourneyView): boolean {
  return account !== undefined && chooseVector(request.vectors, account.shown, account.level) === undefined;
}

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
    name: 'sign-in-passkey',
    page: 'sign-in/passkey',
    neededWhile: 'a passkey that the person holds is asked for, or is to be shown anew before a password is set',
    silentError: 'sso_login_required',
    needed: (view) => wants(view, 'Cm'),
  },
  {
    section: 'sign in',
    name: 'sign-in-password',
    page: 'sign-in/password',
    neededWhile: 'a session lacks the password that is asked for, or it is to be shown anew before a passkey is made',
    silentError: 'sso_login_required',
    needed: (view) => wants(view, 'Cp'),
  },
  {
    section: 'sign in',
    name: 'set-password',
    page: 'sign-in/set-password',
    neededWhile: 'a password is asked for, and the person has none',
    silentError: 'sso_login_required',
    needed: (view) => lacks(view, 'Cp')?.hasPassword === false,
  },
  {
    section: 'sign in',
    name: 'sign-in-passcode',
    page: 'sign-in/passcode',
    neededWhile: 'a password was right and every vector still in reach wants a registered device',
    silentError: 'sso_login_required',
    needed: (view) => (signingIn(view) && view.facts.credential !== undefined) || wants(view, 'Cd'),
  },
  {
    section: 'sign in',
    name: 'add-passkey',
    page: 'sign-in/add-passkey',
    neededWhile: 'a passkey is asked for and the person has none, or they came to add one',
    silentError: 'sso_login_required',
    needed: (view) => makesCredential(view) !== undefined && lacks(view, 'Cp')?.hasPassword !== false,
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

const prove: readonly Step[] = [
  {
    section: 'prove',
    name: 'level-unavailable',
    page: 'level-unavailable',
    neededWhile: 'no accepted vector can be met by this person',
    silentError: 'interaction_required',
    needed: outOfReach,
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
    neededWhile: 'a requested scope or level is not agreed to',
    silentError: 'consent_required',
    needed: wantsConsent,
  },
];

/** The journey: the first need not yet met is the next page. */
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
  if (view.account !== undefined) return false;
  if (step.name === 'register-address') return view.request.allowRegistration && view.facts.emailProof === undefined;
  if (step.name === 'sign-in-address') return true;
  if (step.name === 'register-phone') return next?.name === 'register-phone-code';
  return false;
}

/** The step of a page path. */
export const stepByPage = (page: string): Step | undefined => journey.find((step) => step.page === page);

/** What a view is made of: who is signed in in this browser, and whose login another service asserted. */
export interface JourneyParts {
  readonly request: AuthorizationRequest;
  readonly facts: InteractionFacts;
  readonly account: AccountFacts | undefined;
  readonly asserted?: AccountFacts | undefined;
  readonly interaction: string;
}

/**
 * The view in which a session counts, unless the request wants a new sign-in that did not happen in this interaction.
 * An asserted login never replaces another person's session: the person is asked. Nor does that session replace an asserted
 * login which was chosen and has ended since.
 */
export function journeyView({ request, facts, account, asserted, interaction }: JourneyParts): JourneyView {
  const isNew = account?.signedInBy === interaction;
  const chosenEnded = facts.chosen === 'asserted' && asserted === undefined;
  const own = isNew || (request.prompt !== 'login' && !chosenEnded) ? account : undefined;
  if (asserted === undefined || facts.chosen === 'session') return { request, facts, ...(own && { account: own }) };
  if (own === undefined || facts.chosen === 'asserted') return { request, facts, account: asserted };
  if (own.account !== asserted.account) return { request, facts, account: asserted, other: own };
  // The same person: the session that says more, if it is enough by itself.
  const enough = chooseVector(request.vectors, own.shown, own.level) !== undefined;
  return { request, facts, account: enough ? own : asserted };
}
