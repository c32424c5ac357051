import { type BirthDate, epochSeconds, type NhsNumber, type Postcode } from '../../src/domain/brands';
import type { ProofSoFar } from '../../src/domain/step-outcome';
import { brandOf } from '../../src/ui/brand';
import { contentEn } from '../../src/ui/content.en';
import type { FieldError, PageContext } from '../../src/ui/page-context';
import { AccountPage } from '../../src/ui/pages/account';
import { ActivityPage } from '../../src/ui/pages/account/activity';
import { ChangePasskeyPage } from '../../src/ui/pages/account/change-passkey';
import { PasskeysPage } from '../../src/ui/pages/account/passkeys';
import { ChangePasswordPage } from '../../src/ui/pages/account/password';
import { SecurityPage } from '../../src/ui/pages/account/security';
import { ChooseAccountPage } from '../../src/ui/pages/choose-account';
import { ConsentPage } from '../../src/ui/pages/consent';
import { ConsentDeclinePage } from '../../src/ui/pages/consent-decline';
import { ErrorPage } from '../../src/ui/pages/error';
import { FactorOffPage } from '../../src/ui/pages/factor-off';
import { AccountDisabledPage, JourneyLostPage, UnknownServicePage } from '../../src/ui/pages/known-errors';
import { LevelUnavailablePage } from '../../src/ui/pages/level-unavailable';
import { NotMePage } from '../../src/ui/pages/not-me/ask';
import { NotMeDonePage } from '../../src/ui/pages/not-me/done';
import {
  AccessibilityStatementPage,
  CookiesPage,
  HelpPage,
  PrivacyPage,
  TermsAndConditionsPage,
} from '../../src/ui/pages/papers';
import { RemovalAskedPage } from '../../src/ui/pages/passkey-removal/asked';
import { RemovalChoosePage } from '../../src/ui/pages/passkey-removal/choose';
import { RemovalCodePage } from '../../src/ui/pages/passkey-removal/code';
import { RemovalDonePage, RemovalStoppedPage } from '../../src/ui/pages/passkey-removal/done';
import { RemovalLinkPage } from '../../src/ui/pages/passkey-removal/link';
import { RemovalPhonePage } from '../../src/ui/pages/passkey-removal/phone';
import { RemovalToldPage } from '../../src/ui/pages/passkey-removal/told';
import { ProveBirthDatePage } from '../../src/ui/pages/prove/birth-date';
import { ProveConfirmPage } from '../../src/ui/pages/prove/confirm';
import { ProveNamePage } from '../../src/ui/pages/prove/name';
import { ProveNhsNumberPage } from '../../src/ui/pages/prove/nhs-number';
import { ProvePostcodePage } from '../../src/ui/pages/prove/postcode';
import { ProveStoppedPage } from '../../src/ui/pages/prove/stopped';
import { AccountExistsPage } from '../../src/ui/pages/register/account-exists';
import { RegisterAddressPage } from '../../src/ui/pages/register/address';
import { RegisterCodePage } from '../../src/ui/pages/register/code';
import { RegisterPasswordPage } from '../../src/ui/pages/register/password';
import { RegisterPhonePage } from '../../src/ui/pages/register/phone';
import { RegisterPhoneCodePage } from '../../src/ui/pages/register/phone-code';
import { ResetAddressPage } from '../../src/ui/pages/reset/address';
import { ResetDonePage } from '../../src/ui/pages/reset/done';
import { ResetPasswordPage } from '../../src/ui/pages/reset/password';
import { ResetSentPage } from '../../src/ui/pages/reset/sent';
import { ServiceUnavailablePage } from '../../src/ui/pages/service-unavailable';
import { SignInAddressPage } from '../../src/ui/pages/sign-in/address';
import { SignInCredentialPage } from '../../src/ui/pages/sign-in/credential';
import { SignInPasscodePage } from '../../src/ui/pages/sign-in/passcode';
import { AddPasskeyPage, SignInPasskeyPage } from '../../src/ui/pages/sign-in/passkey';
import { SignInPasswordPage } from '../../src/ui/pages/sign-in/password';
import { SetPasswordPage } from '../../src/ui/pages/sign-in/set-password';
import { SignOutPage } from '../../src/ui/pages/sign-out';
import { SignedOutPage } from '../../src/ui/pages/signed-out';
import { TermsPage } from '../../src/ui/pages/terms';
import { TooManyPage } from '../../src/ui/pages/too-many';
import { renderPage } from '../../src/ui/render';

