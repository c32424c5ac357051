import { runInDurableObject } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { EmailAddress, PhoneNumber } from '../../src/domain/brands';
import type { Env } from '../../src/env';
import type { Caller } from '../../src/ports/caller';
import type { CodeTarget, InteractionRef } from '../../src/ports/interactions';
import { aRequest, theCaller } from '../support/builders';
import { type AtomPorts, atomPorts, counting, register } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { unique } from './support/signing-in';

const atoms = bindings as unknown as Pick<Env, 'INTERACTION'>;
const minute = 60;
const times = (count: number) => Array.from({ length: count });
/** Each from a network of its own, so that only the limits of the address or number count. */
const fromAnywhere = () => ({ ...theCaller, address: unique('network') });
const anEmail = (): CodeTarget => ({ channel: 'email', to: `${unique('pat')}@example.com` as EmailAddress });
let numbers = 0;
const aPhone = (): CodeTarget => {
  numbers += 1;
  return { channel: 'sms', to: `+44770091${String(numbers).padStart(4, '0')}` as PhoneNumber };
};

async function begun({ interactions }: AtomPorts): Promise<InteractionRef> {
  const id = interactions.newId();
  return { id, ...(await interactions.begin(id, aRequest())) };
}
const load = async ({ interactions }: AtomPorts, ref: InteractionRef) => {
  const loaded = await interactions.load(ref);
  return loaded.outcome === 'open' ? loaded : expect.fail(loaded.outcome);
};

describe('a request being answered', () => {
  it('comes back as it was stored, with what was recorded since', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    const { interaction, revision } = await load(ports, ref);
    expect(interaction).toEqual({ id: ref.id, request: aRequest(), facts: {}, beganAt: seconds() });
    const facts = { address: 'pat@example.com' as EmailAddress };
    expect(await ports.interactions.record({ ref, revision, interaction }, facts)).toBe('recorded');
    expect((await load(ports, ref)).interaction.facts).toEqual(facts);
    expect(await ports.interactions.record({ ref, revision, interaction }, {})).toBe('conflict');
  });

  it('opens for the browser that has its secret, and for nobody else', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    for (const secret of [undefined, '', 'a guess', 'x'.repeat(101), `${ref.secret}x`])
      expect(await ports.interactions.load({ ...ref, secret })).toEqual({ outcome: 'gone' });
    expect((await ports.interactions.load(ref)).outcome).toBe('open');
  });

  it.each([
    '',
    'x',
    '128-AAAAAAAAAAAAAAAAAAAAAA',
    '-1-AAAAAAAAAAAAAAAAAAAAAA',
    '7-short',
    "7-' OR 1=1 --AAAAAAAAAA",
    '07-AAAAAAAAAAAAAAAAAAAAAAA',
  ])('has no id like %j: it is gone, and no object is asked', async (id) => {
    const asked: string[] = [];
    const { interactions } = atomPorts(anEnv({ INTERACTION: counting(atoms.INTERACTION, asked, 'interaction') }));
    expect(await interactions.load({ id, secret: 'secret' })).toEqual({ outcome: 'gone' });
    expect(asked).toEqual([]);
  });

  it('has an id that names its shard, evenly over all 128', () => {
    const { interactions } = atomPorts();
    const shards = times(4000).map(() => Number(/^(\d+)-[A-Za-z0-9_-]{22}$/.exec(interactions.newId())?.[1]));
    expect(new Set(shards).size).toBe(128);
    expect(Math.max(...shards)).toBe(127);
  });

  it('is kept sealed: its atom holds no address, no number, no state and no code in clear', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    const { interaction, revision } = await load(ports, ref);
    const [email, phone] = [anEmail(), aPhone()];
    await ports.interactions.record({ ref, revision, interaction }, { address: email.to as EmailAddress });
    await ports.interactions.sendCode(ref, email, fromAnywhere());
    const emailCode = await ports.lastCode();
    await ports.interactions.sendCode(ref, phone, fromAnywhere());
    const stub = atoms.INTERACTION.get(atoms.INTERACTION.idFromName(`g1:${ref.id.split('-')[0]}`));
    const everything = await runInDurableObject(stub, (_atom, { storage }) =>
      JSON.stringify([
        storage.sql.exec('SELECT * FROM entry').toArray(),
        storage.sql.exec('SELECT * FROM outbox').toArray(),
      ]),
    );
    expect(everything).toContain(ref.id);
    const secrets = [email.to, phone.to, 'state 1', `"${emailCode}"`, `"${await ports.lastCode()}"`, ref.secret ?? ''];
    for (const secret of secrets) expect(everything).not.toContain(secret);
  });

  it('that is finished is finished, and forgets what it knew', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    await ports.interactions.finish({ ...ref, secret: 'a guess' });
    expect((await ports.interactions.load(ref)).outcome).toBe('open');
    await ports.interactions.finish(ref);
    expect(await ports.interactions.load(ref)).toEqual({ outcome: 'finished' });
  });
});

