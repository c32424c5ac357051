/** What runs under test; no requests come to it, the tests call the atoms. */
export * from './support/account-atoms';
export * from './support/client-atom';
export * from './support/platform-atoms';
