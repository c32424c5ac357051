// clean
export const claims = ['sub'] as const;
export type Claim = (typeof claims)[number];