describe('a code', () => {
  it('NL-107 has six digits, reaches whom it proves, and is right once', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    const target = anEmail();
    expect(await ports.interactions.sendCode(ref, target, fromAnywhere())).toMatchObject({ outcome: 'sent' });
    const code = await ports.lastCode();
    expect(code).toMatch(/^\d{6}$/);
    expect(await ports.interactions.checkCode(ref, target, code, theCaller)).toEqual({ outcome: 'right' });
    expect(await ports.interactions.checkCode(ref, target, code, theCaller)).toEqual({ outcome: 'expired' });
  });

  it('that went to one address does not prove another', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    await ports.interactions.sendCode(ref, anEmail(), fromAnywhere());
    const code = await ports.lastCode();
    expect(await ports.interactions.checkCode(ref, anEmail(), code, theCaller)).toEqual({ outcome: 'wrong' });
  });

  it('is neither sent nor looked at for a browser without the secret', async () => {
    const ports = atomPorts();
    const ref = await begun(ports);
    const target = anEmail();
    const guess = { ...ref, secret: 'a guess' };
    expect(await ports.interactions.sendCode(guess, target, fromAnywhere())).toEqual({ outcome: 'gone' });
    expect(await ports.interactions.checkCode(guess, target, '123456', theCaller)).toEqual({ outcome: 'gone' });
    expect(ports.sent).toEqual([]);
  });

  it('for one address may be tried ten times in an hour, over all requests together', async () => {
    const ports = atomPorts();
    const target = anEmail();
    let last: InteractionRef | undefined;
    for (const _request of times(3)) {
      last = await begun(ports);
      await ports.interactions.sendCode(last, target, fromAnywhere());
      const wrong = (await ports.lastCode()) === '000000' ? '111111' : '000000';
      for (const _guess of times(3)) await ports.interactions.checkCode(last, target, wrong, theCaller);
    }
    const ref = last ?? expect.fail();
    const code = await ports.lastCode();
    const wrong = code === '000000' ? '111111' : '000000';
    expect(await ports.interactions.checkCode(ref, target, wrong, theCaller)).toEqual({ outcome: 'wrong' });
    expect(await ports.interactions.checkCode(ref, target, code, theCaller)).toEqual({
      outcome: 'locked',
      until: seconds(60 * minute),
    });
  });
});

describe('wrong codes from elsewhere', () => {
  const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000');

  it('do not keep out whoever reads the messages of an address', async () => {
    const ports = atomPorts();
    const target = anEmail();
    const stranger = fromAnywhere();
    for (const _request of times(2)) {
      const ref = await begun(ports);
      await ports.interactions.sendCode(ref, target, stranger);
      const wrong = wrongFor(await ports.lastCode());
      for (const _guess of times(5)) await ports.interactions.checkCode(ref, target, wrong, stranger);
    }
    const [theirs, owners] = [await begun(ports), await begun(ports)];
    await ports.interactions.sendCode(theirs, target, stranger);
    expect(await ports.interactions.checkCode(theirs, target, await ports.lastCode(), stranger)).toMatchObject({
      outcome: 'locked',
    });
    const owner = fromAnywhere();
    await ports.interactions.sendCode(owners, target, owner);
    expect(await ports.interactions.checkCode(owners, target, await ports.lastCode(), owner)).toEqual({
      outcome: 'right',
    });
  });

  it('count when they are looked at: not while a request is locked, nor after its code came back', async () => {
    const ports = atomPorts();
    const target = anEmail();
    const locked = await begun(ports);
    await ports.interactions.sendCode(locked, target, theCaller);
    const wrong = wrongFor(await ports.lastCode());
    for (const _guess of times(20)) await ports.interactions.checkCode(locked, target, wrong, theCaller);
    // Five were looked at: five more may be, here a right one among them.
    for (const _request of times(2)) {
      const ref = await begun(ports);
      await ports.interactions.sendCode(ref, target, theCaller);
      const code = await ports.lastCode();
      for (const _guess of times(2))
        expect(await ports.interactions.checkCode(ref, target, wrongFor(code), theCaller)).toEqual({
          outcome: 'wrong',
        });
      expect(await ports.interactions.checkCode(ref, target, code, theCaller)).toEqual({ outcome: 'right' });
    }
    const last = await begun(ports);
    await ports.interactions.sendCode(last, target, theCaller);
    const code = await ports.lastCode();
    expect(await ports.interactions.checkCode(last, target, wrongFor(code), theCaller)).toEqual({ outcome: 'wrong' });
    expect(await ports.interactions.checkCode(last, target, code, theCaller)).toMatchObject({ outcome: 'locked' });
  });
});

