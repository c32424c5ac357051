import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Hasher } from './support/platform-atoms';

const namespace = env.HASHER as unknown as DurableObjectNamespace<Hasher>;

describe('a hasher', () => {
  it('verifies the password it hashed, and no other', async () => {
    const hasher = namespace.getByName('hasher-1');
    const { stored } = await hasher.hash({ password: 'correct horse battery' });
    expect(stored).not.toContain('correct');
    expect(await hasher.verify({ password: 'correct horse battery', stored })).toEqual({ outcome: 'match' });
    expect(await hasher.verify({ password: 'correct horse batterz', stored })).toEqual({ outcome: 'mismatch' });
  });

  it('salts: the same password has two hashes', async () => {
    const hasher = namespace.getByName('hasher-1');
    const first = await hasher.hash({ password: 'correct horse battery' });
    const second = await hasher.hash({ password: 'correct horse battery' });
    expect(first.stored).not.toBe(second.stored);
  });

  it('finds no match with a hash of a form it does not know', async () => {
    const hasher = namespace.getByName('hasher-1');
    expect(await hasher.verify({ password: 'x', stored: 'plain:x' })).toEqual({ outcome: 'mismatch' });
  });
});