/** One page in one state, as the browser would get it. */
export interface SamplePage {
  readonly name: string;
  readonly html: string;
  readonly form: boolean;
  readonly errors: boolean;
}

const service = {
  name: 'Riverside Health Diary',
  homeUrl: 'https://diary.example/',
  privacyUrl: 'https://diary.example/privacy',
  termsUrl: 'https://diary.example/terms',
};

const page: PageContext & { readonly service: typeof service } = {
  content: contentEn,
  brand: brandOf('gatehouse'),
  nonce: 'bm9uY2U',
  csrf: 'csrf-token',
  service,
  life: { of: 'journey', secondsLeft: 3600, href: '/journey/7-abc' },
};
const chosenPasskeys = [
  { key: 'one', name: 'Firefox on Windows', addedAt: 1_794_000_000 },
  { key: 'two', addedAt: 1_790_000_000, usedAt: 1_794_900_000 },
];
const alone: PageContext = { ...page, service: undefined, life: undefined };
const signedIn: PageContext = {
  ...alone,
  signOutHref: '/sign-out',
  life: { of: 'session', secondsLeft: 1800, href: '/account' },
};
/** So late that the warning stands over the page. */
const late = (of: 'journey' | 'password' | 'session') => ({ life: { of, secondsLeft: 150, href: '/' } });

const iPhone = { browser: 'Safari', system: 'iPhone' } as const;
const email = 'wilhelmina.fotheringham@example.com';
const requestId = '8f14e45fceea167a5a36dedd4bea2543';

const inState = (name: string, html: { toString(): string }, errors = false): SamplePage => {
  const document = html.toString();
  return { name, html: document, form: document.includes('<form'), errors };
};

type Render = (errors: readonly FieldError[] | undefined) => Parameters<typeof renderPage>[0];

/** A page twice: fresh, and after an answer that will not do. */
const twice = (name: string, render: Render, error: FieldError): readonly SamplePage[] => [
  inState(name, renderPage(render(undefined))),
  inState(`${name}-error`, renderPage(render([error])), true),
];

const once = (name: string, rendered: Parameters<typeof renderPage>[0]): readonly SamplePage[] => [
  inState(name, renderPage(rendered)),
];

const proof: ProofSoFar = {
  nhsNumber: 'not-known',
  name: { first: 'Wilhelmina', middle: 'Anne-Marie', last: 'O’Fotheringham-Núñez' },
  birthDate: '1984-03-09' as BirthDate,
  postcode: 'LS1 4AP' as Postcode,
  ending: '1005',
};
const saidByNumber: ProofSoFar = { nhsNumber: '9990421005' as NhsNumber, birthDate: '1984-03-09' as BirthDate };
const passkeyUrl = '/journey/7-id/passkey-options';