describe('sending codes', () => {
  it('NL-108 to one address: five in 15 minutes over all requests, the sixth locks sending for 15', async () => {
    const ports = atomPorts();
    const target = anEmail();
    const send = async () => ports.interactions.sendCode(await begun(ports), target, fromAnywhere());
    for (const _send of times(5)) expect(await send()).toMatchObject({ outcome: 'sent' });
    expect(await send()).toEqual({ outcome: 'sending-locked', until: seconds(15 * minute) });
    clock.advance(15 * minute);
    expect(await send()).toMatchObject({ outcome: 'sent' });
  });

  it('to one mailbox: ten in a day from one network, and thirty from all, so that nobody floods it', async () => {
    const ports = atomPorts();
    const target = anEmail();
    const networks = [fromAnywhere(), fromAnywhere(), fromAnywhere(), fromAnywhere()];
    const send = async (caller: Caller) =>
      (await ports.interactions.sendCode(await begun(ports), target, caller)).outcome;
    // Fifteen minutes and a moment between fives: what is refused in a row is over by then.
    const ask = async (caller: Caller) => {
      const outcomes: string[] = [];
      for (const _quarter of times(3)) {
        for (const _send of times(5)) outcomes.push(await send(caller));
        clock.advance(16 * minute);
      }
      return outcomes.filter((outcome) => outcome === 'sent').length;
    };
    const sent: number[] = [];
    for (const network of networks) sent.push(await ask(network));
    expect(sent).toEqual([10, 10, 10, 0]);
    expect(ports.sent).toHaveLength(30);
    clock.advance(24 * 60 * minute);
    expect(await send(networks[0] ?? theCaller)).toBe('sent');
  });

  it('to a number that nobody has proved: six in a day, so that its owner still gets theirs', async () => {
    const ports = atomPorts();
    const target = aPhone();
    const send = async () => ports.interactions.sendCode(await begun(ports), target, fromAnywhere());
    for (const _send of times(6)) expect(await send()).toMatchObject({ outcome: 'sent' });
    expect(await send()).toMatchObject({ outcome: 'sending-locked' });
    expect(ports.sent).toHaveLength(6);
  });

  it('refused by the request itself, whose codes were guessed at, uses up none of the number', async () => {
    const ports = atomPorts();
    const target = aPhone();
    const locked = await begun(ports);
    await ports.interactions.sendCode(locked, target, fromAnywhere());
    const wrong = (await ports.lastCode()) === '000000' ? '111111' : '000000';
    for (const _guess of times(5)) await ports.interactions.checkCode(locked, target, wrong, theCaller);
    for (const _press of times(5))
      expect(await ports.interactions.sendCode(locked, target, fromAnywhere())).toMatchObject({
        outcome: 'sending-locked',
        until: seconds(15 * minute),
      });
    expect(await ports.interactions.sendCode(await begun(ports), target, fromAnywhere())).toMatchObject({
      outcome: 'sent',
    });
  });

  it('tells nobody whether a number is used to sign in: both get the same answers, at whatever time', async () => {
    const ports = atomPorts();
    const [used, free] = [aPhone(), aPhone()];
    const { email } = await register(ports.accounts, { phone: used.to as PhoneNumber });
    const signIn = async () => {
      const of = { of: { email }, browser: undefined, device: undefined, interaction: ports.interactions.newId() };
      const attempt = await ports.accounts.reservePassword({ ...of, caller: fromAnywhere() });
      if (attempt.outcome !== 'reserved') return expect.fail(attempt.outcome);
      return (await attempt.settle({ verdict: 'right', opens: 'passcode' })).outcome;
    };
    const send = async (target: CodeTarget) => ports.interactions.sendCode(await begun(ports), target, fromAnywhere());
    expect(await signIn()).toBe('code-sent');
    for (const [hours, count] of [
      [6, 1],
      [23, 5],
      [2, 6],
    ] as const) {
      clock.advance(hours * 60 * minute);
      const answers = async (target: CodeTarget) => {
        const all: unknown[] = [];
        for (const _send of times(count)) all.push(await send(target));
        return all;
      };
      expect(await answers(used)).toEqual(await answers(free));
    }
    // And whoever asks so uses up nothing of what the person signs in with.
    for (const _send of times(4)) expect(await signIn()).toBe('code-sent');
  });

  it('from one network: twenty in an hour, whomever they are for', async () => {
    const ports = atomPorts();
    const caller = fromAnywhere();
    const send = async () => ports.interactions.sendCode(await begun(ports), anEmail(), caller);
    for (const _send of times(20)) expect(await send()).toMatchObject({ outcome: 'sent' });
    expect(await send()).toEqual({ outcome: 'sending-locked', until: seconds(60 * minute) });
    expect(ports.sent).toHaveLength(20);
  });
});
