import { expect, test } from 'vitest';
import { brandOf, brands } from '../../src/ui/brand';
import { Inline } from '../../src/ui/components/inline';
import { contentEn } from '../../src/ui/content.en';
import { errorAt, type PageContext } from '../../src/ui/page-context';
import { PasskeysPage } from '../../src/ui/pages/account/passkeys';
import { SecurityPage } from '../../src/ui/pages/account/security';
import { ConsentPage } from '../../src/ui/pages/consent';
import { CookiesPage } from '../../src/ui/pages/papers';
import { RemovalChoosePage } from '../../src/ui/pages/passkey-removal/choose';
import { RegisterPasswordPage } from '../../src/ui/pages/register/password';
import { RegisterPhoneCodePage } from '../../src/ui/pages/register/phone-code';
import { SignInAddressPage } from '../../src/ui/pages/sign-in/address';
import { SignInCredentialPage } from '../../src/ui/pages/sign-in/credential';
import { SignInPasscodePage } from '../../src/ui/pages/sign-in/passcode';
import { SignedOutPage } from '../../src/ui/pages/signed-out';
import { TooManyPage } from '../../src/ui/pages/too-many';
import { renderPage } from '../../src/ui/render';
import { tagsOf } from './markup';

const aPage = (change: Partial<PageContext> = {}): PageContext => ({
  content: contentEn,
  brand: brandOf('gatehouse'),
  nonce: 'nonce',
  csrf: 'token',
  ...change,
});

const fieldOf = (html: string, name: string) =>
  tagsOf(html).find((tag) => tag.name === 'input' && tag.attributes['name'] === name)?.attributes;

test('what a service or a person calls itself is shown as text, never as markup', () => {
  const hostile = '<img src=x onerror="alert(1)">';
  const html = renderPage(
    <ConsentPage
      page={{ ...aPage(), service: { name: hostile, privacyUrl: 'https://a.example/"><script>' } }}
      action="/consent"
      serviceId={hostile}
      items={[{ label: 'email', value: hostile }]}
    />,
  );
  expect(html).not.toContain('<img');
  expect(html).not.toContain('"><script>');
});

test('a link to registration is there only where the service allows it, and says what it is', () => {
  const page = aPage();
  const without = renderPage(<SignInAddressPage page={page} action="/sign-in" />);
  const withLink = renderPage(<SignInAddressPage page={page} action="/sign-in" registerHref="/register" />);
  expect(without).not.toContain('rel="register"');
  expect(withLink).toContain('<a href="/register" rel="register">');
});

test('a browser can fill in the address, a passkey, and the password that belongs to the address', () => {
  const page = aPage();
  const address = renderPage(<SignInAddressPage page={page} action="/sign-in" email="a@example.com" />);
  expect(fieldOf(address, 'email')).toMatchObject({
    type: 'email',
    autocomplete: 'username webauthn',
    spellcheck: 'false',
  });
  const credential = renderPage(
    <SignInCredentialPage page={page} action="/sign-in/credential" email="a@example.com" backHref="/sign-in" />,
  );
  expect(fieldOf(credential, 'username')).toMatchObject({
    autocomplete: 'username',
    value: 'a@example.com',
    hidden: '',
  });
  expect(fieldOf(credential, 'password')).toMatchObject({ type: 'password', autocomplete: 'current-password' });
  expect(fieldOf(credential, 'password')).not.toHaveProperty('value');
  expect(credential).not.toContain('app-passkey');
});

test('the password page looks the same for every account: the passkey depends on the request alone', () => {
  const html = renderPage(
    <SignInCredentialPage page={aPage()} action="/x" email="a@example.com" backHref="/" passkeyUrl="/options" />,
  );
  expect(html).toContain('data-module="app-passkey" data-ceremony="get" data-options="/options"');
});

test('a consent answer names the service that the page was shown for', () => {
  const page = { ...aPage(), service: { name: 'Diary' } };
  const html = renderPage(
    <ConsentPage page={page} action="/consent" serviceId="client-1" items={[{ label: 'identifier' }]} />,
  );
  expect(fieldOf(html, 'service')).toMatchObject({ type: 'hidden', value: 'client-1' });
});

test('only cookies that this deployment sets are listed', () => {
  const html = renderPage(<CookiesPage page={aPage()} names={{ session: '__Host-session' }} />);
  expect(html).toContain('__Host-session');
  expect(html).not.toContain(contentEn.papers.cookies.kinds.device.title);
});

test('a content text may hold links and strong words, and nothing else of it is markup', () => {
  expect(String(<Inline text="See [help](/help) or **wait** <b>" />)).toBe(
    'See <a href="/help">help</a> or <strong>wait</strong> &lt;b&gt;',
  );
});

