import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import type { Env } from '../../src/env';
import { theCaller } from '../support/builders';
import { aNewAccount, atomPorts, counting, register } from './support/account-port';
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

  it('guesses at an address go on to count when it gets an account: what was locked stays so, and what was off', async () => {
    const ports = atomPorts();
    const stranger = { ...theCaller, address: '198.51.100.77' };
    const guess = async (email: EmailAddress) => {
      const input = { of: { email }, browser: undefined, device: undefined, interaction: anInteractionId() };
      const attempt = await ports.accounts.reservePassword({ ...input, caller: stranger });
      return attempt.outcome === 'reserved' ? attempt.settle({ verdict: 'wrong' }) : attempt;
    };
    const guesses = async (email: EmailAddress, count: number) => {
      for (let nth = 1; nth < count; nth += 1) await guess(email);
      return guess(email);
    };
    for (const [before, lockEnds] of [
      [3, 0],
      [5, 0],
      [6, 0],
      [6, 901],
      [50, 901],
    ] as const) {
      const { email } = aNewAccount();
      const never = aNewAccount().email;
      const answers: unknown[] = [];
      for (const one of [email, never]) {
        const sofar: unknown[] = [];
        // Each lock is waited for, so that all are looked at.
        for (let nth = 0; nth < before; nth += 1) {
          sofar.push(await guess(one));
          if (before === 50 && nth % 6 === 5) clock.advance(901);
        }
        if (one === email) await register(ports.accounts, { email });
        clock.advance(lockEnds);
        sofar.push(await guesses(one, 3));
        answers.push(JSON.stringify(sofar).replaceAll(/"[a-zA-Z]*ntil":\d+/g, '"until"'));
      }
      expect(answers[0]).toBe(answers[1]);
    }
  });
});
