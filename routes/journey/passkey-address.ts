/** Where the challenges of passkey ceremonies come from. */
export const passkeyOptionsPath = (interaction: string): string => `/journey/${interaction}/passkey-options`;
