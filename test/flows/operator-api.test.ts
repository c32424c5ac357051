import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { importJWK, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { operator } from '../../routes/operator';
import type { AuditEvent } from '../../src/domain/audit-event';
import { accountId, clientId, epochSeconds } from '../../src/domain/brands';
import type { Client } from '../../src/domain/client';
import { Unavailable } from '../../src/domain/unavailable';

const origin = 'http://localhost:8787';
const now = epochSeconds(1_800_000_000);
const pair = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const jwkOf = (n: string, kid: string) => ({ kty: 'RSA', n: `${n}${'A'.repeat(340)}Q`, e: 'AQAB', kid });

const aFile = (changes: Record<string, unknown> = {}) => ({
  client_name: 'Riverside Clinic',
  redirect_uris: ['http://localhost:8788/callback'],
  jwks: { keys: [jwkOf('w', 'one')] },
  scope: 'openid email',
  vectors: ['P0.Cp.Cd'],
  legal_basis: 'nhs-commissioned',
  ...changes,
});

const ring = { issuer: 'nhs-login', use: 'id-token', algorithm: 'RS512' } as const;
const times = (from: number) => ({
  publishFrom: epochSeconds(from),
  signFrom: epochSeconds(from),
  retireFrom: epochSeconds(from + 1000),
  goneFrom: epochSeconds(from + 2000),
});

/** Ports in memory. */
let services: Map<string, Client>;
let events: AuditEvent[];
let seen: Set<string>;
let ids: number;
let parked: number;
let isBookAway: boolean;
const ports = {
  clock: { now: () => now },
  settings: { origin, testPhoneNumbers: true, loopback: true, relatedOrigins: [], blockedEmailDomains: [] },
  audit: {
    record: (event: AuditEvent) => void events.push(event),
    recordRefusal: (event: AuditEvent) => void events.push(event),
  },
  operators: {
    async admit({ jti }: { readonly jti: string }) {
      const outcome = seen.has(jti) ? ('replayed' as const) : ('fresh' as const);
      seen.add(jti);
      return outcome;
    },
  },
  serviceIds: {
    newId() {
      ids += 1;
      return clientId(String(ids).padStart(22, '0'));
    },
  },
  clientRegistry: {
    async put(client: Client, expectedVersion: number) {
      if ((services.get(client.clientId)?.version ?? 0) !== expectedVersion) return 'conflict' as const;
      services.set(client.clientId, client);
      return 'stored' as const;
    },
    read: async (id: string) => services.get(id),
    list: async () => [...services.values()],
  },
  keyRegistry: {
    list: async () => [
      { ...ring, ...times(now - 100), kid: 'k2' },
      { ...ring, ...times(now + 100), kid: 'k3' },
      { ...ring, ...times(now - 300), kid: 'k1', retireFrom: epochSeconds(now) },
    ],
    rotate: async () => [
      { ...ring, outcome: 'rotated' as const, kid: 'k4', signFrom: epochSeconds(now + 90_000) },
      {
        ...ring,
        use: 'access-token' as const,
        outcome: 'waiting' as const,
        kid: 'k3',
        signFrom: epochSeconds(now + 1),
      },
    ],
    revoke: async (kid: string) =>
      kid === 'k2' ? { ...ring, outcome: 'revoked' as const, signing: 'k5' } : { outcome: 'unknown' as const },
  },
  storedKeys: {
    count: async () => ({
      masterKeys: [{ version: 2, accounts: 5, signingKeys: 1 }],
      indexKeys: { newest: 2, accountsBehind: 3 },
      undelivered: 0,
    }),
    renew: async (after: string | undefined) => (after === undefined ? { renewed: 40, last: 'x' } : { renewed: 2 }),
  },
  rebuild: {
    isDue: true,
    begin: async () => ({
      generation: '2',
      services: 1,
      undelivered: 0,
      eventsLost: 3,
      peopleLost: 1,
      chainsClosed: 64,
    }),
    fillDirectory: async (after: string | undefined) =>
      after === undefined ? { accounts: 500, left: 1, last: 'x' } : { accounts: 7, left: 0 },
    wakeAccounts: async () => ({ accounts: 7, left: 0 }),
    async replaceAccount(person: string, anyway: boolean) {
      if (person === 'waiting' && !anyway) return { outcome: 'waiting' as const, changes: 2, parked: 1 };
      return { outcome: person === 'nobody' ? ('not-found' as const) : ('replaced' as const) };
    },
  },
  accountStatuses: {
    enable: async (person: string) => (person === 'known' ? ('enabled' as const) : ('not-found' as const)),
  },
  backlog: {
    read: async () => ({ undelivered: 3, oldestAt: epochSeconds(now - 901), parked, why: '23505 some_constraint' }),
    async unpark() {
      parked = 0;
    },
  },
  auditChains: {
    keep: async (event: AuditEvent) => void events.push(event),
    async ofPerson(person: string) {
      if (isBookAway) throw new Unavailable('Postgres did not answer');
      if (person !== 'known') return undefined;
      const context = { address: '192.0.2.7', requestId: 'r1', detail: { reason: 'x' } };
      const event = { kind: 'session_created' as const, at: now, ...context, chain: 'g1.0', seq: 1, hash: 'hash' };
      return { account: accountId('account'), events: [event] };
    },
    list: async () => ({ chains: ['g1.0'], signedAt: now, keys: [{ version: 2, x: 'public' }] }),
    verify: async ({ chain }: { chain?: string }) => ({ chains: 1, events: chain === undefined ? 2 : 1, broken: [] }),
  },
};

let operatorPublicJwk: JsonWebKey | undefined;
let secondOperatorPublicJwk: JsonWebKey | undefined;
const second = generateKeyPairSync('ed25519');
const app = new Hono<{ Variables: Record<string, unknown> }>();
app.use('*', async (c, next) => {
  c.set('ports', ports);
  c.set('config', { operatorPublicJwk, secondOperatorPublicJwk });
  c.set('requestId', 'request');
  c.set('address', '192.0.2.1');
  await next();
});
app.route('/operator', operator);
app.onError((thrown, c) => c.json({}, thrown instanceof Unavailable ? 503 : 500));

beforeEach(() => {
  services = new Map();
  events = [];
  seen = new Set();
  ids = 0;
  parked = 2;
  isBookAway = false;
  secondOperatorPublicJwk = { ...second.publicKey.export({ format: 'jwk' }), kty: 'OKP' };
  operatorPublicJwk = { ...pair.publicKey.export({ format: 'jwk' }), kty: 'OKP' };
});

interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly typ?: string;
  readonly key?: typeof pair.privateKey;
}

