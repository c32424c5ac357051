import type { MessageSupplier } from './message-supplier';

/** The outside systems of which all isolates must agree on something, by the names of their `supplier` atoms. */
export type OutsideSystem = MessageSupplier | 'pds' | 'ods';
