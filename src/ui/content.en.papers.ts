/** A part of a paper: its heading and its paragraphs, lists among them. */
interface Part {
  /** Where a link of another page leads. */
  readonly id?: string;
  readonly heading: string;
  readonly blocks: readonly (string | readonly string[])[];
}

interface Paper {
  readonly heading: string;
  readonly intro: string;
  readonly updated: string;
  readonly parts: (who: Who) => readonly Part[];
}

/** Whose papers these are. */
interface Who {
  readonly brand: string;
  readonly organisation: string;
  /** A link to write to. */
  readonly helpEmail: string;
}

const terms: Paper = {
  heading: 'Terms and conditions',
  intro: 'What you can expect from us, and what we ask of you, when you use your account.',
  updated: 'Version 1, November 2026',
  parts: ({ brand, organisation }) => [
    {
      heading: 'What this is',
      blocks: [
        `${brand} lets you use one account to sign in to the health and care services that are connected to it. ${organisation} runs it.`,
        'It is free. You do not have to use it: ask a service what other ways it has to let you in.',
      ],
    },
    {
      heading: 'Your account',
      blocks: [
        [
          'Have only one account, and let it be your own.',
          'Give an email address and a phone that only you use.',
          'Tell us what is true about yourself.',
        ],
      ],
    },
    {
      heading: 'Keeping it safe',
      blocks: [
        [
          'Keep your password and your security codes to yourself. We will never ask you for them by phone or email.',
          'Do not let us remember a device that other people use.',
          'If you think that someone else has used your account, sign out everywhere and [contact us](/help).',
        ],
      ],
    },
    {
      heading: 'What you share',
      blocks: [
        'We share your information with a service only after you have agreed to it. You can see in your account what you share.',
        'What a service then does with it is covered by the terms and the privacy notice of that service.',
      ],
    },
    {
      heading: 'What we may do',
      blocks: [
        'We may stop an account when it looks as if it is being misused, or when its owner asks for it.',
        'We try to keep the service working at all times, but we cannot promise it. Do not rely on it in an emergency.',
      ],
    },
    {
      heading: 'Changes',
      blocks: [
        'When we change these terms in a way that matters, we ask you to agree again the next time you sign in.',
      ],
    },
  ],
};

const privacy: Paper = {
  heading: 'Privacy notice',
  intro: 'What we know about you, why, for how long, and what you can do about it.',
  updated: 'Version 1, November 2026',
  parts: ({ organisation, helpEmail }) => [
    {
      heading: 'Who looks after your information',
      blocks: [`${organisation} decides how your information is used here. Write to ${helpEmail}.`],
    },
    {
      heading: 'What we keep',
      blocks: [
        [
          'your email address and your phone number',
          'your password, in a form that nobody can read, not even us',
          'what we recognise your passkeys by. What is secret about them stays on your devices',
          'the browsers you are signed in with or asked us to remember',
          'which services you use, what you agreed to share with them, and when',
          'a record of what happened to your account: sign-ins, changes, wrong codes',
        ],
        'If you proved who you are, we also keep your NHS number, your name, your date of birth, your postcode and your GP surgery, as your NHS record has them. We do not keep anything else of your health record.',
      ],
    },
    {
      heading: 'Why we need it',
      blocks: [
        [
          'to know that it is you when you sign in',
          'to tell a service what you agreed to share with it',
          'to find your NHS record, if a service needs to know who you are',
          'to notice when someone else tries to use your account',
        ],
      ],
    },
    {
      heading: 'Who else sees it',
      blocks: [
        [
          'the services you agreed to share with, and only what you agreed to',
          'the companies that deliver our emails and text messages, and those that run our computers. They may not use it for anything else',
        ],
        'We do not sell it, and we do not use it for advertising.',
      ],
    },
    {
      heading: 'How long we keep it',
      blocks: [
        [
          'your account: until you ask us to close it',
          'security codes: until you have used them, at most one hour',
          'the record of what happened: 8 years',
        ],
      ],
    },
    {
      heading: 'Your rights',
      blocks: [
        `You may ask for a copy of your information, have it put right, have it deleted, or object to how it is used. Write to ${helpEmail}.`,
        'If you are not happy with our answer, you can complain to the [Information Commissioner’s Office](https://ico.org.uk).',
      ],
    },
  ],
};

