import { duration } from './duration.en';

/** The wording of getting back into an account, and of saying that it was somebody else. */
export const recoveryEn = {
  reset: {
    address: {
      heading: 'Get a new password',
      intro: 'Enter the email address of your account. We will send you a link to choose a new password.',
      submit: 'Send the link',
    },
    sent: {
      heading: 'Check your email',
      text: (life: number) =>
        `If there is an account with this email address, we have sent a message to it. The link in it works once, for ${duration(life)}.`,
      noMail: 'I have not got an email',
      advice: [
        'It can take a few minutes to arrive. Look in your junk or spam folder too.',
        'Check that you used the email address of your account. You can [ask for a link again](/reset).',
        'After too many wrong tries a link is sent once a day.',
        'We send no more than 10 links in 24 hours. The last of them works for 24 hours.',
      ],
      back: 'Go back to sign in',
    },
    password: {
      heading: 'Choose a new password',
      intro: 'You will be signed out everywhere, and we will ask for a security code when you next sign in.',
      submit: 'Save the password',
      passkeysHeading: 'If you have lost your passkeys, or do not know one of them',
      passkeysText: 'You can have them removed. Do this before you choose a password.',
      passkeys: 'Remove passkeys',
    },
    done: {
      heading: 'You have a new password',
      text: 'You are signed out on all your devices.',
      next: 'Go back to the website or app you want to use and sign in there with your new password.',
    },
  },
  removal: {
    phone: {
      heading: 'Remove passkeys from your account',
      intro: 'You can have passkeys removed that you have lost, or that are not yours. You need your phone for it.',
      stepsHeading: 'What happens then',
      steps: [
        'You choose the passkeys.',
        'We tell you by email and by phone that they are to be removed. Everybody is signed out.',
        'After 24 hours we send you an email. The passkeys are removed when you open its link and say so.',
      ],
      again: 'If somebody signs in with a passkey and says no, you wait for up to 7 days.',
      sends: (ending: string) => `We will send a security code to the phone number ending in **${ending}**.`,
      calls: (ending: string) => `We will call the phone number ending in **${ending}** to read out a security code.`,
      submit: 'Send a code',
    },
    choose: {
      heading: 'Which passkeys do you want to remove?',
      hint: 'Choose all that you have lost or do not know.',
      submit: 'Remove in 24 hours',
    },
    asked: {
      heading: 'Passkeys are to be removed',
      text: (moment: string) => `You can do it from ${moment}. We will send you an email then.`,
      next: 'Everybody is signed out. Until then the passkeys still work. To stop it, open the link in the email or text message that we have sent.',
      password: 'If you do not know your password either, [choose a new one](/reset).',
    },
    told: {
      heading: 'Somebody wants to remove passkeys from your account',
      text: 'Somebody who can read your email, and has your phone, asked us to remove passkeys with which you sign in.',
      from: (moment: string) => `It can be done from ${moment}.`,
      yours: 'If it was you, or somebody you trust did it for you, continue.',
      notYours:
        'If it was not you, say so: then it cannot be done for 7 days after it was asked for. Use that time to make your email and your phone safe: choose a new password for your email, and ask your phone company whether your number was moved. To stop it for good, open the link in the email or text message that we have sent.',
      putOffBefore:
        'It was put off once and cannot be put off again. To stop it, open the link in the email or text message that we have sent. If you cannot read them, [contact us](/help).',
      continue: 'Continue',
      putOff: 'It was not me',
    },
    link: {
      heading: 'Passkeys are to be removed from your account',
      waits: (moment: string) => `They can be removed from ${moment}. Until then they still work.`,
      ready: 'They can be removed now. Everybody will be signed out.',
      stopText: 'If it was not you who asked, stop it. If you change your mind, stop it too.',
      stop: 'Stop it',
      remove: 'Remove the passkeys',
    },
    stopped: {
      heading: 'No passkeys will be removed',
      text: 'Everything stays as it was.',
      next: 'If it was not you who asked, somebody else may have been reading your email or have your phone number. Choose a new password for your email, and ask your phone company.',
    },
    removed: {
      heading: 'The passkeys are removed',
      text: 'Everybody is signed out, and those passkeys do not work any more.',
      password:
        'Go back to the website or app you want to use and sign in there. Then you can add a passkey of your own.',
      noPassword: 'Now choose a password, so that you can sign in. Then you can add a passkey of your own.',
      submit: 'Get a new password',
    },
  },
  factorOff: {
    heading: 'You cannot sign in this way at the moment',
    text: 'There were too many wrong tries in a row. To keep your account safe we have stopped asking.',
    out: 'To get in again, choose a new password. We will send a link to the email address of your account: open it in the browser in which you want to sign in. If you have done this and still cannot get in, try again tomorrow.',
    submit: 'Get a new password',
  },
  notMe: {
    heading: 'Was this not you?',
    text: 'If somebody else got into your account, we will:',
    does: [
      'sign out every device, yours too',
      'stop services from getting your information',
      'stop your password from working until you choose a new one',
      'take away the passkey that was used, and any that were added in the last 3 days',
    ],
    otherwise: 'If it was you, close this page. Nothing has changed.',
    submit: 'It was not me',
    done: {
      heading: 'Your account is safe',
      text: 'Everybody is signed out, and your old password does not work any more.',
      next: 'Now choose a new password, one that you use nowhere else. If you use the same password for your email, change it there too.',
      submit: 'Get a new password',
    },
  },
  errorPages: {
    resetExpired: {
      heading: 'This link does not work any more',
      text: [
        'Links to choose a new password work for 1 hour, the last that we send in a day for 24 hours.',
        'You can [ask for a new link](/reset).',
      ],
    },
    resetUsed: {
      heading: 'This link has been used',
      text: [
        'A new password has been chosen since we sent it. Sign in with that password.',
        'If it was not you who chose it, [ask for a new link](/reset) and choose another.',
      ],
    },
    resetBroken: {
      heading: 'This link is not complete',
      text: [
        'Open it again from the email, or copy all of it.',
        'If that does not help, you can [ask for a new link](/reset).',
      ],
    },
    resetTooSoon: {
      heading: 'You cannot do this again today',
      text: [
        'There were too many wrong tries again after you chose a new password.',
        'Wait until tomorrow and [ask for a new link](/reset).',
      ],
    },
    removalOver: {
      heading: 'This link does not work any more',
      text: [
        'The passkeys were removed, or it was stopped, or too much time has passed.',
        'If you still have passkeys that you have lost or do not know, [ask for a link](/reset).',
      ],
    },
    notMeExpired: {
      heading: 'This link does not work any more',
      text: ['These links work for 3 days.', 'To be safe you can still [choose a new password](/reset).'],
    },
    notMeUsed: {
      heading: 'You have told us already',
      text: ['Everybody was signed out then.', 'If you have no new password yet, [choose one](/reset).'],
    },
    notMeBroken: {
      heading: 'This link is not complete',
      text: [
        'Open it again from the email, or copy all of it.',
        'To be safe you can also [choose a new password](/reset).',
      ],
    },
  },
};
