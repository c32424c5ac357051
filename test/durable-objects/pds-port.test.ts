import { exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NhsNumber } from '../../src/domain/brands';
import type { PrivateJwk } from '../../src/env';
import { pds } from '../../src/integrations/pds/pds';
import { circuitOf } from '../../src/storage/circuits';
import { budgetFor, budgetOf } from '../../src/storage/request-budgets';
import { sharedTokenOf } from '../../src/storage/shared-tokens';
import { seconds } from './support/clock';
import { anEnv, away } from './support/env';

const number = '9990421005' as NhsNumber;
const patient = {
  resourceType: 'Patient',
  id: number,
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: number }],
  meta: { versionId: '2', security: [{ code: 'U' }] },
  name: [{ use: 'usual', given: ['Ada'], family: 'Okafor' }],
  birthDate: '1984-03-09',
};
let signingKey: PrivateJwk;
let publicKey: CryptoKey;
beforeAll(async () => {
  const pair = await generateKeyPair('RS512', { extractable: true });
  publicKey = pair.publicKey;
  signingKey = { ...(await exportJWK(pair.privateKey)), kid: 'a' } as PrivateJwk;
});

/** PDS as the platform's `fetch` reaches it; counts what it is asked. */
function aService() {
  let tokens = 0;
  const sent: number[] = [];
  const answer: typeof fetch = async (input, init) => {
    if (String(input).endsWith('/oauth2/token')) {
      const assertion = new URLSearchParams(String(init?.body)).get('client_assertion') ?? '';
      await jwtVerify(assertion, publicKey, { audience: String(input), currentDate: new Date(seconds() * 1000) });
      tokens += 1;
      return Response.json({ access_token: `token-of-the-tests-${tokens}`, token_type: 'Bearer', expires_in: '599' });
    }
    sent.push(performance.now());
    const requestId = new Headers(init?.headers).get('x-request-id') ?? '';
    return Response.json(patient, { headers: { etag: 'W/"2"', 'x-request-id': requestId } });
  };
  return { answer, sent, tokens: () => tokens };
}

/** One person's client in each of some isolates of a deployment. */
function clients(generation: string, fetcher: typeof fetch, overrides: Parameters<typeof anEnv>[0] = {}) {
  const isolates = Array.from({ length: 4 }, () => anEnv({ GENERATION: generation, ...overrides }));
  return isolates.map(
    (env) => () =>
      pds({
        pds: { baseUrl: 'https://pds.example', apiKey: 'key', signingKey, requestsPerSecond: 100 },
        now: () => seconds(),
        token: sharedTokenOf({ env, now: () => seconds() }, 'pds'),
        budget: budgetFor(budgetOf(env, 'pds', 100), 'awaited'),
        circuit: circuitOf(env, 'pds'),
        correlationId: 'correlation',
        patienceMillis: 5000,
        alert: () => undefined,
        random: () => 0,
        fetch: fetcher,
      }),
  );
}

describe('PDS on workerd', () => {
  it('is asked by many people in many isolates with one token', async () => {
    const { answer, sent, tokens } = aService();
    const isolates = clients('301', answer);
    const people = Array.from({ length: 16 }, (_, person) => isolates[person % 4]?.());
    const readings = await Promise.all(people.map((person) => person?.read(number)));
    expect(new Set(readings.map((reading) => reading?.kind))).toEqual(new Set(['found']));
    expect([tokens(), sent.length]).toEqual([1, 16]);
  });

  it('is not asked when the atom that knows its rate is away', async () => {
    const { answer, sent } = aService();
    const [isolate] = clients('302', answer, { SUPPLIER: away() });
    expect(await isolate?.().read(number)).toEqual({ kind: 'unavailable' });
    expect(sent).toEqual([]);
  });
});