async function aToken(
  verb: string,
  body: string,
  { claims, typ = 'gatehouse-operator+jwt', key = pair.privateKey }: TokenChanges = {},
) {
  const payload = {
    aud: `${origin}/operator/${verb}`,
    iat: now,
    exp: now + 60,
    jti: randomBytes(16).toString('hex'),
    body_sha256: createHash('sha256').update(body).digest('base64url'),
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ })
    .sign(await importJWK({ ...key.export({ format: 'jwk' }), kty: 'OKP' }, 'EdDSA'));
}

const post = (verb: string, body: string, token: string | undefined) =>
  app.request(`${origin}/operator/${verb}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });

async function call(verb: string, input: unknown) {
  const body = JSON.stringify(input);
  const answer = await post(verb, body, await aToken(verb, body));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function added(changes: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call('services.add', { file: aFile(changes) });
  expect(status).toBe(200);
  return String(body['client_id']);
}

describe('a call of the operator API', () => {
  const body = '{}';
  const reasons = () => events.map(({ kind, detail }) => `${kind} ${String(detail?.['reason'])}`);

  it('is admitted with a good token, and recorded', async () => {
    expect((await post('services.list', body, await aToken('services.list', body))).status).toBe(200);
    expect(events).toEqual([
      {
        kind: 'operator_called',
        at: now,
        address: '192.0.2.1',
        requestId: 'request',
        detail: { who: 'operator', verb: 'services.list' },
      },
    ]);
  });

  it('finds no such address where no key is configured', async () => {
    operatorPublicJwk = undefined;
    expect((await post('services.list', body, await aToken('services.list', body))).status).toBe(404);
    expect(events).toEqual([]);
  });

  it('is admitted once', async () => {
    const token = await aToken('services.list', body);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('services.list', body, token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 9 }, () => 401)]);
    expect(reasons()).toContain('operator_refused replayed');
  });

  it.each<[string, TokenChanges, string]>([
    ['signed by a stranger', { key: stranger.privateKey }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['for another verb', { claims: { aud: `${origin}/operator/services.add` } }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    [
      'for another deployment',
      { claims: { aud: 'https://other.example/operator/services.list' } },
      'ERR_JWT_CLAIM_VALIDATION_FAILED',
    ],
    ['for several addresses', { claims: { aud: [`${origin}/operator/services.list`, 'https://x.example'] } }, 'aud'],
    [
      'for another body',
      { claims: { body_sha256: createHash('sha256').update('{"a":1}').digest('base64url') } },
      'body',
    ],
    ['that lives 61 seconds', { claims: { exp: now + 61 } }, 'lives_too_long'],
    ['that has expired', { claims: { iat: now - 121, exp: now - 61 } }, 'ERR_JWT_EXPIRED'],
    ['from the future', { claims: { iat: now + 61, exp: now + 100 } }, 'from_the_future'],
    ['without an end', { claims: { exp: undefined } }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['without a beginning', { claims: { iat: undefined } }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['without a name', { claims: { jti: undefined } }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['with a name that can be guessed', { claims: { jti: 'short' } }, 'jti'],
    ['of another kind', { typ: 'JWT' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ])('with a token %s is refused', async (_what, changes, reason) => {
    const answer = await post('services.list', body, await aToken('services.list', body, changes));
    expect(answer.status).toBe(401);
    expect(reasons()).toEqual([`operator_refused ${reason}`]);
  });

  it.each([
    ['no token', undefined],
    ['rubbish', 'rubbish'],
    ['an unsigned token', `${btoa('{"alg":"none"}').replaceAll('=', '')}.e30.`],
    ['a very long token', 'a'.repeat(5000)],
  ])('with %s is refused, and always in the same words', async (_what, token) => {
    const answer = await post('services.list', body, token);
    const known = await post('services.list', body, await aToken('services.list', body, { typ: 'JWT' }));
    expect([answer.status, await answer.text()]).toEqual([known.status, await known.text()]);
    expect(answer.status).toBe(401);
  });

  it('with HMAC under the public key is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(operatorPublicJwk));
    const token = await new SignJWT({
      aud: `${origin}/operator/services.list`,
      iat: now,
      exp: now + 60,
      jti: 'a'.repeat(16),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'gatehouse-operator+jwt' })
      .sign(secret);
    expect((await post('services.list', body, token)).status).toBe(401);
  });

  it('of a verb there is not is an address there is not', async () => {
    expect((await post('services.destroy', body, await aToken('services.destroy', body))).status).toBe(404);
  });

  it.each([
    ['services.show', {}],
    ['services.show', { client_id: 7 }],
    ['services.disable', { client_id: 'a', extra: 1 }],
    ['services.add', { files: {} }],
  ])('%s with %j is refused with a sentence', async (verb, input) => {
    const { status, body } = await call(verb, input);
    expect(status).toBe(400);
    expect(body['problems']).not.toHaveLength(0);
  });
});

describe('the operator', () => {
  it('adds a service, sees it, disables and enables it', async () => {
    const id = await added();
    expect((await call('services.show', { client_id: id })).body).toMatchObject({
      client_id: id,
      status: 'active',
      version: 1,
      client_name: 'Riverside Clinic',
    });
    expect((await call('services.disable', { client_id: id })).body).toMatchObject({ status: 'disabled', version: 2 });
    expect(services.get(id)?.status).toBe('disabled');
    expect((await call('services.enable', { client_id: id })).body).toMatchObject({ status: 'active', version: 3 });
    expect((await call('services.list', {})).body['services']).toHaveLength(1);
    const changes = events.filter(({ client }) => client === id);
    expect(changes.map(({ kind }) => kind)).toEqual(['client_added', 'client_disabled', 'client_enabled']);
  });

  it.each(['services.show', 'services.disable', 'services.enable'])(
    'is told by %s that nobody has an unknown id',
    async (verb) => {
      expect((await call(verb, { client_id: 'nobody' })).status).toBe(404);
    },
  );

  it('is told every problem of a file, and nothing is stored', async () => {
    const { status, body } = await call('services.add', {
      file: aFile({ redirect_uris: ['http://clinic.example/'], scope: 'email' }),
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: 'invalid_client_metadata',
      problems: [{ field: 'redirect_uris[0]' }, { field: 'scope' }],
    });
    expect(services.size).toBe(0);
  });

  it('may let services assert to each other, if they exist', async () => {
    const first = await added();
    const second = await added({ sso_from: [first, 'self'] });
    expect(services.get(second)?.ssoFrom).toEqual([first, second]);
    expect((await call('services.add', { file: aFile({ sso_from: ['A'.repeat(22)] }) })).status).toBe(400);
  });

  it('replaces what a file says, and keeps id, status and keys on their way out', async () => {
    const id = await added();
    await call('services.rotate-key', { client_id: id, jwks: { keys: [jwkOf('x', 'two')] } });
    await call('services.disable', { client_id: id });
    const file = aFile({ client_name: 'Hillside Clinic', jwks: { keys: [jwkOf('x', 'two')] } });
    const { body } = await call('services.update', { client_id: id, file });
    expect(body).toMatchObject({
      client_id: id,
      client_name: 'Hillside Clinic',
      status: 'disabled',
      version: 4,
      client_id_issued_at: now,
    });
    expect(body['previous_jwks']).toMatchObject({ keys: [{ kid: 'one' }] });
  });

  it('cannot change the number of shards', async () => {
    const id = await added({ shards: 2 });
    expect((await call('services.update', { client_id: id, file: aFile() })).body).toMatchObject({ shards: 2 });
    const { status, body } = await call('services.update', { client_id: id, file: aFile({ shards: 3 }) });
    expect([status, body['problems']]).toMatchObject([400, [{ field: 'shards' }]]);
  });

  it('sees what is stored under which version of the keys, and renews it part by part', async () => {
    expect((await call('keys.versions', {})).body).toEqual({
      master_keys: [{ version: 2, accounts: 5, signing_keys: 1 }],
      index_keys: { newest: 2, accounts_behind: 3 },
      undelivered: 0,
    });
    expect((await call('keys.rewrap', {})).body).toEqual({ renewed: 40, last: 'x' });
    expect((await call('keys.rewrap', { after: 'x' })).body).toEqual({ renewed: 2 });
  });

  it('sees what waits for Postgres and why, and lets parked rows go on', async () => {
    const waiting = { undelivered: 3, oldest_at: now - 901, why: '23505 some_constraint', late: true };
    expect((await call('atoms.status', {})).body).toEqual({ ...waiting, parked: 2 });
    expect((await call('atoms.unpark', {})).body).toEqual({ ...waiting, parked: 0 });
  });

  it('fills new atoms from the book of record step by step, and that is recorded', async () => {
    const begun = { generation: '2', services: 1, undelivered: 0, events_lost: 3, people_lost: 1, chains_closed: 64 };
    expect((await call('atoms.rebuild', { stage: 'begin' })).body).toEqual(begun);
    expect(events.filter(({ kind }) => kind === 'atoms_rebuilt')).toMatchObject([
      { detail: { generation: '2', eventsLost: 3, peopleLost: 1 }, address: '192.0.2.1', requestId: 'request' },
    ]);
    const first = await call('atoms.rebuild', { stage: 'directory' });
    expect(first.body).toEqual({ accounts: 500, left: 1, last: 'x' });
    expect((await call('atoms.rebuild', { stage: 'directory', after: 'x' })).body).toEqual({ accounts: 7, left: 0 });
    expect((await call('atoms.rebuild', { stage: 'accounts' })).body).toEqual({ accounts: 7, left: 0 });
    expect((await call('atoms.rebuild', { stage: 'open' })).status).toBe(400);
  });

  it('builds no account again of which changes wait for Postgres, unless they may be lost', async () => {
    const subject = 'waiting';
    const refused = await call('atoms.replace-account', { subject });
    expect([refused.status, refused.body]).toMatchObject([409, { error: 'conflict', changes: 2, parked: 1 }]);
    expect((await call('atoms.replace-account', { subject, anyway: true })).body).toEqual({ outcome: 'replaced' });
    expect(events.filter(({ kind }) => kind === 'atoms_rebuilt')).toMatchObject([
      { detail: { subject, outcome: 'waiting' } },
      { detail: { subject, outcome: 'replaced', anyway: true } },
    ]);
  });

  it('builds one damaged account again, and that is recorded; one that nobody has is not found', async () => {
    expect((await call('atoms.replace-account', { subject: 'known' })).body).toEqual({ outcome: 'replaced' });
    expect((await call('atoms.replace-account', { subject: 'nobody' })).status).toBe(404);
    expect(events.filter(({ kind }) => kind === 'atoms_rebuilt')).toMatchObject([
      { detail: { subject: 'known', outcome: 'replaced' } },
      { detail: { subject: 'nobody', outcome: 'not-found' } },
    ]);
  });

  it('enables an account again; one that nobody has is not found', async () => {
    expect((await call('accounts.enable', { subject: 'known' })).body).toEqual({ outcome: 'enabled' });
    expect((await call('accounts.enable', { subject: 'nobody' })).status).toBe(404);
    expect((await call('accounts.enable', {})).status).toBe(400);
  });

  it('fills nothing where the atoms are the first: they took nobody’s place', async () => {
    ports.rebuild.isDue = false;
    for (const stage of ['begin', 'directory', 'accounts'])
      expect((await call('atoms.rebuild', { stage })).status).toBe(409);
    ports.rebuild.isDue = true;
  });

  it('sees whether the audit chains are whole', async () => {
    expect((await call('audit.chains', {})).body).toEqual({
      chains: ['g1.0'],
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'public', kid: '2' }],
      signed_at: now,
    });
    expect((await call('audit.verify', {})).body).toEqual({ chains: 1, events: 2, broken: [] });
    const after = { seq: 5, hash: 'x' };
    expect((await call('audit.verify', { chain: 'g1.0', after })).body).toMatchObject({ events: 1 });
    expect((await call('audit.verify', { chain: 'g1.0', after: { seq: 0, hash: 'x' } })).status).toBe(400);
  });

  it('sees the signing keys, the oldest first, in their phases', async () => {
    const { body } = await call('keys.list', {});
    const keys = body['keys'] as readonly Record<string, unknown>[];
    expect(keys.map(({ kid, phase }) => [kid, phase])).toEqual([
      ['k1', 'retiring'],
      ['k2', 'active'],
      ['k3', 'hidden'],
    ]);
    expect(keys[1]).toEqual({
      ...{ issuer: 'nhs-login', use: 'id-token', algorithm: 'RS512', kid: 'k2', phase: 'active' },
      ...{ publish_from: now - 100, sign_from: now - 100, retire_from: now + 900, gone_from: now + 1900 },
    });
  });

  it('gives every ring of signing keys a successor, and each that was made is recorded', async () => {
    const { body } = await call('keys.rotate', {});
    expect(body['rings']).toMatchObject([
      { use: 'id-token', outcome: 'rotated', kid: 'k4', sign_from: now + 90_000 },
      { use: 'access-token', outcome: 'waiting', kid: 'k3' },
    ]);
    expect(events.filter(({ kind }) => kind === 'key_rotated')).toMatchObject([
      { detail: { kid: 'k4', use: 'id-token' }, address: '192.0.2.1', requestId: 'request' },
    ]);
  });

  it('ends a signing key in an emergency, and that is recorded; one that nobody has is not found', async () => {
    const { status, body } = await call('keys.revoke', { kid: 'k2' });
    expect([status, body]).toMatchObject([200, { outcome: 'revoked', signing: 'k5' }]);
    expect((await call('keys.revoke', { kid: 'k9' })).status).toBe(404);
    expect((await call('keys.revoke', {})).status).toBe(400);
    expect(events.filter(({ kind }) => kind === 'key_revoked')).toMatchObject([
      { detail: { kid: 'k2', signing: 'k5' } },
    ]);
  });
});

describe('the events of one person', () => {
  const asked = { case: 'CASE-7', subject: 'known' };
  const approvalOf = (body: object, changes: TokenChanges = {}) =>
    aToken('audit.export', JSON.stringify(body), { key: second.privateKey, typ: 'gatehouse-approval+jwt', ...changes });
  const exported = async (approval: string, changes: object = {}) =>
    call('audit.export', { ...asked, ...changes, approval });
  const refusals = () =>
    events.filter(({ kind }) => kind === 'operator_refused').map(({ detail }) => detail?.['reason']);

  it('are opened for a case that a second operator has approved, and that stands in the audit trail', async () => {
    const { status, body } = await exported(await approvalOf(asked, { claims: { exp: now + 900 } }));
    expect([status, body]).toEqual([
      200,
      {
        case: 'CASE-7',
        account: 'account',
        events: [
          {
            ...{ kind: 'session_created', at: now, chain: 'g1.0', seq: 1, hash: 'hash' },
            ...{ address: '192.0.2.7', request_id: 'r1', detail: { reason: 'x' } },
          },
        ],
      },
    ]);
    expect(events.filter(({ kind }) => kind === 'audit_exported')).toMatchObject([
      { account: 'account', detail: { case: 'CASE-7', events: 1 }, requestId: 'request' },
    ]);
  });

  it('are opened once by one approval', async () => {
    const approval = await approvalOf(asked);
    expect((await exported(approval)).status).toBe(200);
    expect((await exported(approval)).status).toBe(403);
    expect(refusals()).toEqual(['replayed']);
  });

  it('are opened by the same approval later, when the book of record was away at first', async () => {
    const approval = await approvalOf(asked);
    isBookAway = true;
    expect((await exported(approval)).status).toBe(503);
    isBookAway = false;
    expect((await exported(approval)).status).toBe(200);
    expect(events.filter(({ kind }) => kind === 'audit_exported')).toHaveLength(1);
  });

  it.each<[string, () => Promise<string>]>([
    ['nobody', async () => 'rubbish'],
    ['the same operator', () => approvalOf(asked, { key: pair.privateKey })],
    ['a stranger', () => approvalOf(asked, { key: stranger.privateKey })],
    ['the second operator for another case', () => approvalOf({ ...asked, case: 'CASE-8' })],
    ['the second operator for another person', () => approvalOf({ ...asked, subject: 'other' })],
    ['the second operator for another deployment', () => approvalOf(asked, { claims: { aud: 'https://x.example' } })],
    ['a call of the second operator', () => approvalOf(asked, { typ: 'gatehouse-operator+jwt' })],
    ['an approval too long', () => approvalOf(asked, { claims: { exp: now + 901 } })],
    ['an approval that has ended', () => approvalOf(asked, { claims: { iat: now - 200, exp: now - 61 } })],
  ])('stay closed when approved by %s, and that is recorded', async (_who, approval) => {
    expect((await exported(await approval())).status).toBe(403);
    expect(refusals()).toHaveLength(1);
    expect(events.some(({ kind }) => kind === 'audit_exported')).toBe(false);
  });

  it('stay closed where there is one operator, and are nobody’s where nobody is known', async () => {
    expect((await exported(await approvalOf({ ...asked, subject: 'x' }), { subject: 'x' })).status).toBe(404);
    secondOperatorPublicJwk = undefined;
    expect((await exported(await approvalOf(asked))).status).toBe(403);
  });

  it('are no reason to let a second operator call: an approval opens no verb', async () => {
    const body = JSON.stringify({});
    expect(
      (await post('services.list', body, await aToken('services.list', body, { key: second.privateKey }))).status,
    ).toBe(401);
    const approval = await aToken('services.list', body, { typ: 'gatehouse-approval+jwt' });
    expect((await post('services.list', body, approval)).status).toBe(401);
  });
});

describe('a rotation of keys', () => {
  const kids = (body: Record<string, unknown>, name: string) => {
    const set = body[name] as { keys: { kid: string }[] } | undefined;
    return set?.keys.map(({ kid }) => kid) ?? [];
  };
  const rotate = async (id: string, input: object) => {
    const { status, body } = await call('services.rotate-key', { client_id: id, ...input });
    return { status, now: kids(body, 'jwks'), before: kids(body, 'previous_jwks'), problems: body['problems'] };
  };

  it('keeps the old key valid until the next rotation', async () => {
    const id = await added();
    expect(await rotate(id, { jwks: { keys: [jwkOf('x', 'two')] } })).toMatchObject({ now: ['two'], before: ['one'] });
    expect(await rotate(id, { jwks: { keys: [jwkOf('y', 'three')] } })).toMatchObject({
      now: ['three'],
      before: ['two'],
    });
  });

  it('can end the old key at once, or later', async () => {
    const id = await added();
    expect(await rotate(id, { jwks: { keys: [jwkOf('x', 'two')] }, drop_old: true })).toMatchObject({
      now: ['two'],
      before: [],
    });
    await rotate(id, { jwks: { keys: [jwkOf('y', 'three')] } });
    expect(await rotate(id, { drop_old: true })).toMatchObject({ now: ['three'], before: [] });
  });

  it.each([
    ['nothing', {}, /Give the new keys/],
    ['the key it has', { jwks: { keys: [jwkOf('w', 'one')] } }, /registered already/],
    ['another key of the same kid', { jwks: { keys: [jwkOf('x', 'one')] } }, /another kid/],
    ['a private key', { jwks: { keys: [{ ...jwkOf('x', 'two'), d: 'AQAB' }] } }, /public key only/],
    ['no key set', { jwks: [] }, /JWK set/],
  ])('to %s is refused', async (_what, input, sentence) => {
    const { status, problems } = await rotate(await added(), input);
    expect(status).toBe(400);
    expect(JSON.stringify(problems)).toMatch(sentence);
  });

  it('is done by the service itself where it publishes its keys', async () => {
    const { jwks: _none, ...file } = aFile();
    const { body } = await call('services.add', { file: { ...file, jwks_uri: 'https://clinic.example/jwks' } });
    const { problems } = await rotate(String(body['client_id']), { jwks: { keys: [jwkOf('x', 'two')] } });
    expect(JSON.stringify(problems)).toMatch(/it rotates them there/);
  });
});
