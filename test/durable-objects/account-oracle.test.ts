import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import type { Env } from '../../src/env';
import { theCaller } from '../support/builders';
import { atomPorts, counting, register } from './support/account-port';
import { clock } from './support/clock';
import { anEnv } from './support/env';
import { aMade, anInteractionId, passkeyOnly, reservePasskey } from './support/passkey-port';

const atoms = bindings as unknown as Pick<Env, 'ACCOUNT' | 'DIRECTORY' | 'RATE_LIMIT' | 'INTERACTION'>;

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(3600));

describe('what tells nobody whether there is an account', () => {
  const countedEnv = (counted: string[]) =>
    anEnv({
      ACCOUNT: counting(atoms.ACCOUNT, counted, 'account'),
      DIRECTORY: counting(atoms.DIRECTORY, counted, 'directory'),
      RATE_LIMIT: counting(atoms.RATE_LIMIT, counted, 'rate-limit'),
      INTERACTION: counting(atoms.INTERACTION, counted, 'interaction'),
    });
  const nobody = 'nobody-at-all@example.com' as EmailAddress;

  it('a wrong password takes the same calls with a password, with passkeys only, and without an account', async () => {
    const ports = atomPorts();
    const known = await register(ports.accounts);
    const passkeyed = await passkeyOnly(ports);
    const calls = async (email: EmailAddress) => {
      const counted: string[] = [];
      const { accounts, sent } = atomPorts(countedEnv(counted));
      const input = {
        of: { email },
        browser: undefined,
        device: undefined,
        interaction: anInteractionId(),
        caller: theCaller,
      };
      const attempt = await accounts.reservePassword(input);
      if (attempt.outcome !== 'reserved') return expect.fail(attempt.outcome);
      expect(attempt.passwordHash).not.toBe('');
      return { counted, answer: await attempt.settle({ verdict: 'wrong' }), sent: sent.length };
    };
    const expected = await calls(known.email);
    expect(expected.counted).toEqual(['directory.find', 'account.reservePassword', 'account.settlePassword']);
    expect([await calls(passkeyed.email), await calls(nobody)]).toEqual([expected, expected]);
  });

  it('asking for a reset takes the same calls for all of them, and nothing is sent before the answer', async () => {
    const ports = atomPorts();
    const known = await register(ports.accounts);
    const passkeyed = await passkeyOnly(ports);
    const calls = async (email: EmailAddress) => {
      const counted: string[] = [];
      const { accounts, sent } = atomPorts(countedEnv(counted));
      const answer = await accounts.requestReset({ email, interaction: undefined, caller: theCaller });
      return { counted, answer, sent: sent.length };
    };
    const expected = await calls(known.email);
    expect(expected).toMatchObject({ answer: { outcome: 'noted' }, sent: 0 });
    expect(expected.counted.length).toBeGreaterThan(1);
    expect([await calls(passkeyed.email), await calls(nobody)]).toEqual([expected, expected]);
  });

  it('a passkey that nobody has is looked for where one that somebody has is', async () => {
    const ports = atomPorts();
    const { credentialId } = await passkeyOnly(ports);
    const calls = async (id: string) => {
      const counted: string[] = [];
      await reservePasskey(atomPorts(countedEnv(counted)), id);
      return counted;
    };
    expect(await calls(credentialId)).toEqual(['directory.find', 'account.heldPasskey']);
    expect(await calls(aMade().made.credentialId)).toEqual(['directory.find', 'account.heldPasskey']);
  });

  it('somebody with passkeys only is signed in to by no password, even if it were called right', async () => {
    const ports = atomPorts();
    const { email } = await passkeyOnly(ports);
    for (const opens of ['session', 'passcode'] as const) {
      const input = {
        of: { email },
        browser: undefined,
        device: undefined,
        interaction: anInteractionId(),
        caller: theCaller,
      };
      const attempt = await ports.accounts.reservePassword(input);
      if (attempt.outcome !== 'reserved') return expect.fail(attempt.outcome);
      expect(attempt.passwordHash).toMatch(/^\$scrypt\$/);
      expect(await attempt.settle({ verdict: 'right', opens })).toEqual({ outcome: 'wrong' });
    }
  });
});
