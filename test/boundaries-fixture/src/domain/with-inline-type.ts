// breach: domain-imports
export type Breach = import('../ports').Accounts;