/** Every page there is, with plausible contents. */
export const samplePages: readonly SamplePage[] = [
  twice(
    'sign-in-address',
    (errors) => <SignInAddressPage page={page} action="/sign-in" registerHref="/register" errors={errors} />,
    { field: 'email', key: 'emailFormat' },
  ),
  once('sign-in-address-no-registration', <SignInAddressPage page={page} action="/sign-in" email={email} />),
  twice(
    'sign-in-credential',
    (errors) => (
      <SignInCredentialPage
        page={page}
        action="/sign-in/credential"
        email={email}
        backHref="/sign-in"
        forgotHref="/reset"
        registerHref="/register"
        passkeyUrl={passkeyUrl}
        errors={errors}
      />
    ),
    { field: 'password', key: 'passwordWrong' },
  ),
  twice(
    'sign-in-passcode',
    (errors) => (
      <SignInPasscodePage
        page={page}
        action="/sign-in/passcode"
        phoneEnding="123"
        backHref="/sign-in/credential"
        errors={errors}
      />
    ),
    { field: 'code', key: 'codeWrong' },
  ),
  once(
    'sign-in-passcode-resent',
    <SignInPasscodePage page={page} action="/sign-in/passcode" phoneEnding="123" resent suspect />,
  ),
  twice(
    'register-address',
    (errors) => (
      <RegisterAddressPage
        page={{ ...page, progress: { step: 1, of: 6 } }}
        action="/register"
        signInHref="/sign-in"
        backHref="/sign-in"
        errors={errors}
      />
    ),
    { field: 'email', key: 'emailEmpty' },
  ),
  twice(
    'register-email-code',
    (errors) => (
      <RegisterCodePage
        page={{ ...page, progress: { step: 2, of: 6 } }}
        action="/register/code"
        email={email}
        changeHref="/register"
        errors={errors}
      />
    ),
    { field: 'code', key: 'codeFormat' },
  ),
  once('register-email-code-resent', <RegisterCodePage page={page} action="/register/code" email={email} resent />),
  once(
    'register-account-exists',
    <AccountExistsPage page={page} action="/register/account-exists" email={email} changeHref="/register" />,
  ),
  twice('sign-in-password', (errors) => <SignInPasswordPage page={page} action="/sign-in/password" errors={errors} />, {
    field: 'password',
    key: 'passwordWrongAgain',
  }),
  twice('set-password', (errors) => <SetPasswordPage page={page} action="/sign-in/set-password" errors={errors} />, {
    field: 'password',
    key: 'newPasswordTooShort',
  }),
  twice(
    'sign-in-passkey',
    (errors) => <SignInPasskeyPage page={page} action="/sign-in/passkey" optionsUrl={passkeyUrl} errors={errors} />,
    { field: 'passkey', key: 'passkeyUnknown' },
  ),
  twice(
    'add-passkey',
    (errors) => <AddPasskeyPage page={page} action="/sign-in/add-passkey" optionsUrl={passkeyUrl} errors={errors} />,
    { field: 'passkey', key: 'passkeyNotMade' },
  ),
  once(
    'account-passkeys',
    <PasskeysPage
      page={{ ...page, signOutHref: '/sign-out' }}
      passkeys={[
        { name: 'iCloud Keychain', addedAt: 1_788_000_000, usedAt: 1_790_000_000, synced: true, changeHref: '/a' },
        { addedAt: 1_788_000_000, synced: false, addedWithGone: true, changeHref: '/b' },
      ]}
      addHref="/account/go/add-passkey"
      backHref="/account"
      keepers={{ user: 'handle', accepted: 'one two', name: email }}
      notice={contentEn.passkeys.changed}
    />,
  ),
  once('account-passkeys-none', <PasskeysPage page={page} passkeys={[]} addHref="/add" backHref="/account" />),
  once(
    'account-passkey-added-with',
    <ChangePasskeyPage
      page={page}
      action="/account/passkeys/a"
      backHref="/b"
      name="Old phone"
      added={[{ key: 'b', name: 'iCloud Keychain', addedAt: 1_788_000_000 }]}
    />,
  ),
  twice(
    'account-passkey',
    (errors) => <ChangePasskeyPage page={page} action="/account/passkeys/a" backHref="/b" name="" errors={errors} />,
    { field: 'name', key: 'passkeyNameEmpty' },
  ),
  twice(
    'register-password',
    (errors) => (
      <RegisterPasswordPage
        page={{ ...page, progress: { step: 3, of: 6 } }}
        action="/register/password"
        email={email}
        passkeyUrl={passkeyUrl}
        errors={errors}
      />
    ),
    { field: 'password', key: 'newPasswordTooShort' },
  ),
  once(
    'register-password-only',
    <RegisterPasswordPage page={{ ...page, progress: { step: 3, of: 6 } }} action="/register/password" email={email} />,
  ),
  twice(
    'register-passkey-only',
    (errors) => (
      <RegisterPasswordPage
        page={{ ...page, progress: { step: 3, of: 6 } }}
        action="/register/password"
        email={email}
        passkeyUrl={passkeyUrl}
        passkeyOnly
        errors={errors}
      />
    ),
    { field: 'passkey', key: 'passkeyNotMade' },
  ),
  twice(
    'register-phone',
    (errors) => (
      <RegisterPhonePage page={{ ...page, progress: { step: 4, of: 6 } }} action="/register/phone" errors={errors} />
    ),
    { field: 'phone', key: 'phoneFormat' },
  ),
  twice(
    'register-phone-code',
    (errors) => (
      <RegisterPhoneCodePage
        page={{ ...page, progress: { step: 5, of: 6 } }}
        action="/register/phone-code"
        phoneEnding="123"
        changeHref="/register/phone"
        errors={errors}
      />
    ),
    { field: 'code', key: 'codeExpired' },
  ),
  once(
    'register-phone-code-called',
    <RegisterPhoneCodePage page={page} action="/register/phone-code" phoneEnding="123" changeHref="/phone" called />,
  ),
  once(
    'register-phone-code-landline',
    <RegisterPhoneCodePage
      page={page}
      action="/register/phone-code"
      phoneEnding="123"
      changeHref="/phone"
      resent
      suspect
      offerLandline
    />,
  ),
  twice('terms', (errors) => <TermsPage page={page} action="/terms" errors={errors} />, {
    field: 'decision',
    key: 'decisionEmpty',
  }),
  once('terms-changed', <TermsPage page={page} action="/terms" changed />),
  twice(
    'consent',
    (errors) => (
      <ConsentPage
        page={page}
        action="/consent"
        serviceId="diary"
        signedInAs="w•••@example.com"
        items={[
          { label: 'identifier' },
          { label: 'email', value: email },
          { label: 'phone', value: '07700 900123' },
          { label: 'identityLevel', value: 'P0' },
        ]}
        errors={errors}
      />
    ),
    { field: 'decision', key: 'decisionEmpty' },
  ),
  once(
    'consent-more',
    <ConsentPage
      page={page}
      action="/consent"
      serviceId="diary"
      items={[{ label: 'phone', value: '07700 900123' }]}
      alreadyShared={[{ label: 'identifier' }, { label: 'email', value: email }]}
      levelNote="You have proved more about yourself since you last used this service."
    />,
  ),
  twice(
    'consent-decline',
    (errors) => <ConsentDeclinePage page={page} action="/consent/decline" serviceId="diary" errors={errors} />,
    { field: 'decision', key: 'formExpired' },
  ),
  twice(
    'choose-account',
    (errors) => (
      <ChooseAccountPage
        page={page}
        action="/choose-account"
        asserted={{ email: 'w•••@example.com', phoneEnding: '123' }}
        session={{ email: 'h•••@example.com', phoneEnding: '456' }}
        errors={errors}
      />
    ),
    { field: 'decision', key: 'formExpired' },
  ),
  twice(
    'prove-nhs-number',
    (errors) => <ProveNhsNumberPage page={page} action="/prove/nhs-number" nhsNumber="999 042 100" errors={errors} />,
    { field: 'nhs-number', key: 'nhsNumberLength' },
  ),
  twice(
    'prove-name',
    (errors) => <ProveNamePage page={page} action="/prove/name" backHref="/" first="Wilhelmina" errors={errors} />,
    { field: 'last-name', key: 'lastNameEmpty' },
  ),
  twice(
    'prove-birth-date',
    (errors) => <ProveBirthDatePage page={page} action="/prove/date-of-birth" backHref="/" day="31" errors={errors} />,
    { field: 'birth-date-month', key: 'birthDateMonth' },
  ),
  twice(
    'prove-postcode',
    (errors) => (
      <ProvePostcodePage
        page={page}
        action="/prove/postcode"
        backHref="/"
        postcode="LS1 4AQ"
        told={errors && { proof: saidByNumber, hrefs: { nhsNumber: '/number', name: '/name', birthDate: '/birth' } }}
        errors={errors}
      />
    ),
    { field: 'postcode', key: 'noMatch' },
  ),
  twice(
    'prove-confirm',
    (errors) => <ProveConfirmPage page={page} action="/prove/confirm" backHref="/" proof={proof} errors={errors} />,
    { field: 'decision', key: 'decisionEmpty' },
  ),
  once('prove-stopped', <ProveStoppedPage page={page} action="/prove/stopped" why="not-mine" />),
  once('prove-stopped-partly', <ProveStoppedPage page={page} action="/prove/stopped" why="partly-mine" />),
  once('prove-stopped-young', <ProveStoppedPage page={page} action="/prove/stopped" why="too-young" />),
  once('prove-stopped-number', <ProveStoppedPage page={page} action="/prove/stopped" why="invalidated" />),
  once('prove-stopped-record', <ProveStoppedPage page={page} action="/prove/stopped" why="deceased" />),
  once('prove-stopped-held', <ProveStoppedPage page={page} action="/prove/stopped" why="held-by-another" />),
  once('prove-stopped-other', <ProveStoppedPage page={page} action="/prove/stopped" why="already-proved" />),
  once('too-many-traces', <TooManyPage page={page} of="traces" minutes={15} againHref="/prove/postcode" />),
  once('level-unavailable', <LevelUnavailablePage page={page} action="/level-unavailable" />),
  once('journey-lost', <JourneyLostPage page={alone} requestId={requestId} />),
  once('not-found', <ErrorPage page={alone} heading="notFound" reference="CID0404" />),
  once('unknown-service', <UnknownServicePage page={alone} requestId={requestId} />),
  once(
    'service-disabled',
    <ErrorPage page={page} heading="serviceDisabled" reference="CID1004" requestId={requestId} />,
  ),
  once(
    'too-many-passwords',
    <TooManyPage page={page} of="password" minutes={15} againHref="/sign-in" resetHref="/reset" />,
  ),
  once('too-many-codes', <TooManyPage page={page} of="code" minutes={60} againHref="/sign-in" />),
  twice(
    'reset-address',
    (errors) => (
      <ResetAddressPage page={page} action="/reset" email={email} journey="7-id" backHref="/sign-in" errors={errors} />
    ),
    { field: 'email', key: 'emailFormat' },
  ),
  once('reset-sent', <ResetSentPage page={page} minutes={60} backHref="/sign-in" />),
  twice(
    'reset-password',
    (errors) => <ResetPasswordPage page={alone} action="/reset/link/token" email={email} errors={errors} />,
    { field: 'password', key: 'newPasswordCommon' },
  ),
  once(
    'reset-password-passkeys',
    <ResetPasswordPage
      page={alone}
      action="/reset/link/token"
      email={email}
      passkeysHref="/reset/link/token/passkeys"
    />,
  ),
  once(
    'removal-phone',
    <RemovalPhonePage page={alone} action="/reset/link/token/passkeys" phoneEnding="123" called={false} />,
  ),
  twice(
    'removal-code',
    (errors) => (
      <RemovalCodePage
        page={alone}
        action="/reset/link/token/passkeys"
        phoneEnding="123"
        called={false}
        errors={errors}
      />
    ),
    { field: 'code', key: 'codeWrong' },
  ),
  twice(
    'removal-choose',
    (errors) => (
      <RemovalChoosePage page={alone} action="/reset/link/token/passkeys" passkeys={chosenPasskeys} errors={errors} />
    ),
    { field: 'passkeys', key: 'passkeysNoneChosen' },
  ),
  once('removal-asked', <RemovalAskedPage page={alone} from={1_795_086_400} passkeys={chosenPasskeys} />),
  twice(
    'passkey-removal',
    (errors) => (
      <RemovalToldPage
        page={page}
        action="/passkey-removal"
        from={1_795_086_400}
        canPutOff
        passkeys={[
          { key: 'a', name: 'iCloud Keychain', addedAt: 1_788_000_000, usedAt: 1_790_000_000 },
          { key: 'b', addedAt: 1_788_000_000 },
        ]}
        errors={errors}
      />
    ),
    { field: 'decision', key: 'decisionEmpty' },
  ),
  once(
    'passkey-removal-again',
    <RemovalToldPage page={page} action="/passkey-removal" from={1_795_600_000} canPutOff={false} passkeys={[]} />,
  ),
  once(
    'removal-waits',
    <RemovalLinkPage
      page={alone}
      action="/passkey-removal/token"
      passkeys={chosenPasskeys}
      mayRemove={false}
      from={1_795_086_400}
    />,
  ),
  once(
    'removal-ready',
    <RemovalLinkPage page={alone} action="/passkey-removal/token" passkeys={chosenPasskeys} mayRemove />,
  ),
  once('removal-stopped', <RemovalStoppedPage page={alone} />),
  once('removal-done', <RemovalDonePage page={alone} />),
  once('removal-done-no-password', <RemovalDonePage page={alone} resetHref="/reset" />),
  once('removal-over', <ErrorPage page={alone} heading="removalOver" requestId={requestId} />),
  once('reset-done', <ResetDonePage page={alone} />),
  once('reset-expired', <ErrorPage page={alone} heading="resetExpired" reference="CID2021" requestId={requestId} />),
  once('reset-used', <ErrorPage page={alone} heading="resetUsed" reference="CID2022" requestId={requestId} />),
  once('reset-broken', <ErrorPage page={alone} heading="resetBroken" reference="CID2023" requestId={requestId} />),
  once('reset-too-soon', <ErrorPage page={alone} heading="resetTooSoon" requestId={requestId} />),
  once('account-disabled', <AccountDisabledPage page={page} requestId={requestId} leave="/journey/leave" />),
  once('account-disabled-alone', <AccountDisabledPage page={alone} requestId={requestId} />),
  once('factor-off', <FactorOffPage page={page} resetHref="/reset" />),
  once('not-me', <NotMePage page={alone} action="/not-me/token" />),
  once('not-me-done', <NotMeDonePage page={alone} resetHref="/reset" />),
  once('not-me-expired', <ErrorPage page={alone} heading="notMeExpired" requestId={requestId} />),
  once('not-me-used', <ErrorPage page={alone} heading="notMeUsed" requestId={requestId} />),
  once('not-me-broken', <ErrorPage page={alone} heading="notMeBroken" requestId={requestId} />),
  once('too-many-links', <TooManyPage page={page} of="links" minutes={15} againHref="/reset" />),
  once('too-many-sends', <TooManyPage page={page} of="sends" minutes={1} />),
  once('time-nearly-up', <SignInAddressPage page={{ ...page, ...late('journey') }} action="/sign-in" />),
  once(
    'password-nearly-over',
    <SignInPasscodePage page={{ ...page, ...late('password') }} action="/sign-in/passcode" phoneEnding="123" />,
  ),
  once(
    'session-nearly-over',
    <AccountPage
      page={{ ...signedIn, ...late('session') }}
      action="/account"
      maskedEmail="w•••••@example.com"
      services={[]}
    />,
  ),
  once(
    'code-nearly-over',
    <SignInPasscodePage page={{ ...page, codeSecondsLeft: 90 }} action="/sign-in/passcode" phoneEnding="123" />,
  ),
  once(
    'code-over',
    <SignInPasscodePage page={{ ...page, codeSecondsLeft: 0 }} action="/sign-in/passcode" phoneEnding="123" />,
  ),
  once('service-unavailable', <ServiceUnavailablePage page={alone} againHref="/account" requestId={requestId} />),
  once(
    'account-security',
    <SecurityPage
      page={signedIn}
      action="/account/security"
      maskedEmail="w•••@example.com"
      hasPassword
      changePasswordHref="/account/password"
      sessions={[
        { id: 'one', openedAt: 1_795_000_000, usedAt: 1_795_003_600, isThis: true, on: iPhone },
        { id: 'two', openedAt: 1_794_900_000, usedAt: 1_794_950_000, isThis: false },
      ]}
      devices={[
        { id: 'three', usedAt: 1_795_000_000, until: 1_810_000_000, isThis: true, on: iPhone },
        { id: 'four', usedAt: 1_794_000_000, until: 1_809_000_000, isThis: false, on: { system: 'Windows' } },
      ]}
      activityHref="/account/activity"
      backHref="/account"
    />,
  ),
  once(
    'account-security-ended',
    <SecurityPage
      page={signedIn}
      action="/account/security"
      maskedEmail="w•••@example.com"
      hasPassword={false}
      changePasswordHref="/account/password"
      sessions={[{ id: 'one', openedAt: 1_795_000_000, usedAt: 1_795_003_600, isThis: true, on: iPhone }]}
      devices={[]}
      activityHref="/account/activity"
      backHref="/account"
      done="ended"
    />,
  ),
  twice(
    'account-password',
    (errors) => (
      <ChangePasswordPage
        page={signedIn}
        action="/account/password"
        email={email}
        backHref="/account/security"
        errors={errors}
      />
    ),
    { field: 'password', key: 'newPasswordTooShort' },
  ),
  once(
    'account-password-first',
    <ChangePasswordPage
      page={signedIn}
      action="/account/password"
      email={email}
      isFirst
      backHref="/account/security"
    />,
  ),
  once(
    'account-activity',
    <ActivityPage
      page={signedIn}
      events={[
        { kind: 'authn_login_success', at: epochSeconds(1_795_000_000), times: 1, on: iPhone },
        { kind: 'authn_login_fail', at: epochSeconds(1_794_999_000), times: 7 },
      ]}
      backHref="/account/security"
    />,
  ),
  once(
    'sign-out',
    <SignOutPage page={signedIn} action="/sign-out" maskedEmail="w•••••@example.com" stayHref="/account" />,
  ),
  once('signed-out', <SignedOutPage page={alone} signInHref="/account" />),
  once('signed-out-everywhere', <SignedOutPage page={page} everywhere />),
  once(
    'account',
    <AccountPage
      page={signedIn}
      action="/account"
      maskedEmail="w•••••@example.com"
      services={[
        {
          name: service.name,
          homeUrl: service.homeUrl,
          shared: ['identifier', 'email', 'phone'],
          since: 1_793_900_000,
        },
        { name: 'Prescriptions by Post', shared: ['identifier', 'identityLevel'], since: 1_780_000_000 },
      ]}
    />,
  ),
  once(
    'account-proved',
    <AccountPage
      page={signedIn}
      action="/account"
      maskedEmail="w•••••@example.com"
      services={[]}
      identity={{ ending: '1005', level: 'P5', since: 1_793_900_000 }}
      securityHref="/account/security"
    />,
  ),
  once(
    'account-empty',
    <AccountPage page={signedIn} action="/account" maskedEmail="w•••••@example.com" services={[]} />,
  ),
  once('terms-and-conditions', <TermsAndConditionsPage page={alone} />),
  once('privacy', <PrivacyPage page={alone} />),
  once(
    'cookies',
    <CookiesPage
      page={alone}
      names={{ interaction: '__Host-interaction', session: '__Host-session', device: '__Host-device' }}
    />,
  ),
  once('accessibility-statement', <AccessibilityStatementPage page={alone} />),
  once('help', <HelpPage page={alone} />),
].flat();
