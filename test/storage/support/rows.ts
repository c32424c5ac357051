import { textDigest } from '../../../src/crypto/text-digest';
import { type ChainHead, chainEvent, emptyChain, headAfter } from '../../../src/domain/audit-chain';
import { accountId, after, clientId, epochSeconds, subject } from '../../../src/domain/brands';
import type { Client } from '../../../src/domain/client';
import type { AccountChange, BlindIndex, ChainedAuditEvent, LedgerBatch } from '../../../src/domain/ledger-row';

const at = epochSeconds(1_795_000_000);

/** Links of a chain, from `head` on. */
export function links(count: number, head: ChainHead = emptyChain('g1.0', textDigest)): readonly ChainedAuditEvent[] {
  const made: ChainedAuditEvent[] = [];
  for (let at_ = head; made.length < count; ) {
    const id = `${head.chain}-${at_.seq + 1}`;
    const account =
      at_.seq % 2 === 0 ? { account: accountId('acc'), sealed: `1.${id}` } : { client: clientId('service') };
    const link = chainEvent(at_, { id, kind: 'session_created', at, ...account }, textDigest);
    made.push(link);
    at_ = headAfter(link);
  }
  return made;
}

type Change = LedgerBatch['changes'][number];

export function created(id: string, email = `mail-of-${id}`, hasPassword = true): Change {
  const change: AccountChange = {
    change: 'created',
    subject: subject(`subject-of-${id}`),
    at,
    level: 'P0',
    wrappedKey: { kekVersion: 1, ciphertext: 'wrapped' },
    sealedEmail: 'sealed-email',
    sealedPhone: 'sealed-phone',
    emailIndex: [
      { version: 2, value: `${email}-v2` },
      { version: 1, value: `${email}-v1` },
    ],
    hasPassword,
  };
  return { kind: 'account', account: accountId(id), seq: 1, change };
}

export function terms(id: string, seq: number): Change {
  return { kind: 'account', account: accountId(id), seq, change: { change: 'terms', at, termsVersion: `v${seq}` } };
}

export function agreed(id: string, seq: number): Change {
  return {
    kind: 'account',
    account: accountId(id),
    seq,
    change: {
      change: 'consent',
      at,
      client: clientId('service'),
      scopes: ['openid', 'email'],
      level: 'P0',
      version: '1',
    },
  };
}

/** @param sealed what the service noted; undefined when it took its note back */
export function noted(id: string, seq: number, sealed: string | undefined, client = 'service'): Change {
  const change = { change: 'client-note', at, client: clientId(client) } as const;
  const note = sealed === undefined ? change : { ...change, sealed };
  return { kind: 'account', account: accountId(id), seq, change: note };
}

const changed = (id: string, seq: number, change: AccountChange): Change => ({
  kind: 'account',
  account: accountId(id),
  seq,
  change,
});
type Keyed = readonly BlindIndex[];

/** @param later seconds after everything else */
export const passkeyAdded = (id: string, seq: number, index: Keyed, later = 0) =>
  changed(id, seq, { change: 'passkey-added', at: after(at, later), index, sealed: `sealed ${seq}` });
export const passkeyNamed = (id: string, seq: number, index: Keyed, later = 0) =>
  changed(id, seq, { change: 'passkey-named', at: after(at, later), index, sealed: `sealed ${seq}` });
export const passkeyRemoved = (id: string, seq: number, index: Keyed) =>
  changed(id, seq, { change: 'passkey-removed', at, index });
export const keysRenewed = (id: string, seq: number, emailIndex: Keyed, ...passkeyIndexes: readonly Keyed[]) => {
  const wrappedKey = { kekVersion: 3, ciphertext: `wrapped ${seq}` };
  return changed(id, seq, { change: 'keys-renewed', at, wrappedKey, emailIndex, passkeyIndexes });
};
export const standingTold = (id: string, seq: number, sealedPassword: string) => {
  const told = { sealedPassword, provenPasskeys: [], attempts: {} };
  return changed(id, seq, { change: 'standing', at, standing: told });
};
export const statusOf = (id: string, seq: number, status: 'active' | 'disabled') =>
  changed(id, seq, { change: 'status', at, status });
export const proved = (id: string, seq: number, index: Keyed) =>
  changed(id, seq, { change: 'proved', at, level: 'P5', against: 'claim', sealed: `sealed ${seq}`, index });
export const passwordSet = (id: string, seq: number) => changed(id, seq, { change: 'password-set', at });

export function service(version: number, overrides: Partial<Client> = {}): Change {
  const client: Client = {
    clientId: clientId('service'),
    version,
    status: 'active',
    issuer: 'nhs-login',
    name: `Service ${version}`,
    redirectUris: ['https://service.example/callback'],
    postLogoutRedirectUris: [],
    keys: { kind: 'jwks', keys: [] },
    scopes: ['openid'],
    vectors: ['P0.Cp.Cd'],
    legalBasis: 'nhs-commissioned',
    refreshTokens: true,
    im1Enabled: false,
    ssoFrom: [],
    compatibility: [],
    shards: 1,
    createdAt: at,
    ...overrides,
  };
  return { kind: 'client', client };
}

export const batch = (changes: readonly Change[], audit: readonly ChainedAuditEvent[] = []): LedgerBatch => ({
  chain: 'g1.0',
  audit,
  changes,
});