test('a field shows its first error, in the words of the content file or in its own', () => {
  const errors = [
    { field: 'code', key: 'codeWrong' },
    { field: 'phone', text: 'You have 2 tries left' },
  ] as const;
  expect(errorAt(contentEn, errors, 'code')).toBe(contentEn.errors.codeWrong);
  expect(errorAt(contentEn, errors, 'phone')).toBe('You have 2 tries left');
  expect(errorAt(contentEn, errors, 'email')).toBeUndefined();
});

test('a brand that does not exist stops the start, and each one’s header can be read', () => {
  expect(() => brandOf('nowhere')).toThrow('BRAND is "nowhere"');
  for (const { colours } of Object.values(brands))
    expect(contrast(colours.header, colours.onHeader)).toBeGreaterThan(4.5);
});

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

test('a lock after wrong passwords shows the way to a new one, and no other lock does: a reset ends no other', () => {
  const locked = (of: 'password' | 'code' | 'sends') =>
    renderPage(<TooManyPage page={aPage()} of={of} minutes={15} againHref="/again" resetHref="/reset?journey=1" />);
  expect(locked('password')).toContain('href="/reset?journey=1"');
  for (const of of ['code', 'sends'] as const) expect(locked(of)).not.toContain('/reset');
});

test('a landline is spoken of as a call, a mobile phone as a message', () => {
  const { noCallAdvice, noCodeAdvice, calledAgain, resent } = contentEn.register.phoneCode;
  const drawn = (called: boolean) =>
    renderPage(<RegisterPhoneCodePage page={aPage()} action="/code" phoneEnding="123" called={called} resent />);
  for (const words of [noCallAdvice, calledAgain]) {
    expect(drawn(true)).toContain(words);
    expect(drawn(false)).not.toContain(words);
  }
  for (const words of [noCodeAdvice, resent]) {
    expect(drawn(false)).toContain(words);
    expect(drawn(true)).not.toContain(words);
  }
});

test('whoever signed out finds the way back in', () => {
  expect(renderPage(<SignedOutPage page={aPage()} signInHref="/account" />)).toContain('href="/account"');
});

test.each([
  [true, 'We are calling the number', 'We have sent'],
  [false, 'We have sent', 'We are calling'],
] as const)('a code to sign in: to a landline (%s) it is read out, and the page says so', (called, says, saysNot) => {
  const html = renderPage(<SignInPasscodePage page={aPage()} action="/code" phoneEnding="123" called={called} />);
  expect(html).toContain(says);
  expect(html).not.toContain(saysNot);
});

test('all other devices are signed out by a button where there are others, and by none where there are not', () => {
  const own = { id: 'own', usedAt: 1_795_000_000, isThis: true };
  const page = (others: boolean) => {
    const sessions = [own, ...(others ? [{ ...own, id: 'other', isThis: false }] : [])];
    return renderPage(
      <SecurityPage
        page={aPage()}
        action="/account/security"
        maskedEmail="p•••@example.com"
        hasPassword
        changePasswordHref="/account/password"
        sessions={sessions.map((session) => ({ ...session, openedAt: 1_795_000_000 }))}
        devices={[]}
        activityHref="/account/activity"
        backHref="/account"
      />,
    );
  };
  expect(page(true)).toContain('value="others"');
  expect(page(false)).not.toContain('value="others"');
});

test.each([
  ['registration', <RegisterPasswordPage page={aPage()} action="/a" email="a@b.example" passkeyUrl="/options" />],
  [
    'sign-in',
    <SignInCredentialPage page={aPage()} action="/a" email="a@b.example" backHref="/b" passkeyUrl="/options" />,
  ],
])('where a passkey is offered at %s, a password is decided for by name', (_where, page) => {
  const [submit] = tagsOf(renderPage(page)).filter(({ attributes }) => attributes['type'] === 'submit');
  expect(submit?.attributes).toMatchObject({ name: 'decision', value: 'password' });
});

test('passkeys of one day that have no names are told apart by the time, in the list and where some are removed', () => {
  const [morning, evening] = [1_795_593_600, 1_795_629_600];
  const list = [morning, evening].map((addedAt) => ({ addedAt, synced: false, changeHref: '/a' }));
  const choice = [morning, evening].map((addedAt) => ({ key: `${addedAt}`, addedAt }));
  const pages = [
    <PasskeysPage page={aPage()} passkeys={list} addHref="/add" backHref="/account" />,
    <RemovalChoosePage page={aPage()} action="/remove" passkeys={choice} />,
  ];
  for (const html of pages.map(renderPage))
    expect(html.match(/Added on 25 November 2026 at \d\d:00/g)).toEqual([
      'Added on 25 November 2026 at 08:00',
      'Added on 25 November 2026 at 18:00',
    ]);
});
