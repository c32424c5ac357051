import type { ShownEventKind } from '../domain/account-event';

/** The wording of the pages on which people look after the security of their account. */
export const accountEn = {
  security: {
    heading: 'Sign-in and security',
    link: 'Sign-in and security',
    back: 'Back to your account',
    passwordHeading: 'Password',
    hasPassword: 'You have a password.',
    noPassword: 'You have no password. You sign in with a passkey.',
    changePassword: 'Change your password',
    accessHeading: 'Where you are signed in',
    accessText: 'If you do not know one of these, sign it out and choose a new password.',
    accessTextNoPassword: 'If you do not know one of these, sign it out.',
    sessions: 'Signed in now',
    devices: 'Remembered: we ask for no security code here',
    noDevices: 'No device is remembered.',
    thisOne: 'This device',
    device: (browser: string | undefined, system: string | undefined) =>
      browser !== undefined && system !== undefined
        ? `${browser} on ${system}`
        : (browser ?? system ?? 'A browser we do not know'),
    openedAt: (moment: string) => `Signed in ${moment}`,
    usedAt: (moment: string) => `Last used ${moment}`,
    until: (day: string) => `Remembered until ${day}`,
    others: 'Sign out all other devices',
    endSession: 'Sign out',
    endDevice: 'Forget',
    done: {
      ended: 'Done. It is signed out.',
      changed: 'You have a new password. All other devices are signed out.',
    },
    eventsLink: 'See what happened lately',
  },
  changePassword: {
    heading: 'Change your password',
    intro: 'All your other devices will be signed out.',
    submit: 'Save the password',
  },
  activity: {
    heading: 'What happened lately',
    intro: 'The latest comes first. We show the last 30.',
    none: 'Nothing has happened yet.',
    times: (count: number) => `${count} times in one day, the last:`,
    unknown: 'If you do not know something here, [choose a new password](/reset) and sign out all other devices.',
    back: 'Back to sign-in and security',
    kinds: {
      user_created: 'You set up your account',
      authn_login_success: 'You signed in',
      authn_login_fail: 'A wrong password was entered',
      authn_login_lock: 'Signing in by password was stopped after wrong passwords',
      authn_passcode_fail: 'A wrong security code was entered',
      authn_passcode_lock: 'Security codes were stopped after wrong codes',
      authn_device_remembered: 'A device was remembered',
      authn_device_forgotten: 'A remembered device was forgotten',
      authn_passkey_added: 'A passkey was added',
      authn_passkey_removed: 'A passkey was removed',
      authn_reset_requested: 'Somebody asked for a link to choose a new password',
      authn_password_reset: 'A new password was chosen by a link from an email',
      authn_password_change: 'The password was changed',
      login_disowned: 'You told us that a sign-in was not yours',
      session_ended: 'A device was signed out',
      sessions_others_ended: 'All other devices were signed out',
      sessions_all_ended: 'All devices were signed out',
    } satisfies Record<ShownEventKind, string>,
  },
};
