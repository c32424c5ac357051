/** A template as GOV.UK Notify holds it: `((name))` stands for personalisation. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly type: 'email' | 'sms';
  readonly version: number;
  /** When it is sent, for whoever sets up an account at Notify. */
  readonly sent: string;
  readonly subject?: string;
  readonly body: string;
}

/** The parts of a template that have placeholders. */
export type Texts = { readonly subject?: string | null; readonly body: string };

/** The templates of the local Notify account, by the names that the product's configuration uses. */
export const templates: readonly Template[] = [
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e01',
    name: 'email-code',
    type: 'email',
    version: 1,
    sent: 'An email address is to be verified: somebody sets up an account with it.',
    subject: 'Your Gatehouse security code',
    body: `Your security code is:

((code))

It works for ((life)), and only on the page where you asked for it.

Never share this code. We will never phone you, text you or email you to ask for it.

If you did not ask for a code, you can ignore this email: nobody can get in without it.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e02',
    name: 'sms-code',
    type: 'sms',
    version: 1,
    sent: 'A code goes to a mobile phone: at registration, at sign-in, and before passkeys are removed.',
    body: `((code)) is your Gatehouse security code. It works for ((minutes)) minutes. Never share it with anyone.

@((domain)) #((code))`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e03',
    name: 'reset-link',
    type: 'email',
    version: 1,
    sent: 'Somebody asked for a new password at an address whose account has one.',
    subject: 'Choose a new Gatehouse password',
    body: `You asked for a new password. To choose one, open this link:

((link))

It works once, for ((life)).

If you did not ask for it, you can ignore this email: your password stays as it is. Never send this link to anyone.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e04',
    name: 'reset-no-password',
    type: 'email',
    version: 1,
    sent: 'Somebody asked for a new password at an address whose account has none.',
    subject: 'Your Gatehouse account has no password',
    body: `Somebody asked for a new password for your account.

Your account has no password, so there is none to change. To get in, go back to the service you want to use and sign in with your passkey.

If you have lost your passkeys, or do not know one of them, you can have them removed. Open this link, with your phone at hand:

((link))

It works for ((life)). Never send it to anyone.

If it was not you who asked, you can ignore this email.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e05',
    name: 'password-changed',
    type: 'email',
    version: 1,
    sent: 'A password was chosen anew, in the account or by a link.',
    subject: 'Your Gatehouse password was changed',
    body: `The password of your account was changed.

When: ((when))
On: ((device))

If it was you, you do not need to do anything.

If it was not you, open this link and press the button. We will sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e06',
    name: 'new-sign-in',
    type: 'email',
    version: 1,
    sent: 'Somebody signed in, in a browser that held no session of the account.',
    subject: 'A new sign-in to your Gatehouse account',
    body: `Somebody signed in to your account in a browser that we did not know.

When: ((when))
On: ((device))

If it was you, you do not need to do anything.

If it was not you, open this link and press the button. We will sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e07',
    name: 'passkey-added',
    type: 'email',
    version: 1,
    sent: 'A passkey was added to the account.',
    subject: 'A passkey was added to your Gatehouse account',
    body: `Somebody added a passkey to your account. It can be used to sign in.

When: ((when))
On: ((device))

If it was you, you do not need to do anything.

If it was not you, open this link and press the button. We will remove the passkey, sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e08',
    name: 'passkey-removed',
    type: 'email',
    version: 1,
    sent: 'A passkey of the account was removed.',
    subject: 'A passkey was removed from your Gatehouse account',
    body: `One or more passkeys of your account were removed. They do not work any more.

When: ((when))
On: ((device))

If it was you, you do not need to do anything.

If it was not you, open this link and press the button. We will sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0d',
    name: 'passkey-copied',
    type: 'email',
    version: 1,
    sent: 'A passkey showed a lower count than before: there may be two of it.',
    subject: 'A passkey of your Gatehouse account may have been copied',
    body: `Somebody tried to sign in with a passkey of your account in a way that makes us think that there are two copies of it. We did not let them in.

When: ((when))
On: ((device))

If you have not copied your security key yourself, open this link and press the button. We will remove the passkey, sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0e',
    name: 'device-copied',
    type: 'email',
    version: 1,
    sent: 'What a browser is remembered by was shown a second time.',
    subject: 'We no longer remember one of your devices',
    body: `A device that we remember for you showed us something that was used before. Somebody may have copied it from your browser, so we have forgotten the device and will ask for a security code there.

When: ((when))
On: ((device))

If you have not put an old copy of your browser or device back yourself, open this link and press the button. We will sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0f',
    name: 'identity-proved',
    type: 'email',
    version: 1,
    sent: 'A person said that the NHS record which agrees with their details is theirs, and it is tied to the account.',
    subject: 'You proved who you are with your Gatehouse account',
    body: `Somebody proved who they are with your account. What they told us agrees with one NHS record, which belongs to your account from now on. Services are told of it only when you agree.

When: ((when))
On: ((device))

If it was you, you do not need to do anything.

If it was not you, open this link and press the button. We will sign everybody out and stop the password from working:

((link))

The link works for 3 days.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e09',
    name: 'passkeys-asked',
    type: 'email',
    version: 1,
    sent: 'Somebody with mailbox and phone asked to remove passkeys.',
    subject: 'Passkeys are to be removed from your Gatehouse account',
    body: `Somebody who has a link from your email, and your phone, asked us to remove these passkeys from your account: ((passkeys))

When: ((when))
On: ((device))

It can be done in 24 hours. Until then the passkeys still work. If it was you, you do not need to do anything: we will send you an email then.

If it was not you, open this link and stop it:

((link))`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0a',
    name: 'passkeys-ready',
    type: 'email',
    version: 1,
    sent: 'The passkeys that were asked for can be removed now.',
    subject: 'You can now remove passkeys from your Gatehouse account',
    body: `These passkeys can be removed now: ((passkeys))

To do it, or to stop it, open this link:

((link))

You can do it for 7 days. Never send this link to anyone.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0b',
    name: 'passkeys-put-off',
    type: 'email',
    version: 1,
    sent: 'Somebody who signed in by a passkey put the removal off.',
    subject: 'The removal of passkeys from your Gatehouse account was put off',
    body: `Somebody who signed in with a passkey said that they did not ask for it. So the passkeys can be removed 7 days after it was asked for. It cannot be put off again.

When: ((when))
On: ((device))

If you asked for it, you do not need to do anything: we will send you an email when it can be done.

If you did not ask for it, open the link in our email about it and stop it.`,
  },
  {
    id: '8f2f3a4e-5d0e-4b1c-9a61-6f0b8c1d2e0c',
    name: 'sms-passkeys-asked',
    type: 'sms',
    version: 1,
    sent: 'As `passkeys-asked`, to a mobile phone.',
    body: `Somebody asked to remove passkeys from your Gatehouse account, with your email and phone. It can be done in 24 hours. If it was not you, stop it: ((link))`,
  },
];

/** The variable `NOTIFY_TEMPLATES` of the service: name → id. */
export const templateIds = JSON.stringify(Object.fromEntries(templates.map(({ name, id }) => [name, id])));

/** The names between double brackets of a text, each once. */
export function placeholders(template: Texts): readonly string[] {
  const text = `${template.subject ?? ''}\n${template.body}`;
  return [...new Set([...text.matchAll(/\(\(([^()]+)\)\)/g)].map(([, name = '']) => name))];
}

/** A text with its placeholders filled in; a list becomes bullets. */
export function render(text: string, personalisation: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\(\(([^()]+)\)\)/g, (_, name: string) => {
    const value = personalisation[name];
    return Array.isArray(value) ? value.map((item) => `\n* ${item}`).join('') : String(value);
  });
}

/** The named values with Markdown escaped and addresses taken out, as Notify does for `sanitise_content_for`. */
export function sanitise(
  personalisation: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const clean = (value: unknown) =>
    String(value)
      .replace(/(?:https?:\/\/|www\.)\S+/gi, '')
      .replace(/[\\`*_{}[\]()#+\-.!|>]/g, String.raw`\$&`);
  const known = names.filter((name) => personalisation[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, clean(personalisation[name])]));
}
