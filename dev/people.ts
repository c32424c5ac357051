/** A synthetic person: nobody real has a number of the 999 range, an example.com address or a 07700 900… phone. */
export interface Person {
  readonly id: string;
  /** What this person is there to show. */
  readonly shows: string;
  readonly givenName: string;
  readonly familyName: string;
  /** ISO 8601 date. */
  readonly birthDate: string;
  readonly address: string;
  readonly postalCode: string;
  /** `null` = has none. */
  readonly nhsNumber: string | null;
  /** What they would type when they set up an account. */
  readonly email: string;
  readonly phone: string;
  readonly password: string;
  /** Accounts that exist from the start. */
  readonly accounts: readonly { readonly email: string; readonly password: string }[];
  /** What outside systems know about this person, by system; a system that is not named does not know them. */
  readonly emulators: Readonly<Record<string, string>>;
}

type Sketch = Omit<Person, 'password' | 'accounts'>;

/** One password for all: long enough, not on any list of common ones, and easy to type. */
const password = 'seven green herons wade';

const sketches: readonly Sketch[] = [
  {
    id: 'ada',
    shows: 'The ordinary case: every system knows her, and everything matches.',
    givenName: 'Ada',
    familyName: 'Okafor',
    birthDate: '1984-03-09',
    address: '1 Sample Street, Leeds',
    postalCode: 'LS1 4AP',
    nhsNumber: '9990421005',
    email: 'ada.okafor@example.com',
    phone: '07700 900101',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'sian',
    shows: 'A name with accents, an apostrophe and a hyphen; would read these pages in Welsh.',
    givenName: 'Siân',
    familyName: "O'Neill-Llŷr",
    birthDate: '1991-11-30',
    address: '22 Stryd Enghraifft, Caerdydd',
    postalCode: 'CF10 1EP',
    nhsNumber: '9990421072',
    email: 'sian@example.com',
    phone: '07700 900102',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'mohammed-a',
    shows: 'Shares name and birth date with the next person: a search by those finds two.',
    givenName: 'Mohammed',
    familyName: 'Khan',
    birthDate: '1979-01-01',
    address: '14 Specimen Road, Bradford',
    postalCode: 'BD1 1HX',
    nhsNumber: '9990421145',
    email: 'm.khan@example.com',
    phone: '07700 900103',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'mohammed-b',
    shows: 'The other one of two; only the postcode tells them apart.',
    givenName: 'Mohammed',
    familyName: 'Khan',
    birthDate: '1979-01-01',
    address: '3 Trial Avenue, Luton',
    postalCode: 'LU1 2AA',
    nhsNumber: '9990421218',
    email: 'mohammed.khan.79@example.com',
    phone: '07700 900104',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'george',
    shows: 'Has no mobile phone, only a landline: codes are read out to him.',
    givenName: 'George',
    familyName: 'Whitlock',
    birthDate: '1938-06-21',
    address: 'The Old Example, Model Lane, Truro',
    postalCode: 'TR1 1AA',
    nhsNumber: '9990421285',
    email: 'george.whitlock@example.com',
    phone: '01632 960105',
    emulators: { 'govuk-notify': 'receives email only', 'voodoo-sms': 'is called, and the code read out' },
  },
  {
    id: 'grace',
    shows: 'Shares her phone with her husband: one number, two accounts.',
    givenName: 'Grace',
    familyName: 'Adeyemi',
    birthDate: '1966-09-14',
    address: '8 Instance Close, Norwich',
    postalCode: 'NR1 1AB',
    nhsNumber: '9990421358',
    email: 'grace.adeyemi@example.com',
    phone: '07700 900106',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'daniel',
    shows: 'Her husband: registers with the same phone number as Grace, and must not learn of her account.',
    givenName: 'Daniel',
    familyName: 'Adeyemi',
    birthDate: '1963-02-27',
    address: '8 Instance Close, Norwich',
    postalCode: 'NR1 1AB',
    nhsNumber: '9990421420',
    email: 'daniel.adeyemi@example.com',
    phone: '07700 900106',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'maya',
    shows: 'Born in October 2012: too young for some services, old enough for an account from 13.',
    givenName: 'Maya',
    familyName: 'Fernandes',
    birthDate: '2012-10-05',
    address: '41 Pattern Gardens, Bristol',
    postalCode: 'BS1 5TR',
    nhsNumber: '9990421498',
    email: 'maya.f@example.com',
    phone: '07700 900108',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'olena',
    shows: 'Came to the country recently: has no NHS number, and can have a basic account only.',
    givenName: 'Olena',
    familyName: 'Kovalchuk',
    birthDate: '1995-07-18',
    address: 'Flat 6, 90 Proof Street, Manchester',
    postalCode: 'M1 1AE',
    nhsNumber: null,
    email: 'olena.kovalchuk@example.com',
    phone: '07700 900109',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'priya',
    shows: 'Married and changed her name: documents say Raman, the health record still says Iyer.',
    givenName: 'Priya',
    familyName: 'Raman',
    birthDate: '1989-12-12',
    address: '5 Draft Mews, Leicester',
    postalCode: 'LE1 5AA',
    nhsNumber: '9990421560',
    email: 'priya.raman@example.com',
    phone: '07700 900110',
    emulators: { 'govuk-notify': 'receives email and text messages' },
  },
  {
    id: 'undeliverable',
    shows: 'Email to this address is never delivered: what a person sees who mistyped it.',
    givenName: 'Tom',
    familyName: 'Mistry',
    birthDate: '1972-04-02',
    address: '17 Mistake Row, Hull',
    postalCode: 'HU1 1AA',
    nhsNumber: '9990421633',
    email: 'perm-fail@simulator.notify',
    phone: '07700 900111',
    emulators: { 'govuk-notify': 'email fails for ever, text messages arrive' },
  },
];

/** Everybody who lives in the local world. */
export const people: readonly Person[] = sketches.map((sketch) => ({ ...sketch, password, accounts: [] }));
