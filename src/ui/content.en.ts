import type { ConsentLabel } from '../domain/claims';
import type { ProofingLevel } from '../domain/vector';
import { accountEn } from './content.en.account';
import { papersEn } from './content.en.papers';
import { proofEn, proofErrorsEn } from './content.en.proof';
import { recoveryEn } from './content.en.recovery';
import { duration } from './duration.en';

/**
 * The wording of every page in English, for a reading age of 9 to 11. Names of the service and of connected
 * services always come in as gaps.
 */
export const contentEn = {
  lang: 'en',
  dir: 'ltr',
  /** A day, from epoch seconds, as people write it. */
  day: (epochSeconds: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'Europe/London',
    }).format(epochSeconds * 1000),
  /** A day and a time, from epoch seconds, as people write it. */
  moment: (epochSeconds: number): string =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' }).format(
      epochSeconds * 1000,
    ),
  common: {
    skipLink: 'Skip to main content',
    back: 'Back',
    continue: 'Continue',
    signOut: 'Sign out',
    errorTitlePrefix: 'Error: ',
    errorSummaryHeading: 'There is a problem',
    errorPrefix: 'Error',
    informationPrefix: 'Information',
    successTitle: 'Success',
    newTab: '(opens in a new tab)',
    continueTo: (service: string) => `To continue to ${service}`,
    /** Stands for the service where a person came for their own account. */
    ownAccount: (brand: string) => `your ${brand} account`,
    progress: (step: number, of: number) => `Step ${step} of ${of}`,
    help: 'If you need help, [contact us](/help).',
    leave: (service: string) => `Go back to ${service}`,
  },
  timeLimit: {
    left: (count: number) => `You have ${duration(count)} left.`,
    fallbackService: 'the service you want to use',
    journey: {
      line: (count: number) =>
        `To keep you safe, you have ${duration(count)} to finish. After that you need to start again.`,
      heading: 'Your time is nearly up',
      text: (service: string) =>
        `To keep you safe we cannot give you more time. If you do not finish, you need to start again from ${service}.`,
      stay: 'Continue',
    },
    password: {
      line: (count: number) =>
        `To keep you safe, you have ${duration(count)} to finish. After that you need to enter your password again.`,
      heading: 'Your time is nearly up',
      text: (_: string) =>
        'To keep you safe we cannot give you more time. If you do not finish, you need to enter your password again.',
      stay: 'Continue',
    },
    session: {
      line: (count: number) => `To keep you safe, we sign you out when you have done nothing for ${duration(count)}.`,
      heading: 'We are about to sign you out',
      text: (_: string) => 'To keep you safe we sign you out when you have done nothing for a while.',
      stay: 'Stay signed in',
    },
  },
  codeLife: {
    works: (count: number) => `It works for ${duration(count)}.`,
    soon: 'Your code stops working in 2 minutes. If you do not have it yet, ask for a new one below.',
    over: 'Your code has stopped working. Ask for a new one below.',
  },
  footer: {
    heading: 'Support links',
    help: 'Help and contact',
    accessibility: 'Accessibility statement',
    cookies: 'Cookies',
    privacy: 'Privacy',
    terms: 'Terms and conditions',
  },
  fields: {
    email: 'Email address',
    password: 'Password',
    code: 'Security code',
    showPassword: {
      show: 'Show',
      hide: 'Hide',
      showLabel: 'Show password',
      hideLabel: 'Hide password',
      shown: 'Your password is visible',
      hidden: 'Your password is hidden',
    },
  },
  errors: {
    ...proofErrorsEn,
    emailEmpty: 'Enter your email address',
    emailFormat: 'Enter an email address in the correct format, like name@example.com',
    emailBlocked: 'You cannot set up an account with this email address. Enter a different one',
    emailTooShort: 'Email address must be 7 characters or more',
    passwordEmpty: 'Enter your password',
    passwordWrongAgain: 'The password is not right. Check it and try again',
    passwordWrong: 'The email address or password is not right. Check both and try again',
    newPasswordEmpty: 'Enter a password',
    newPasswordTooShort: 'Password must be 12 characters or more',
    newPasswordTooLong: 'Password must be 128 characters or fewer',
    newPasswordCommon: 'This password is easy to guess. Choose a different one',
    newPasswordSame: 'This is the password that you want to replace. Choose a different one',
    newPasswordContext: 'Password must not contain your email address or the name of this service',
    codeEmpty: 'Enter the security code',
    codeFormat: 'The security code must be 6 numbers',
    codeWrong: 'The security code is not right. Check it and try again',
    codeExpired: 'This security code no longer works. Ask for a new one',
    phoneEmpty: 'Enter your phone number',
    phoneFormat: 'Enter a phone number in the correct format, like 07700 900123, 01632 960123 or +33 6 12 34 56 78',
    phoneTooShort: 'Phone number is too short. Check that no digit is missing',
    phoneTooLong: 'Phone number is too long. Check that there is no digit too many',
    phonePersonal: 'We cannot send codes to personal numbers that begin with 070. Enter a mobile or landline number',
    phonePager: 'We cannot send codes to pagers. Enter a mobile or landline number',
    phoneCharged:
      'We cannot send codes to numbers that cost extra to call, like those that begin with 084 or 087. Enter a mobile or landline number',
    phonePremium: 'We cannot send codes to premium rate numbers that begin with 09. Enter a mobile or landline number',
    phoneNotALine: 'Enter a mobile number that begins with 07, or a landline number that begins with 01 or 02',
    phoneReserved: 'This number is reserved for films and tests. Enter your own phone number',
    phoneAbroad: 'Outside the United Kingdom we can send codes to mobile numbers only. Enter a mobile number',
    phoneCountry: 'We cannot send codes to phone numbers of this country. Enter a number of another country',
    phoneUnitedStates: 'We cannot send codes to phone numbers of the United States. Enter a number of another country',
    passkeyFailed: 'We could not check your passkey. Try again',
    passkeyExpired: 'This page was open for too long. Try your passkey again',
    passkeyUnknown: 'This passkey does not work here. Try a different way to sign in',
    passkeyNotMade: 'Your passkey could not be made. Try again',
    passkeyExists: 'This passkey is already in use. Make a different one',
    passkeyTooMany: 'Your account has as many passkeys as it can hold. Remove one first',
    passkeyLast: 'You cannot remove your only way to sign in. Add another passkey first',
    passkeyNameEmpty: 'Enter a name for your passkey',
    passkeyNameLong: 'Name must be 50 characters or fewer',
    passkeyNameHidden: 'Name must not have hidden characters. Type it again',
    passkeysNoneChosen: 'Choose the passkeys to remove',
    decisionEmpty: 'Choose one of the buttons at the bottom of the page',
    formExpired: 'This page was open for too long. Try again',
  },
  /** Text messages: the first thing is the code. GOV.UK Notify holds the same text as a template. */
  messages: {
    smsCode: (code: string, brand: string, life: string) =>
      `${code} is your ${brand} security code. It works for ${life} minutes. Never share it with anyone.`,
    voiceCode: (spoken: string, brand: string, life: string) =>
      `This is ${brand}. Your security code is: ${spoken}. Again, your code is: ${spoken}. It works for ${life} minutes. Never share it with anyone.`,
    smsPasskeysAsked: (brand: string, link: string) =>
      `Somebody asked to remove passkeys from your ${brand} account, with your email and phone. It can be done in 24 hours. If it was not you, stop it: ${link}`,
    voicePasskeysAsked: (brand: string) =>
      `This is ${brand}. Somebody asked to remove passkeys from your account, with your email and phone. It can be done in 24 hours. If it was not you, stop it by the link in the email that we have sent you.`,
  },
  signIn: {
    address: {
      heading: (brand: string) => `Sign in with ${brand}`,
      intro: 'Use one account to sign in to all the health and care services connected to it.',
      registerHeading: 'If you do not have an account',
      register: (brand: string) => `Set up a ${brand} account`,
    },
    credential: {
      heading: 'Enter your password',
      as: 'Signing in as',
      differentAddress: 'Use a different email address',
      forgot: 'I have forgotten my password',
      reset: 'You have a new password. Enter it to sign in.',
      passkey: 'Use a passkey instead',
      passkeyHint: 'Sign in with your fingerprint, your face or the lock of your device.',
      passkeyOnly: (service: string) =>
        `${service} lets people in by passkey only. If you have none yet, sign in with your password and we will help you make one.`,
      passkeyFirst: 'Sign in with a passkey',
    },
    password: {
      heading: 'Enter your password again',
      text: 'To go on we need your password once more. It shows that it is really you.',
    },
    setPassword: {
      heading: 'Create a password for your account',
      text: (service: string) => `${service} asks for a password, and your account has none yet.`,
    },
    passkey: {
      heading: 'Use your passkey',
      text: (service: string) =>
        `To continue to ${service}, use your fingerprint, your face or the lock of your device.`,
      first: (service: string) => `Your new passkey is ready. To continue to ${service}, use it for the first time.`,
      button: 'Use a passkey',
      cannot:
        'Your browser cannot use passkeys on this page. Use another browser or another device, and make sure that JavaScript is on.',
    },
    addPasskey: {
      heading: 'Add a passkey',
      text: (service: string) =>
        `With a passkey you sign in by your fingerprint, your face or the lock of your device. You need one for ${service}.`,
      errandText:
        'With a passkey you sign in by your fingerprint, your face or the lock of your device. Nobody can guess it, and there is no code to wait for.',
      button: 'Create a passkey',
      cannot:
        'Your browser cannot make passkeys on this page. Use another browser or another device, and make sure that JavaScript is on.',
    },
    passcode: {
      heading: 'Enter the security code',
      sent: (ending: string) => `We have sent a 6-digit security code to your phone number ending in **${ending}**.`,
      resent: 'We have sent you a security code',
      suspect:
        'A message to this phone number could not be delivered. Check that your phone works and has not blocked us.',
      remember: 'Remember this device for 180 days',
      rememberHint: 'We will not ask for a code here again. Do not choose this on a device that other people use.',
      noCode: 'I have not got a code',
      noCodeAdvice: 'It can take a few minutes to arrive. If your phone has no signal, try again when it has.',
      resend: 'Send a new code',
      sendHeading: 'Check that it is you',
      sendText:
        'To go on you need a security code. We will send it in a text message to the phone of your account. If that is a landline, we call it and read the code out.',
      send: 'Send a code',
    },
  },
  passkeys: {
    heading: 'Your passkeys',
    intro:
      'With a passkey you sign in by your fingerprint, your face or the lock of your device. Add one on each device that you use, so that you are never locked out.',
    none: 'You have no passkeys yet.',
    link: 'Passkeys',
    unnamed: 'Passkey',
    added: (moment: string) => `Added on ${moment}`,
    used: (moment: string) => `Last used on ${moment}`,
    neverUsed: 'Not used yet',
    addedAndUsed: (added: string, used: string | undefined) =>
      used === undefined ? `Added on ${added}. Not used yet.` : `Added on ${added}. Last used on ${used}.`,
    synced: 'It works on all devices of your password manager',
    isNew: 'Your passkey was added. You can sign in with it from now on.',
    saved: 'Your browser has saved a passkey for your account. Use it once to finish.',
    unfinished: 'You have not finished setting up this passkey.',
    finish: 'Use it once to finish',
    add: 'Add a passkey',
    change: 'Change',
    changed: 'The name of your passkey was changed',
    removed: 'Your passkey was removed. Delete it from your device or password manager too.',
    removedMany: 'The passkeys were removed. Delete yours from your device or password manager too.',
    addedWithGone:
      'It was added by somebody who had signed in with a passkey that is now removed. If you do not know it, remove it.',
    changeHeading: 'Change a passkey',
    name: 'Name',
    nameHint: 'For example, the device or the password manager that keeps it.',
    save: 'Save name',
    removeHeading: 'Remove this passkey',
    removeText: 'You will not be able to sign in with it any more. We may ask you to sign in again first.',
    also: 'Passkeys added with it',
    alsoHint:
      'These were added by somebody who had signed in with this passkey. Choose the ones that you do not know: they will be removed too.',
    remove: 'Remove passkey',
  },
  passkey: {
    cancelled: 'Your passkey was not used. Try again when you are ready.',
    notMade: 'No passkey was made. Try again when you are ready.',
    exists: 'This device already has a passkey for your account. You can use it to sign in.',
    leave: (service: string) => `Go back to ${service}`,
  },
  register: {
    address: {
      heading: 'What is your email address?',
      hint: 'We will send a security code to this address. Use one that only you can read.',
      needHeading: 'To set up an account you will need:',
      needs: ['an email address that only you use', 'a mobile phone, or a landline that you can answer'],
      one: 'Set up only one account. If you already have one, sign in with it.',
      signIn: 'Sign in instead',
    },
    code: {
      heading: 'Check your email',
      sent: 'We have sent a 6-digit security code to this address.',
      resent: 'We have sent a new security code to your email',
      noCode: 'I have not got an email',
      noCodeAdvice: 'It can take a few minutes to arrive. Look in your junk or spam folder too.',
      resend: 'Send a new code',
      change: 'Use a different email address',
    },
    accountExists: {
      heading: 'You already have an account',
      text: 'There is already an account with this email address:',
      advice: 'To go on, sign in to it with your password.',
      continue: 'Continue to sign in',
      different: 'Use a different email address',
    },
    password: {
      heading: 'Create a password',
      intro: 'You will use it with your email address to sign in.',
      label: 'New password',
      hint: 'Use 12 characters or more. Three random words work well.',
      chooseHeading: 'Choose how you will sign in',
      passkeyIntro:
        'A passkey is the easiest and safest way. You use your fingerprint, your face or the lock of your device.',
      passkey: 'Create a passkey',
      passkeyOnlyHeading: 'Create a passkey',
      passkeyOnly: (service: string) => `${service} lets people in by passkey only.`,
      cannot:
        'Your browser cannot make passkeys on this page. Use another browser or another device, and make sure that JavaScript is on.',
      tipsHeading: 'How to choose a good password',
      tips: [
        'Long is better than complicated. A short sentence is fine, and so are spaces.',
        'Do not use a password that you use somewhere else.',
        'Leave out your name, your birthday and your email address.',
        'A password manager can make one for you and remember it.',
      ],
    },
    phone: {
      heading: 'What is your phone number?',
      hint: 'For a number outside the UK, start with + and the country code.',
      why: 'When you sign in we may send a security code to this phone. It shows that it is really you.',
      landline:
        'Give your mobile number if you have one. If you give a landline number, we call it and read the code out.',
      gp: 'If your GP surgery has a number for you, use the same one. It makes later checks quicker.',
      label: 'Phone number',
    },
    phoneCode: {
      heading: 'Check your phone',
      sent: (ending: string) => `We have sent a 6-digit security code to the number ending in **${ending}**.`,
      called: (ending: string) =>
        `We are calling the number ending in **${ending}** to read out a 6-digit security code.`,
      resent: 'We have sent a new security code to your phone',
      calledAgain: 'We are calling your phone with a new security code',
      suspect:
        'A message to this phone number could not be delivered. Check that the number is right, or use a different one.',
      noCode: 'I have not got a code',
      landline: 'If no text message comes, we can call a landline and read the code out.',
      useLandline: 'Use a landline number instead',
      noCodeAdvice:
        'It can take a few minutes to arrive. Check that your phone has a signal and that the number is right.',
      noCallAdvice: 'It can take a few minutes until the phone rings. Check that the number is right.',
      resend: 'Send a new code',
      change: 'Use a different phone number',
    },
  },
  terms: {
    heading: 'Agree to our terms',
    changedHeading: 'Our terms have changed',
    intro: (brand: string) =>
      `To use ${brand} you need to agree to our terms and conditions. They say what you and we must do.`,
    changedIntro: 'Please read the new version. To go on using your account you need to agree to it.',
    readHeading: 'Please read',
    terms: 'Terms and conditions',
    privacy: 'Privacy notice',
    cookies: 'Cookies',
    short: 'In short',
    points: [
      'Keep your password and your codes to yourself.',
      'Only use an account that is your own.',
      'We share your information with a service only when you say yes.',
    ],
    accept: 'Agree and continue',
    decline: 'I do not agree',
    declineText: 'If you do not agree, we do not set up an account for you.',
    changedDeclineText: 'If you do not agree, your account stays as it is, and you go back without being signed in.',
  },
  consent: {
    heading: (service: string) => `Share your information with ${service}?`,
    moreHeading: (service: string) => `Share more information with ${service}?`,
    intro: (service: string) => `${service} asks for this information about you:`,
    already: 'What you already share',
    alreadyIntro: (service: string) => `You have agreed before to share this with ${service}:`,
    what: (service: string) => `We share it only with ${service}. Read how they use it:`,
    privacy: (service: string) => `Privacy notice of ${service}`,
    terms: (service: string) => `Terms of ${service}`,
    stop: 'You can see what you share in your account at any time.',
    as: 'Signed in as',
    agree: 'Agree and continue',
    decline: 'Do not share',
    labels: {
      identifier: 'An ID for your account',
      nhsNumber: 'NHS number',
      lastName: 'Last name',
      firstNames: 'First name',
      dateOfBirth: 'Date of birth',
      identityLevel: 'How well we have checked who you are',
      email: 'Email address',
      phone: 'Phone number',
      gpSurgery: 'GP surgery',
      gpOnline: 'Your registration for GP online services',
      serviceNote: 'A note this service keeps with your account',
    } satisfies Record<ConsentLabel, string>,
    /** Stands where there is no value to show. */
    descriptions: {
      identifier: 'So that the service knows you when you come back',
      nhsNumber: 'From your NHS record',
      lastName: 'From your NHS record',
      firstNames: 'From your NHS record',
      dateOfBirth: 'From your NHS record',
      identityLevel: 'That your email address and phone are yours, and anything more you have proved',
      email: 'The one you sign in with',
      phone: 'The one we send security codes to',
      gpSurgery: 'Its code, which tells which one it is',
      gpOnline: 'So that the service can reach your GP surgery for you',
      serviceNote: 'What the service has written there itself',
    } satisfies Record<ConsentLabel, string>,
    levels: {
      P0: 'Email and phone checked',
      P5: 'Matched to an NHS record',
      P9: 'Identity fully checked',
    } satisfies Record<ProofingLevel, string>,
  },
  consentDecline: {
    heading: 'Are you sure you do not want to share?',
    text: (service: string) =>
      `${service} needs this information to let you in. Without it you go back to ${service} without being signed in.`,
    later: 'Nothing has been shared. You can change your mind next time you sign in.',
    back: 'Go back',
    continue: 'Continue without sharing',
  },
  chooseAccount: {
    heading: (asserted: string) => `Continue as ${asserted}?`,
    /** Where two masked addresses look the same. */
    withPhone: (email: string, ending: string) => `${email}, with the phone number ending in ${ending}`,
    text: (session: string) =>
      `The service you came from passed on a different account than the one you are signed in to here, which is ${session}.`,
    stays: 'Whichever you choose, you stay signed in here as before.',
    asserted: (asserted: string) => `Continue as ${asserted}`,
    session: (session: string) => `Use ${session} instead`,
  },
  proof: proofEn,
  levelUnavailable: {
    heading: (service: string) => `You cannot use ${service} with this account yet`,
    text: (service: string) =>
      `${service} needs to know for sure who you are. We cannot make that check for you at the moment.`,
    kept: 'Your account is safe and still works for other services.',
    continue: (service: string) => `Go back to ${service}`,
    fallbackService: 'the service',
  },
  signOut: {
    heading: 'Do you want to sign out?',
    text: 'If we remember this device we will forget it, and ask for a security code when you next sign in here.',
    services: 'You may still be signed in to services that you used. Sign out of them too.',
    as: 'Signed in as',
    submit: 'Sign out',
    stay: 'Stay signed in',
  },
  signedOut: {
    heading: 'You have signed out',
    everywhere: 'You have signed out everywhere',
    text: 'You are signed out on this device.',
    everywhereText:
      'You are signed out on all your devices, and services cannot get your information until you sign in again.',
    close: 'If other people use this device, close your browser now.',
    services: 'You may still be signed in to services that you used. Sign out of them too.',
    again: 'Sign in again',
    backTo: (service: string) => `Go back to ${service}`,
  },
  account: {
    heading: 'Your account',
    signedInAs: 'Signed in as',
    identity: {
      heading: 'Your identity',
      record: 'NHS record',
      ending: (lastFour: string) => `Matched. NHS number ends in ${lastFour}`,
      level: 'How sure we are',
      levels: {
        P5: 'Your details agree with your NHS record',
        P9: 'Your details agree with your NHS record, and you showed a document with your picture',
      },
      since: 'Since',
      none: 'You have not proved who you are. A service that needs it will ask you to.',
    },
    servicesHeading: 'Services you use',
    none: 'You have not used your account with any service yet.',
    shares: 'You share:',
    since: 'Since',
    sharedSince: (day: string) => `Since ${day}`,
    visit: 'Go to service',
    waysInHeading: 'How you sign in',
    signOutHeading: 'Sign out',
    signOutText: 'Sign out on this device, or on every device you have used.',
    signOut: 'Sign out',
    everywhere: 'Sign out everywhere',
  },
  security: accountEn.security,
  changePassword: accountEn.changePassword,
  addPassword: accountEn.addPassword,
  activity: accountEn.activity,
  tooMany: {
    wait: (count: number) => `Wait ${duration(count)} and try again.`,
    noWait: 'If you have forgotten your password, you do not have to wait.',
    reset: 'Get a new password',
    password: {
      heading: 'Too many wrong passwords',
      text: 'To keep your account safe, you cannot try again just yet.',
    },
    code: {
      heading: 'Too many wrong security codes',
      text: 'To keep your account safe, you cannot try again just yet.',
    },
    sends: {
      heading: 'Too many security codes',
      text: 'Too many codes were asked for, or entered wrongly, in a short time. We cannot send another just yet.',
    },
    links: {
      heading: 'Too many emails',
      text: 'You have asked for more links than we can send in a short time.',
    },
    traces: {
      heading: 'Too many tries',
      text: 'We could not find your NHS record five times in a row. To keep everybody’s records safe, you cannot try again just yet.',
    },
    recordHelp: 'Read [what to do if we cannot find your NHS record](/help#nhs-record) meanwhile.',
    requests: { heading: 'Too many tries', text: 'There have been too many tries from your network in a short time.' },
    notYou: 'If it was not you who tried, your account is still safe. [Tell us about it](/help).',
    again: 'Try again',
    backTo: (service: string) => `Go back to ${service}`,
  },
  serviceUnavailable: {
    heading: (brand: string) => `Sorry, ${brand} is not working at the moment`,
    text: 'Try again in a few minutes.',
    again: 'Try again',
  },
  reference: {
    label: 'Reference',
    request: 'Request number',
    advice: 'If you contact us, tell us this reference:',
    advices: 'If you contact us, tell us these:',
  },
  reset: recoveryEn.reset,
  factorOff: recoveryEn.factorOff,
  notMe: recoveryEn.notMe,
  removal: recoveryEn.removal,
  errorPages: {
    ...recoveryEn.errorPages,
    notFound: {
      heading: 'Page not found',
      text: [
        'If you typed the web address, check it is correct.',
        'If you followed a link or pasted the address, check you have all of it.',
      ],
    },
    unknownService: {
      heading: 'You need to start from another website or app',
      text: [
        'This page only works when a service sends you here.',
        'Go to the website or app you want to use, and choose the button to sign in there.',
        'To see what you share and how you sign in, go to [your account](/account).',
      ],
    },
    serviceDisabled: {
      heading: 'You cannot sign in to this service at the moment',
      named: (service: string) => `You cannot sign in to ${service} at the moment`,
      text: ['This service has been paused. Contact the people who run it to find out more.'],
    },
    serviceProblem: {
      heading: 'There is a problem with this service',
      text: [
        'The website or app you came from sent us something we cannot use. It is not your fault.',
        'Go back and try again. If it keeps happening, tell the people who run it.',
      ],
    },
    accountDisabled: {
      heading: 'You cannot sign in to this account',
      text: [
        'This account may be disabled. Services get no information from it.',
        'If you have another account, go back to the website or app you want to use and sign in to that.',
      ],
    },
    journeyLost: {
      heading: 'You need to start again',
      text: [
        'You were away for too long, you have finished already, or your browser does not keep our cookies.',
        'Go back to the website or app you want to use and choose the button to sign in again.',
      ],
    },
    formExpired: {
      heading: 'This page was open for too long',
      text: ['To keep you safe we did not accept what you sent.', 'Go back, load the page again and try once more.'],
    },
    tooLarge: { heading: 'You sent too much', text: ['Go back and try again with less.'] },
    methodNotAllowed: {
      heading: 'This page cannot be opened that way',
      text: ['Go back to the website or app you want to use and start again.'],
    },
  },
  papers: papersEn,
};
