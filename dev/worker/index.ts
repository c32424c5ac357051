import { accountAtom } from '../../durable-objects/account.ts';
import { clientAtom } from '../../durable-objects/client.ts';
import { directoryAtom } from '../../durable-objects/directory.ts';
import { hasherAtom } from '../../durable-objects/hasher.ts';
import { interactionAtom } from '../../durable-objects/interaction.ts';
import { keyRingAtom } from '../../durable-objects/key-ring.ts';
import { ledgerAtom } from '../../durable-objects/ledger.ts';
import { rateLimitAtom } from '../../durable-objects/rate-limit.ts';
import { supplierAtom } from '../../durable-objects/supplier.ts';
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/env.ts';
import { runHourly, wireAtoms, wirePorts } from '../../src/wiring.ts';
import { fromSocket } from './caller-address.ts';
import { devAtomClock, wakeable } from './dev-clock.ts';
import { answerDevRequest } from './dev-requests.ts';
import { findResidents, type Newcomer } from './residents.ts';
import { syncTime } from './world-time.ts';

// The twin of src/index.ts: the same app and the same atoms, living by the console's clock.
export { AlarmRegistry } from './alarm-registry.ts';

const parts = wireAtoms(devAtomClock);

export const Account = wakeable(accountAtom(parts), 'ACCOUNT');
export const Directory = wakeable(directoryAtom(parts), 'DIRECTORY');
export const Interaction = wakeable(interactionAtom(parts), 'INTERACTION');
export const Client = wakeable(clientAtom(parts), 'CLIENT');
export const RateLimit = wakeable(rateLimitAtom(parts), 'RATE_LIMIT');
export const KeyRing = wakeable(keyRingAtom(parts), 'KEY_RING');
export const Supplier = wakeable(supplierAtom(parts), 'SUPPLIER');
export const Ledger = wakeable(ledgerAtom(parts), 'LEDGER');
export const Hasher = wakeable(hasherAtom(parts), 'HASHER');

const app = createApp((env, waitUntil) => wirePorts(devAtomClock, env, waitUntil));

export default {
  async fetch(request, env, context) {
    await syncTime();
    const waitUntil = (work: Promise<unknown>) => context.waitUntil(work);
    const product = {
      hourly: () => runHourly(devAtomClock, env, waitUntil),
      backlog: () => wirePorts(devAtomClock, env, waitUntil).ports.backlog.read(),
      residents: (people: readonly Newcomer[]) => findResidents(env, people),
    };
    return (await answerDevRequest(request, product)) ?? app.fetch(fromSocket(request), env, context);
  },
} satisfies ExportedHandler<Env>;
