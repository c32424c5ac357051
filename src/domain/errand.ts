/**
 * What a person comes for to their own account, with no service behind it: a journey like any other, which ends on a page
 * of the account and gives no code.
 */
export const errands = ['account', 'security', 'passkeys', 'add-passkey', 'use-passkey', 'change-password'] as const;
export type Errand = (typeof errands)[number];
