import { accountAtom } from '../../durable-objects/account';
import { clientAtom } from '../../durable-objects/client';
import { directoryAtom } from '../../durable-objects/directory';
import { hasherAtom } from '../../durable-objects/hasher';
import { interactionAtom } from '../../durable-objects/interaction';
import { keyRingAtom } from '../../durable-objects/key-ring';
import { ledgerAtom } from '../../durable-objects/ledger';
import { rateLimitAtom } from '../../durable-objects/rate-limit';
import { supplierAtom } from '../../durable-objects/supplier';
import { createApp } from '../../src/app';
import type { Env } from '../../src/env';
import { runHourly, wireAtoms, wirePorts } from '../../src/wiring';
import { devAtomClock, wakeable } from './dev-clock.ts';
import { answerDevRequest } from './dev-requests.ts';
import { syncTime } from './world-time.ts';

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
  async fetch(request, env, ctx) {
    await syncTime();
    const answer = await answerDevRequest(request);
    if (answer !== undefined) return answer;
    return app.fetch(request, env, ctx);
  },
  async scheduled(_event, env, ctx) {
    await syncTime();
    await runHourly(devAtomClock, env, (work) => ctx.waitUntil(work));
  },
} satisfies ExportedHandler<Env>;