const accessibility: Paper = {
  heading: 'Accessibility statement',
  intro: 'We want everyone to be able to use these pages.',
  updated: 'Prepared in November 2026',
  parts: ({ helpEmail }) => [
    {
      heading: 'What you should be able to do',
      blocks: [
        [
          'zoom in up to 400% without anything going off the screen',
          'use every page with a keyboard only',
          'use every page with a screen reader or with speech recognition',
          'use every page with your own colours, and without JavaScript',
          'paste passwords and codes, and let your browser or password manager fill them in',
        ],
      ],
    },
    {
      heading: 'How well it meets the standard',
      blocks: [
        'We build these pages to meet level AA of the [Web Content Accessibility Guidelines 2.2](https://www.w3.org/TR/WCAG22/).',
        'We check every page with a program. The pages have **not yet** been tested by an independent expert or by people with disabilities. Until that has happened we do not claim that they meet the standard in full.',
      ],
    },
    {
      heading: 'What we know does not work yet',
      blocks: [
        [
          'The pages are in English only.',
          'You have 1 hour to sign in or to set up an account, and cannot ask for more. We warn you 3 minutes before it ends.',
        ],
      ],
    },
    {
      heading: 'Tell us about a problem',
      blocks: [
        `If you find something that does not work for you, or need information in another form, write to ${helpEmail}. We answer within 5 working days.`,
      ],
    },
  ],
};

const help: Paper = {
  heading: 'Help and contact',
  intro: 'Answers to what people ask most, and how to reach us.',
  updated: '',
  parts: ({ helpEmail }) => [
    {
      heading: 'I have not got a security code',
      blocks: [
        [
          'Wait a few minutes. Messages are sometimes slow.',
          'For a code by email, look in your junk or spam folder.',
          'For a code by text message, check that your phone has a signal.',
          'Ask for a new code on the page where you enter it.',
        ],
      ],
    },
    {
      heading: 'I am asked to wait',
      blocks: [
        'After several wrong passwords or codes we stop for 15 minutes, and sometimes for an hour. It protects your account.',
        'After wrong passwords you can [get a new password](/reset) and need not wait. After wrong codes nobody can make the wait shorter.',
      ],
    },
    {
      heading: 'I have to start again',
      blocks: [
        'A sign-in that was begun has to be finished within an hour, in the same browser. Go back to the service you want to use and start there.',
      ],
    },
    {
      id: 'nhs-record',
      heading: 'We could not find your NHS record',
      blocks: [
        'We look for one record that agrees with everything you told us. We cannot say what did not agree: that would tell others about you.',
        [
          'Check your NHS number on a letter from the NHS, or say that you do not know it: we then look by your name.',
          'Use the name and the postcode that your GP surgery has for you. If you moved or changed your name lately, it may be the one from before.',
          'Check the day, the month and the year of your birth.',
        ],
        'If it still does not work, ask your GP surgery which name, date of birth and postcode your NHS record has, and to put right what is wrong. Only they can change it, and we do not see the change before they have made it.',
        'After 5 tries in a row you wait 15 minutes. If your GP surgery keeps your address private, we cannot find your record this way: write to us.',
      ],
    },
    {
      heading: 'My NHS record is used with another account, or is not mine',
      blocks: [
        'You can use your NHS record with one account only. If you set one up with another email address, sign in with that. If you never did, write to us and tell us the reference that you saw.',
      ],
    },
    {
      heading: 'Someone may have used my account',
      blocks: ['Go to [your account](/account) and choose **Sign out everywhere**. Then write to us.'],
    },
    {
      heading: 'I have a question about a service',
      blocks: [
        'We only let you in. For appointments, prescriptions or your record, ask the people who run that service.',
      ],
    },
    {
      heading: 'Contact us',
      blocks: [
        `Write to ${helpEmail}. Tell us which service you wanted to use and the reference that you saw, if there was one. Never send us a password or a code.`,
        'Do not use this for medical questions. In an emergency call 999.',
      ],
    },
  ],
};

/** The papers in English: an honest first version that a deployment's own lawyers will replace. */
export const papersEn = {
  terms,
  privacy,
  accessibility,
  help,
  cookies: {
    heading: 'Cookies',
    intro: 'Cookies are small files that a website keeps on your device.',
    only: 'We use only those that these pages cannot work without. We do not use cookies to count visits or to advertise, so there is nothing to switch on or off.',
    listHeading: 'The cookies we use',
    purpose: 'What it does',
    name: 'Name',
    lasts: 'How long it stays',
    kinds: {
      interaction: {
        title: 'Your place in the journey',
        purpose: 'Remembers how far you have got while you sign in or set up an account.',
        lasts: '1 hour',
      },
      session: {
        title: 'Signed in',
        purpose: 'Keeps you signed in, so that other services need not ask you again.',
        lasts: 'Until you sign out, or have not used it for half an hour',
      },
      device: {
        title: 'Remembered device',
        purpose:
          'Lets you sign in here without a security code, if you asked us to remember this device. If you chose a new password here by a link, it lets you sign in here while somebody else guesses at it.',
        lasts: '180 days, or until you sign out',
      },
    },
    updated: 'Version 1, November 2026',
  },
};
