// clean
export type Fine = import('../domain/claims').Claim;
