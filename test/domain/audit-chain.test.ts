import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainEvent, checkChain, emptyChain, headAfter } from '../../src/domain/audit-chain';
import type { SealedAuditEvent } from '../../src/domain/audit-event';
import { accountId, clientId, epochSeconds } from '../../src/domain/brands';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const event: SealedAuditEvent = {
  id: 'e1',
  kind: 'session_created',
  at: epochSeconds(1),
  account: accountId('a'),
  client: clientId('c'),
  sealed: 's',
};
const start = emptyChain('chain', sha256);
const first = chainEvent(start, event, sha256);
const second = chainEvent(headAfter(first), { ...event, id: 'e2' }, sha256);

describe('an audit chain', () => {
  it('begins with the hash of its name, so that chains cannot be exchanged', () => {
    expect(start).toEqual({ chain: 'chain', seq: 0, hash: sha256('chain') });
    expect(emptyChain('other', sha256).hash).not.toBe(start.hash);
  });

  it('is the hash of a text that anybody can make from a row', () => {
    expect(first.hash).toBe(
      sha256(JSON.stringify(['chain', 1, sha256('chain'), 'e1', 'session_created', 1, 'a', 'c', 's'])),
    );
  });

  it('is intact as it was made, read at once or in parts', () => {
    const head = headAfter(second);
    expect(checkChain([first, second], start, sha256)).toEqual({ outcome: 'intact', head });
    expect(checkChain([second], headAfter(first), sha256)).toEqual({ outcome: 'intact', head });
    expect(checkChain([], head, sha256)).toEqual({ outcome: 'intact', head });
  });

  it.each([
    ['id', { id: 'x' }],
    ['kind', { kind: 'session_ended' }],
    ['at', { at: epochSeconds(2) }],
    ['account', { account: accountId('x') }],
    ['client', { client: clientId('x') }],
    ['sealed', { sealed: 'x' }],
  ] as const)('is broken by a change of %s', (_member, change) => {
    const changed = { ...first, event: { ...event, ...change } };
    expect(checkChain([changed, second], start, sha256)).toMatchObject({
      outcome: 'broken',
      at: { seq: 1, reason: 'wrong_hash' },
    });
  });

  it('is broken when account and service change places', () => {
    const changed = { ...first, event: { ...event, account: accountId('c'), client: clientId('a') } };
    expect(checkChain([changed], start, sha256).outcome).toBe('broken');
  });

  it.each([
    ['a missing link', [second], { seq: 1, reason: 'missing' }],
    ['links in another order', [second, first], { seq: 1, reason: 'missing' }],
    ['a link twice', [first, first], { seq: 2, reason: 'missing' }],
    ['a link of another chain', [{ ...first, chain: 'other' }], { seq: 1, reason: 'missing' }],
    ['a link that follows something else', [first, { ...second, prevHash: 'x' }], { seq: 2, reason: 'wrong_previous' }],
  ])('is broken by %s', (_what, events, at) => {
    expect(checkChain(events, start, sha256)).toMatchObject({ outcome: 'broken', at: { chain: 'chain', ...at } });
  });
});
