import { accountAtom } from '../durable-objects/account';
import { clientAtom } from '../durable-objects/client';
import { systemClock } from '../durable-objects/clock';
import { directoryAtom } from '../durable-objects/directory';
import { hasherAtom } from '../durable-objects/hasher';
import { interactionAtom } from '../durable-objects/interaction';
import { keyRingAtom } from '../durable-objects/key-ring';
import { ledgerAtom } from '../durable-objects/ledger';
import { rateLimitAtom } from '../durable-objects/rate-limit';
import { supplierAtom } from '../durable-objects/supplier';
import { createApp } from './app';
import type { Env } from './env';
import { runHourly, wireAtoms, wirePorts } from './wiring';

const parts = wireAtoms(systemClock);

export class Account extends accountAtom(parts) {}
export class Directory extends directoryAtom(parts) {}
export class Interaction extends interactionAtom(parts) {}
export class Client extends clientAtom(parts) {}
export class RateLimit extends rateLimitAtom(parts) {}
export class KeyRing extends keyRingAtom(parts) {}
export class Supplier extends supplierAtom(parts) {}
export class Ledger extends ledgerAtom(parts) {}
export class Hasher extends hasherAtom(parts) {}

const app = createApp((env, waitUntil) => wirePorts(systemClock, env, waitUntil));

export default {
  fetch: app.fetch,
  scheduled: (_event, env, ctx) => runHourly(systemClock, env, (work) => ctx.waitUntil(work)),
} satisfies ExportedHandler<Env>;
