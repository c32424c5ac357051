const minutes = (count: number): string => (count === 60 ? '1 hour' : `${count} minutes`);

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
        `If there is an account with this email address, we have sent a message to it. The link in it works once, for ${minutes(life)}.`,
      noMail: 'I have not got an email',
      advice: [
        'It can take a few minutes to arrive. Look in your junk or spam folder too.',
        'Check that you used the email address of your account. You can [ask for a link again](/reset).',
        'After too many wrong tries a link is sent once a day.',
      ],
      back: 'Go back to sign in',
    },
    password: {
      heading: 'Choose a new password',
      intro: 'You will be signed out everywhere, and we will ask for a security code when you next sign in.',
      submit: 'Save the password',
    },
    done: {
      heading: 'You have a new password',
      text: 'You are signed out on all your devices.',
      next: 'Go back to the website or app you want to use and sign in there with your new password.',
    },
  },
  factorOff: {
    heading: 'You cannot sign in this way at the moment',
    text: 'There were too many wrong tries in a row. To keep your account safe we have stopped asking.',
    out: 'To get in again, choose a new password. We will send a link to the email address of your account. You can do this once a day.',
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
      text: ['Links to choose a new password work for 1 hour.', 'You can [ask for a new link](/reset).'],
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
        'Wait until tomorrow and [ask for a new link](/reset). If you need help before then, [contact us](/help).',
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
