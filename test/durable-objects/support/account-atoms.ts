import { accountAtom } from '../../../durable-objects/account';
import { directoryAtom } from '../../../durable-objects/directory';
import { interactionAtom } from '../../../durable-objects/interaction';
import type { BlindIndex } from '../../../src/domain/ledger-row';
import { clock } from './clock';
import { outside } from './platform-atoms';

/** Whether the directory gave an address to an operation, as the test says. */
export const ownership: {
  of: (reserved: { readonly shard: number; readonly indexes: readonly BlindIndex[] }, op: string) => Promise<boolean>;
} = { of: async () => false };

const routes = {
  clock,
  deliver: {
    message: (_env: unknown, message: Parameters<typeof outside.message>[0]) => outside.message(message),
    retrace: (_env: unknown, account: Parameters<typeof outside.retrace>[0]) => outside.retrace(account),
  },
  handOver: (_env: unknown, ...handOver: Parameters<typeof outside.handOver>) => outside.handOver(...handOver),
};

export class Account extends accountAtom({
  ...routes,
  ownsAddress: (_env, reserved, op) => ownership.of(reserved, op),
}) {}
export class Directory extends directoryAtom(routes) {}
export class Interaction extends interactionAtom(routes) {}
