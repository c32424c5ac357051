/**
 * Every lifetime and attempt limit of the product: value, unit, reason and source. Atoms and pages both read it.
 */
export interface Limit {
  readonly value: number;
  readonly unit: 'seconds' | 'years' | 'attempts' | 'messages' | 'entries' | 'characters' | 'bytes' | 'levels';
  readonly reason: string;
  readonly source: string;
}

/** The table; docs/limits.md is written from it. */
export const limits = {
  // What services hold: codes, tokens, assertions.
  authorizationCodeLife: {
    value: 600,
    unit: 'seconds',
    reason: 'time for a back end to redeem a code',
    source: 'NHS login Federation §3.6',
  },
  idTokenLife: {
    value: 3600,
    unit: 'seconds',
    reason: 'also how long it may be asserted to another service',
    source: 'NHS login Federation §3.6',
  },
  accessTokenLife: {
    value: 300,
    unit: 'seconds',
    reason: 'short, because it is a bearer token',
    source: 'NHS login Federation §3.6',
  },
  refreshTokenLife: {
    value: 2_592_000,
    unit: 'seconds',
    reason: '30 days from the sign-in, not sliding',
    source: 'NHS login Federation §3.6',
  },
  refreshGrace: {
    value: 60,
    unit: 'seconds',
    reason: 'a lost answer can be asked for again',
    source: 'RFC 9700 §4.14',
  },
  assertionLife: {
    value: 3600,
    unit: 'seconds',
    reason: 'partner libraries send up to an hour',
    source: 'RFC 7523 §3; docs/decisions',
  },
  clockSkew: { value: 60, unit: 'seconds', reason: 'clocks of partners differ', source: 'RFC 7523 §3' },
  clockSkewShort: {
    value: 10,
    unit: 'seconds',
    reason: 'what is made and used within a minute',
    source: 'docs/decisions',
  },
  assertedLoginLife: {
    value: 60,
    unit: 'seconds',
    reason: 'carried from one service to another at once',
    source: 'NHS login Federation §3.3.1',
  },
  userMetadataMost: {
    value: 1024,
    unit: 'characters',
    reason: 'a note, not a record',
    source: 'NHS login Federation §3.7',
  },
  // Sessions and journeys.
  sessionIdle: {
    value: 1800,
    unit: 'seconds',
    reason: 'single sign-on ends after half an hour unused',
    source: 'NIST SP 800-63B-4 §5.2',
  },
  sessionLife: { value: 43_200, unit: 'seconds', reason: 'a working day at most', source: 'NIST SP 800-63B-4 §5.2' },
  sessionsPerAccount: {
    value: 10,
    unit: 'entries',
    reason: 'the oldest session ends when an eleventh begins; those that do not open the account are counted apart',
    source: 'OWASP ASVS 7.1.2',
  },
  recentSignIn: {
    value: 300,
    unit: 'seconds',
    reason: 'how old a sign-in may be that changes a credential',
    source: 'NIST SP 800-63B-4 §4.1.2; OWASP ASVS 7.5.1',
  },
  interactionLife: {
    value: 3600,
    unit: 'seconds',
    reason: 'a person may need to look for their phone',
    source: 'docs/decisions',
  },
  signInLife: {
    value: 900,
    unit: 'seconds',
    reason: 'a right password waits this long for its code',
    source: 'docs/decisions',
  },
  // What an account keeps.
  rememberedDeviceLife: {
    value: 15_552_000,
    unit: 'seconds',
    reason: '180 days from the last code entered',
    source: 'NHS login help: remember this device',
  },
  devicesPerBrowser: {
    value: 5,
    unit: 'entries',
    reason: 'people who are remembered in one browser: a household; the one not seen for longest goes',
    source: 'docs/decisions',
  },
  devicesPerAccount: {
    value: 20,
    unit: 'entries',
    reason: 'the one that would be forgotten first goes',
    source: 'docs/decisions',
  },
  passkeysPerAccount: {
    value: 20,
    unit: 'entries',
    reason: 'one for each device and password manager, with room',
    source: 'docs/decisions',
  },
  noticesPerHour: {
    value: 5,
    unit: 'messages',
    reason: 'e-mails of one kind about an account; the link of each takes back what more was done',
    source: 'docs/decisions/notices.md',
  },
  noticesPerDay: {
    value: 10,
    unit: 'messages',
    reason: 'e-mails of one kind about an account',
    source: 'docs/decisions/notices.md',
  },
  noticesPerDayOfAll: {
    value: 40,
    unit: 'messages',
    reason: 'e-mails of all kinds about an account: a mailbox that is flooded hides the one that matters',
    source: 'docs/decisions/notices.md',
  },
  eventsShown: {
    value: 30,
    unit: 'entries',
    reason: 'what people look through; the audit trail keeps all',
    source: 'OWASP ASVS 6.3.5',
  },
  // Codes, and the messages that carry them.
  emailCodeLife: { value: 3600, unit: 'seconds', reason: 'mail can be slow', source: 'NHS login help: security codes' },
  phoneCodeLife: {
    value: 300,
    unit: 'seconds',
    reason: 'a text message arrives at once',
    source: 'NIST SP 800-63B-4 §3.1.3',
  },
  codeLength: { value: 6, unit: 'characters', reason: 'twenty bits, with five tries', source: 'OWASP ASVS 6.5.4' },
  codeAttempts: { value: 5, unit: 'attempts', reason: 'the fifth wrong code kills it', source: 'OWASP ASVS 6.6.3' },
  codeAttemptsPerHour: {
    value: 10,
    unit: 'attempts',
    reason: 'then locked for the long time',
    source: 'OWASP ASVS 6.6.3',
  },
  codeSends: {
    value: 5,
    unit: 'messages',
    reason: 'the sixth request sends nothing',
    source: 'NHS login help: security codes',
  },
  emailCodesPerDay: {
    value: 30,
    unit: 'messages',
    reason: 'to one address, from whatever networks: anybody may type it, and a mailbox must not be flooded',
    source: 'docs/decisions',
  },
  emailCodesFromNetworkPerDay: {
    value: 10,
    unit: 'messages',
    reason: 'to one address from one network: who floods it from there leaves its owner twenty to register with',
    source: 'docs/decisions',
  },
  textsBeforeLandline: {
    value: 2,
    unit: 'messages',
    reason: 'asked for again so often, a person who sets up an account is offered a landline',
    source: 'docs/decisions',
  },
  sendsPerNumberPerDay: {
    value: 10,
    unit: 'messages',
    reason: 'networks block floods, people dislike them',
    source: 'GOV.UK Notify limits',
  },
  unansweredSendsPerDay: {
    value: 8,
    unit: 'messages',
    reason: 'codes of one account that nobody enters leave others to the accounts with the same number',
    source: 'docs/decisions',
  },
  sendsToUnprovedNumberPerDay: {
    value: 6,
    unit: 'messages',
    reason: 'to register with; counted apart from what its owner signs in with, so that strangers use up none of that',
    source: 'docs/decisions',
  },
  messageInTime: {
    value: 60,
    unit: 'seconds',
    reason: 'who waits longer for a code asks for another',
    source: 'docs/decisions',
  },
  receiptWait: {
    value: 259_200,
    unit: 'seconds',
    reason: 'suppliers try for 72 hours to deliver a message',
    source: 'GOV.UK Notify message status',
  },
  receiptsPolledPerHour: {
    value: 100,
    unit: 'messages',
    reason: 'a sample tells how a supplier does',
    source: 'docs/decisions',
  },
  undeliverableReceipts: {
    value: 1,
    unit: 'messages',
    reason: 'in a day: one message that can never be delivered makes a number suspect',
    source: 'docs/decisions',
  },
  // What one network may do.
  sendsPerAddressPerHour: {
    value: 20,
    unit: 'messages',
    reason: 'toll fraud comes from few networks',
    source: 'docs/decisions',
  },
  sendsPerWideNetworkPerHour: {
    value: 500,
    unit: 'messages',
    reason: 'who rents an IPv6 /48 has 65,536 networks',
    source: 'docs/decisions',
  },
  passwordsPerNetwork: {
    value: 300,
    unit: 'attempts',
    reason: 'in ten minutes: one password tried at many addresses meets no counter of an account',
    source: 'OWASP ASVS 6.3.1',
  },
  passwordsPerWideNetwork: {
    value: 3000,
    unit: 'attempts',
    reason: 'in ten minutes, ten times what one network may: who rents an IPv6 /48 has 65,536 networks',
    source: 'OWASP ASVS 6.3.1; docs/decisions',
  },
  registrationsPerWideNetworkPerHour: {
    value: 600,
    unit: 'attempts',
    reason: 'ten times what one network may: who rents an IPv6 /48 has 65,536 networks',
    source: 'docs/decisions',
  },
  requestsPerWideNetworkPerMinute: {
    value: 6000,
    unit: 'attempts',
    reason: 'ten times what one network may: who rents an IPv6 /48 has 65,536 networks',
    source: 'docs/decisions',
  },
  registrationsPerAddressPerHour: {
    value: 60,
    unit: 'attempts',
    reason: 'coarse brake on one network',
    source: 'docs/decisions',
  },
  requestsAtOncePerNetwork: {
    value: 256,
    unit: 'attempts',
    reason:
      'being worked on in one isolate, shared by the networks that are worked for; more are answered 429, so that others are answered at all',
    source: 'OWASP ASVS 2.4.1',
  },
  requestsAtOnceLeftToEach: {
    value: 32,
    unit: 'attempts',
    reason: 'of one network, however many others are being worked for: a surgery behind one address is worked for too',
    source: 'docs/decisions',
  },
  passwordsAtOnce: {
    value: 12,
    unit: 'attempts',
    reason:
      'forms with a password being worked on in one isolate, shared by their networks: more than can be hashed in time; more are answered 503',
    source: 'docs/decisions',
  },
  passwordsAtOnceOfAll: {
    value: 24,
    unit: 'attempts',
    reason: 'with those of networks that have one each, so that those that send many let the others in',
    source: 'docs/decisions',
  },
  requestsPerAddressPerMinute: {
    value: 600,
    unit: 'attempts',
    reason: 'coarse brake on one network',
    source: 'docs/decisions',
  },
  refusalsRecordedPerHour: {
    value: 60,
    unit: 'entries',
    reason:
      'of callers who have not shown who they are: beyond, the audit trail tells their number each time it has doubled',
    source: 'OWASP ASVS 16.3.1; docs/decisions',
  },
  // Guessing, and the ways back.
  passwordAttempts: {
    value: 5,
    unit: 'attempts',
    reason: 'the sixth wrong one in a row locks',
    source: 'NHS login help: locked out',
  },
  factorDisabledAfter: {
    value: 50,
    unit: 'attempts',
    reason: 'consecutive failures; then off until reset',
    source: 'NIST SP 800-63B-4 §3.2.2',
  },
  attemptsForgottenAfter: {
    value: 2_592_000,
    unit: 'seconds',
    reason: '30 days without an attempt: with an account and without, so that no counter tells which',
    source: 'docs/decisions',
  },
  lockShort: {
    value: 900,
    unit: 'seconds',
    reason: 'long enough to stop guessing, short enough to wait',
    source: 'NHS login help: locked out',
  },
  lockLong: {
    value: 3600,
    unit: 'seconds',
    reason: 'ten wrong in an hour, or the third lock of a day',
    source: 'NHS login help: locked out',
  },
  locksPerDay: {
    value: 3,
    unit: 'attempts',
    reason: 'the third lock of a day is a long one',
    source: 'docs/decisions',
  },
  resetLinkLife: {
    value: 3600,
    unit: 'seconds',
    reason: 'mail can be slow; works once',
    source: 'NHS login help: forgotten password',
  },
  resetMailsPerDay: {
    value: 10,
    unit: 'messages',
    reason: 'anybody may ask for them, so a mailbox must not be flooded; in a row five, as codes',
    source: 'docs/decisions',
  },
  lastResetLinkLife: {
    value: 86_400,
    unit: 'seconds',
    reason:
      'the last link of a day works until the next can be sent, so that nobody who keeps asking shuts its owner out',
    source: 'NIST SP 800-63B-4 §4.2; docs/decisions',
  },
  resetTurnsOnEvery: {
    value: 86_400,
    unit: 'seconds',
    reason: 'a factor that guessing turned off comes on by a reset once a day: fifty guesses a day at most',
    source: 'NIST SP 800-63B-4 §3.2.2; docs/decisions',
  },
  copyToldEvery: {
    value: 86_400,
    unit: 'seconds',
    reason: 'that a passkey seems copied is told once a day, however often it is tried',
    source: 'docs/decisions',
  },
  passkeyRemovalDelay: {
    value: 86_400,
    unit: 'seconds',
    reason: 'whoever is told, and did not ask for it, has a day to stop it',
    source: 'NIST SP 800-63B-4 §4.2; docs/decisions',
  },
  passkeyRemovalPutOff: {
    value: 604_800,
    unit: 'seconds',
    reason: 'so long after it was asked for, once, who holds a passkey puts it off: to get their mailbox or phone back',
    source: 'docs/decisions',
  },
  passkeyRemovalOpen: {
    value: 604_800,
    unit: 'seconds',
    reason: 'so long a removal that may be done waits for the person to do it',
    source: 'docs/decisions',
  },
  disownLinkLife: {
    value: 259_200,
    unit: 'seconds',
    reason: 'people read their mail after a weekend',
    source: 'NIST SP 800-63B-4 §4.6; docs/decisions',
  },
  linkKeptFor: {
    value: 604_800,
    unit: 'seconds',
    reason: 'a link that was used is told from one that is too old',
    source: 'docs/decisions',
  },
  // What people choose and type.
  passwordLeast: {
    value: 12,
    unit: 'characters',
    reason: 'used with a second factor',
    source: 'NCSC; NIST SP 800-63B-4 §3.1.1',
  },
  passwordAlone: {
    value: 15,
    unit: 'characters',
    reason: 'the least with which a password may sign in alone',
    source: 'NIST SP 800-63B-4 §3.1.1.2',
  },
  passwordMost: {
    value: 128,
    unit: 'characters',
    reason: 'room for a sentence; bounded work',
    source: 'OWASP ASVS 6.2.9',
  },
  passkeyNameMost: {
    value: 50,
    unit: 'characters',
    reason: 'room for a name that tells a device apart',
    source: 'docs/decisions',
  },
  passkeyChallengeLife: {
    value: 300,
    unit: 'seconds',
    reason: 'time to find the phone or the key; used once',
    source: 'W3C WebAuthn Level 3 §13.4.3, §15.1',
  },
  passkeyResponseMost: {
    value: 16_384,
    unit: 'characters',
    reason: 'twice what an RSA key with the longest identifier and an own signature needs',
    source: 'OWASP ASVS 4.3',
  },
  credentialIdMost: {
    value: 1023,
    unit: 'bytes',
    reason: 'no authenticator may choose a longer one',
    source: 'W3C WebAuthn Level 3 §7.1 step 25',
  },
  emailLeast: {
    value: 7,
    unit: 'characters',
    reason: 'shorter ones are mistakes',
    source: 'NHS login help: email address',
  },
  emailMost: { value: 254, unit: 'characters', reason: 'longest deliverable address', source: 'RFC 5321 §4.5.3.1' },
  // What services may send and register.
  stateMost: { value: 4096, unit: 'characters', reason: 'routing data of services fits', source: 'docs/decisions' },
  bodyMost: { value: 65_536, unit: 'bytes', reason: 'no form or token request is larger', source: 'OWASP ASVS 4.3' },
  parametersMost: {
    value: 100,
    unit: 'entries',
    reason: 'no request of ours has more names',
    source: 'OWASP ASVS 4.3',
  },
  jsonDepthMost: {
    value: 20,
    unit: 'levels',
    reason: 'no JSON that is sent to us nests as deep',
    source: 'OWASP ASVS 4.3',
  },
  redirectUrisPerService: {
    value: 10,
    unit: 'entries',
    reason: 'registration limit',
    source: 'NHS login Federation §2',
  },
  // Atoms, and how old their copies may be.
  settleWithin: {
    value: 30,
    unit: 'seconds',
    reason: 'an attempt not settled counts as failed',
    source: 'docs/design.md',
  },
  directoryReservation: {
    value: 900,
    unit: 'seconds',
    reason: 'a crashed registration frees its address',
    source: 'docs/design.md',
  },
  messageLease: {
    value: 30,
    unit: 'seconds',
    reason: 'then the alarm sends what the worker did not',
    source: 'docs/design.md',
  },
  clientStatusAge: {
    value: 0.5,
    unit: 'seconds',
    reason: 'a disabled service is refused within a second',
    source: 'docs/design.md',
  },
  // Proof of identity.
  leastAge: {
    value: 13,
    unit: 'years',
    reason: 'younger people are signed up by those who care for them',
    source: 'NHS login help: who can have an account',
  },
  pdsPatience: {
    value: 5,
    unit: 'seconds',
    reason: 'all questions about one person together, then the page says to try again',
    source: 'docs/decisions',
  },
  organisationNameKept: {
    value: 86_400,
    unit: 'seconds',
    reason: 'a practice changes its name once in years; longer while the names cannot be asked for',
    source: 'docs/decisions',
  },
  tracesFailed: {
    value: 5,
    unit: 'attempts',
    reason: 'details that no record agrees with; then none is traced for 15 minutes',
    source: 'NHS login help: proving who you are',
  },
  tracesOfOnePerDay: {
    value: 30,
    unit: 'attempts',
    reason: 'looks for one person that failed, by all accounts together',
    source: 'docs/decisions/proofing.md',
  },
  tracesOfOneByAccountPerDay: {
    value: 10,
    unit: 'attempts',
    reason: 'looks for one person that failed: it takes three accounts to use up those of all',
    source: 'docs/decisions/proofing.md',
  },
  tracesOfOneByNetworkPerDay: {
    value: 10,
    unit: 'attempts',
    reason: 'looks for one person that failed: it takes three networks to use up those of all',
    source: 'docs/decisions/proofing.md',
  },
  tracesOfOneByNewcomersPerDay: {
    value: 30,
    unit: 'attempts',
    reason:
      'when those of all are used up, one for an account and a network that have not failed at this person: its own gets in',
    source: 'docs/decisions/proofing.md',
  },
  tracesPerAddressPerHour: {
    value: 60,
    unit: 'attempts',
    reason: 'a search tells about people, whoever asks',
    source: 'docs/decisions',
  },
  retraceLease: {
    value: 30,
    unit: 'seconds',
    reason: 'the worker looks at the record first; the alarm takes over after this',
    source: 'docs/design.md',
  },
  retraceWaitLeast: {
    value: 60,
    unit: 'seconds',
    reason: 'before a look that nobody answered is made again',
    source: 'docs/decisions/retrace.md',
  },
  retraceWaitMost: {
    value: 21_600,
    unit: 'seconds',
    reason:
      'the wait doubles up to this: who has not come back is looked up all the same, and an outage is not lengthened',
    source: 'docs/decisions/retrace.md',
  },
  // Keys.
  keyPublishBefore: {
    value: 86_400,
    unit: 'seconds',
    reason: 'services see a key a day before it signs',
    source: 'docs/decisions',
  },
  keySignFor: { value: 2_592_000, unit: 'seconds', reason: 'a key signs for 30 days', source: 'docs/decisions' },
  keyKeepAfter: { value: 7200, unit: 'seconds', reason: 'longest token life and cache time', source: 'docs/decisions' },
  keyRingHeld: { value: 60, unit: 'seconds', reason: 'isolates hold the ring this long', source: 'docs/design.md' },
  keyRingLastGood: {
    value: 86_400,
    unit: 'seconds',
    reason: 'sign on with the last good ring while its atom is away',
    source: 'docs/design.md',
  },
  // The book of record.
  backlogAlertAge: {
    value: 900,
    unit: 'seconds',
    reason: 'so long may Postgres be away before a person is told',
    source: 'docs/decisions',
  },
  backlogAge: {
    value: 86_400,
    unit: 'seconds',
    reason: 'above this registrations wait for the book of record',
    source: 'docs/design.md',
  },
  backlogRows: {
    value: 1_000_000,
    unit: 'entries',
    reason: 'above this registrations wait for the book of record',
    source: 'docs/design.md',
  },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof limits;
