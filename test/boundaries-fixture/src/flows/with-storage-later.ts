// breach: flows-imports
export const breach = () => import('../storage/accounts');
