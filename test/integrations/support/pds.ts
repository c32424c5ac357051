import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClock } from '../../../dev/clock';
import { createDispatch, emulatorPrefix } from '../../../dev/emulators/dispatch';
import { publicHalf } from '../../../dev/emulators/health';
import { createOdsEmulator } from '../../../dev/emulators/ods/emulator';
import { createPdsEmulator, type PdsOptions } from '../../../dev/emulators/pds/emulator';
import { createFaults } from '../../../dev/faults';
import { listenOnLoopback } from '../../../dev/http-server';
import { people } from '../../../dev/people';
import { findFreePort } from '../../../dev/ports';
import { createRequestLog } from '../../../dev/requests';
import { epochSeconds, type NhsNumber } from '../../../src/domain/brands';
import { type CircuitState, closedCircuit, leaseCircuit, reportCircuit } from '../../../src/domain/circuit';
import { leaseBudget, type RequestBudget, restBudget, unusedBudget } from '../../../src/domain/request-budget';
import { dropToken, noToken, type SharedToken, settleToken, takeToken } from '../../../src/domain/shared-token';
import type { PrivateJwk } from '../../../src/env';
import type { PdsParts } from '../../../src/integrations/pds/call';
import { pds } from '../../../src/integrations/pds/pds';
import { budgetFor, createBudget } from '../../../src/storage/request-budgets';

export const apiKey = 'application-of-the-tests';
export const odsKey = 'ods-key-of-the-tests';

export function aSigningKey(kid = 'tests-1'): PrivateJwk {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return { ...jwk, kid } as PrivateJwk;
}

const signingKey = aSigningKey();

/** The number of one of the people. */
export function numberOf(id: string): NhsNumber {
  const person = people.find((one) => one.id === id);
  if (person === undefined || person.nhsNumber === null) throw new Error(`nobody is ${id}`);
  return person.nhsNumber as NhsNumber;
}

/** PDS and ODS on real HTTP, with their faults, on a clock of their own, and a deployment's side of it in memory. */
export async function openPds(options: Partial<Pick<PdsOptions, 'troubles' | 'app' | 'perSecond'>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pds-'));
  const clock = openClock(join(folder, 'clock.json'));
  const [faults, requests] = [createFaults(), createRequestLog()];
  const port = await findFreePort();
  const baseUrl = `http://localhost:${port}${emulatorPrefix}pds`;
  const emulator = createPdsEmulator({
    clock,
    baseUrl,
    app: { apiKey, jwks: { keys: [publicHalf(JSON.stringify(signingKey))] } },
    ...options,
  });
  const answer = createDispatch(
    { pds: emulator, ods: createOdsEmulator({ apiKey: odsKey }) },
    { clock, faults, requests },
  );
  const server = await listenOnLoopback(port, { answer, upgrade: (_request, socket) => void socket.destroy() });
  const now = () => epochSeconds(clock.now() / 1000);

  let token = noToken;
  let circuit: CircuitState = closedCircuit;
  let budget = unusedBudget;
  let tickets = 0;
  const perSecond = { value: 1000 };
  const alerts: { readonly status: number; readonly code: string }[] = [];
  const shared: SharedToken = {
    async read(fetchToken, endsAtMillis) {
      tickets += 1;
      const ticket = String(tickets);
      while (Date.now() < endsAtMillis) {
        const { state, turn } = takeToken(token, ticket, now());
        token = state;
        if (turn.outcome === 'held') return { id: turn.id, token: turn.sealed };
        if (turn.outcome === 'away') return undefined;
        if (turn.outcome === 'fetch') {
          const fetched = await fetchToken();
          const kept = fetched && { sealed: fetched.token, expiresAt: fetched.expiresAt };
          token = settleToken(token, ticket, kept, now());
          return fetched && { id: ticket, token: fetched.token };
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return undefined;
    },
    async drop(id) {
      token = dropToken(token, id);
    },
  };
  const source = {
    async lease(patienceMillis: number) {
      const answered = leaseBudget(budget, { perSecond: perSecond.value, patienceMillis }, Date.now());
      budget = answered.state;
      return answered.lease;
    },
    async rest(millis: number) {
      budget = restBudget(budget, millis, Date.now());
    },
  };
  const budgets = new Map<number, RequestBudget>();
  const isolateBudget = (): RequestBudget => {
    const known = budgets.get(perSecond.value) ?? budgetFor(createBudget(source, perSecond.value), 'awaited');
    budgets.set(perSecond.value, known);
    return known;
  };
  const parts = (changes: Partial<PdsParts> = {}): PdsParts => ({
    pds: { baseUrl, apiKey, signingKey, requestsPerSecond: perSecond.value },
    now,
    token: shared,
    budget: isolateBudget(),
    circuit: {
      async admits() {
        const leased = leaseCircuit(circuit, now());
        circuit = leased.state;
        return leased.lease !== 'open';
      },
      async report(succeeded) {
        circuit = reportCircuit(circuit, { succeeded }, now(), 0.5);
      },
    },
    correlationId: 'correlation-of-the-tests',
    patienceMillis: 5000,
    alert: (facts) => void alerts.push(facts),
    // Nobody waits between tries here.
    random: () => 2,
    ...changes,
  });
  return {
    clock,
    faults,
    requests,
    baseUrl,
    odsUrl: `http://localhost:${port}${emulatorPrefix}ods/organisation-data-terminology-api/fhir`,
    now,
    tokens: emulator.tokens,
    alerts,
    /** What the platform allows; a thousand if no test says otherwise. */
    perSecond,
    circuitState: () => circuit,
    budgetState: () => budget,
    parts,
    /** The client of one person's request. */
    person: (changes: Partial<PdsParts> = {}) => pds(parts(changes)),
    /** The requests for patients that came, the oldest first. */
    asked: () =>
      requests
        .list({ system: 'pds' })
        .filter(({ path }) => !path.startsWith('/oauth2'))
        .toReversed(),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type PdsWorld = Awaited<ReturnType<typeof openPds>>;
