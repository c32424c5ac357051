import type { AccountFacts } from './account';
import { namedPasskeys } from './authenticator-name';
import { takesPasskey, takesPassword } from './authorization-request';
import { after, type EmailAddress } from './brands';
import { type ConsentLabel, consentLabels } from './claims';
import type { Client } from './client';
import { maskEmail } from './email';
import type { Interaction } from './interaction';
import { type JourneyView, proofStopOf, type StepName, shownPerson } from './journey';
import { limits } from './limits';
import { nhsNumberEnding } from './nhs-number';
import { calledPhone } from './phone';
import type { ProofStop } from './proofing';
import type { AccountHint, PasskeyToGo, StepView } from './step-outcome';

/** What a page shows, from what was established. */
export function stepView(
  step: StepName,
  opened: { readonly interaction: Interaction; readonly client: Client; readonly view: JourneyView },
): StepView {
  const { interaction, client, view } = opened;
  const { facts, request } = interaction;
  const account = view.account;
  const person = shownPerson(view);
  const held = account?.consents.find((consent) => consent.client === client.clientId);
  const asked = consentLabels(request.scopes, account?.level ?? 'P0');
  const before: readonly ConsentLabel[] = held === undefined ? [] : consentLabels(held.scopes, held.level);
  const phone =
    facts.credential ?? facts.codeSent ?? (facts.phone === undefined ? undefined : calledPhone(facts.phone));
  return {
    step,
    interaction: interaction.id,
    service: {
      clientId: client.clientId,
      name: client.name,
      redirectUri: request.redirectUri,
      ...(client.homeUri === undefined ? {} : { homeUri: client.homeUri }),
      ...(client.privacyUri === undefined ? {} : { privacyUri: client.privacyUri }),
      ...(client.termsUri === undefined ? {} : { termsUri: client.termsUri }),
    },
    ...(facts.address === undefined ? {} : { email: facts.address }),
    ...(facts.phone === undefined ? {} : { phone: facts.phone }),
    ...(facts.textsFailed === undefined ? {} : { offerLandline: true }),
    ...(phone === undefined ? {} : { phoneEnding: phone.phoneEnding, called: phone.called === true }),
    ends: endOf(step, interaction),
    ...(facts.codeUntil === undefined ? {} : { codeUntil: facts.codeUntil }),
    allowRegistration: request.allowRegistration,
    takesPasskey: takesPasskey(request),
    takesPassword: takesPassword(request),
    errand: request.errand !== undefined,
    newPasskey: facts.passkeyAdded === true || isUnused(account),
    signedIn: account !== undefined,
    ...(person === undefined ? {} : { shownTo: person }),
    ...(account?.removal && { removal: account.removal }),
    newItems: asked.filter((label) => !before.includes(label)),
    sharedItems: before,
    ...(account && { level: account.level }),
    ...proofMember(facts, proofStopOf({ ...view, facts })),
    termsChanged: account?.acceptedTerms !== undefined,
  };
}

/** The page that tells of a removal of passkeys names those that go, as their person knows them. */
export function namedRemoval(
  view: StepView,
  held: readonly (Omit<PasskeyToGo, 'shownName'> & { readonly name?: string; readonly aaguid: string })[] = [],
): StepView {
  const going = held.filter(({ key }) => view.removal?.keys?.includes(key));
  return { ...view, passkeysToGo: namedPasskeys(going) };
}

/** What was said of who the person is, while they are saying it. */
function proofMember(facts: Interaction['facts'], stop: ProofStop | undefined): Pick<StepView, 'proof'> {
  const { nhsNumber, name, birthDate, match } = facts;
  const postcode = match?.postcode ?? facts.postcode;
  if (nhsNumber === undefined && stop === undefined) return {};
  const proof = {
    ...(nhsNumber && { nhsNumber }),
    ...(name && { name }),
    ...(birthDate && { birthDate }),
    ...(postcode && { postcode }),
    ...(match && { ending: nhsNumberEnding(match.nhsNumber) }),
    ...(stop && { stop }),
  };
  return { proof };
}

/** The journey has its hour, and a right password waits less long for its code. */
function endOf(step: StepName, { beganAt, facts }: Interaction): StepView['ends'] {
  const journey = after(beganAt, limits.interactionLife.value);
  if (step !== 'sign-in-passcode' || facts.credential === undefined) return { at: journey, of: 'journey' };
  const password = after(facts.credential.at, limits.signInLife.value);
  return password < journey ? { at: password, of: 'password' } : { at: journey, of: 'journey' };
}

/** Only a session that setting up the account opened begins without a password or a passkey shown. */
const isUnused = (account: AccountFacts | undefined): boolean =>
  account !== undefined && account.shown.Cp === undefined && account.shown.Cm === undefined;

/** What tells a person which of their accounts is meant; empty when the account cannot be read any more. */
export function accountHint(
  account: { readonly email: EmailAddress; readonly phoneEnding: string } | undefined,
): AccountHint {
  if (account === undefined) return { email: '', phoneEnding: '' };
  return { email: maskEmail(account.email), phoneEnding: account.phoneEnding };
}
