import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientId, type EmailAddress, interactionId } from '../../src/domain/brands';
import { consentVersion } from '../../src/domain/consent';
import type { SealedMessage } from '../../src/domain/message';
import { Unavailable } from '../../src/domain/unavailable';
import type { Env } from '../../src/env';
import { directoryOf, ownsAddress } from '../../src/storage/directory';
import { aRequest, theCaller, theService } from '../support/builders';
import { ownership } from './support/account-atoms';
import {
  type AtomPorts,
  aNewAccount,
  atomPorts,
  counting,
  dyingBefore,
  notTelling,
  register,
  stuttering,
} from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { outside } from './support/platform-atoms';
import { unique } from './support/signing-in';

const atoms = bindings as unknown as Pick<Env, 'ACCOUNT' | 'DIRECTORY' | 'RATE_LIMIT' | 'INTERACTION'>;
const minute = 60;
const times = (count: number) => Array.from({ length: count });
const consent = { client: theService, scopes: ['openid', 'email'], level: 'P0', version: consentVersion } as const;
const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: false };
const anInteractionId = () => interactionId(unique('7-interaction'));

const reserve = (
  { accounts }: AtomPorts,
  email: EmailAddress,
  {
    device,
    interaction = anInteractionId(),
    caller = theCaller,
  }: {
    device?: string | undefined;
    interaction?: ReturnType<typeof anInteractionId>;
    caller?: typeof theCaller;
  } = {},
) => accounts.reservePassword({ of: { email }, browser: undefined, device, interaction, caller });
async function reserved(...asked: Parameters<typeof reserve>) {
  const attempt = await reserve(...asked);
  return attempt.outcome === 'reserved' ? attempt : expect.fail(`the attempt was ${attempt.outcome}`);
}

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(60 * minute));

/** The secret of the last link that the account of an address has mailed. */
async function mailedLink(ports: AtomPorts, email: EmailAddress): Promise<string> {
  const found = await directoryOf(anEnv()).find(await directoryOf(anEnv()).entry(email));
  const id = found.tag === 'owned' ? found.account : expect.fail(found.tag);
  const mails: SealedMessage[] = [];
  outside.message = async (message) => {
    mails.push(message);
    return 'delivered';
  };
  await runDurableObjectAlarm(atoms.ACCOUNT.get(atoms.ACCOUNT.idFromName(`g1:${id}`)));
  const message = await ports.openMessage(mails.at(-1) ?? expect.fail('no mail'));
  expect(message.to).toBe(email);
  return message.channel === 'email' ? (message.personalisation['link'] ?? '').replace(/.*\//, '') : '';
}

/** Signs in by password and code and asks that the browser be remembered. @returns its cookie */
async function rememberedIn(ports: AtomPorts, email: EmailAddress, device?: string): Promise<string> {
  const interaction = anInteractionId();
  const settled = await (await reserved(ports, email, { interaction })).settle({ verdict: 'right', opens: 'passcode' });
  if (settled.outcome !== 'code-sent') return expect.fail(settled.outcome);
  const input = {
    interaction,
    code: await ports.lastCode(),
    remember: true,
    device,
    email,
    browser: undefined,
    caller: theCaller,
  };
  const checked = await ports.accounts.checkPasscode({ by: 'password', account: settled.account }, input);
  return checked.outcome === 'signed-in' ? (checked.device ?? expect.fail('no device')) : expect.fail(checked.outcome);
}

describe('an account', () => {
  it('is made once for an address: of ten who register with it at once one gets it', async () => {
    const { accounts } = atomPorts();
    const { email } = aNewAccount();
    const outcomes = await Promise.all(times(10).map(() => accounts.create(aNewAccount({ email }))));
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(await accounts.has(email)).toBe(true);
  });

  it('signs its person in when it is made, and keeps what they gave', async () => {
    const { accounts } = atomPorts();
    const { session, email, phone } = await register(accounts);
    expect(await accounts.readSession(session)).toMatchObject({ shown: { Cp: seconds(), Cd: seconds() }, level: 'P0' });
    expect(await accounts.overview(session)).toEqual({
      email,
      phoneEnding: phone.slice(-3),
      level: 'P0',
      consents: [],
      sessionUntil: seconds() + 1800,
    });
  });

  it('keeps no address, no number and no password in clear, in no atom', async () => {
    const ports = atomPorts();
    const { email, phone, session } = await register(ports.accounts, {
      password: { hash: 'a very secret hash', length: 'long', at: seconds() },
    });
    const { accountId } = await accountOf(ports, session);
    const account = atoms.ACCOUNT.get(atoms.ACCOUNT.idFromName(`g1:${accountId}`));
    const { shard } = await directoryOf(anEnv()).entry(email);
    const directory = atoms.DIRECTORY.get(atoms.DIRECTORY.idFromName(`g1:${shard}`));
    for (const stub of [account, directory]) {
      const everything = await runInDurableObject(stub, (_atom, { storage }) =>
        storage.sql
          .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%cf%'")
          .toArray()
          .map(({ name }) => JSON.stringify(storage.sql.exec(`SELECT * FROM ${name}`).toArray()))
          .join(),
      );
      expect(everything.length).toBeGreaterThan(100);
      for (const secret of [email, phone, phone.slice(3), 'a very secret hash', session.split('.').at(-1) ?? ''])
        expect(everything).not.toContain(secret);
    }
  });
});

/** Whose session it is. */
async function accountOf({ accounts }: AtomPorts, session: string) {
  const facts = await accounts.readSession(session);
  return facts === undefined ? expect.fail('there is no session') : { accountId: facts.account };
}

describe('a worker that dies while an account is made', () => {
  it('before the directory decides, leaves the address to whoever comes after 15 minutes', async () => {
    const dying = atomPorts(anEnv({ DIRECTORY: dyingBefore(atoms.DIRECTORY, 'commit') }));
    const { accounts } = atomPorts();
    const person = aNewAccount();
    await expect(dying.accounts.create(person)).rejects.toThrow(Unavailable);
    expect(await accounts.has(person.email)).toBe(false);
    expect(await accounts.create(aNewAccount({ email: person.email }))).toEqual({ outcome: 'taken' });
    clock.advance(15 * minute);
    expect(await accounts.create(aNewAccount({ email: person.email }))).toMatchObject({ outcome: 'created' });
  });

  it.each([
    ['ACCOUNT', 'prepare'],
    ['DIRECTORY', 'commit'],
    ['ACCOUNT', 'activate'],
  ] as const)('before %s.%s, has the same account when the person tries again', async (name, verb) => {
    const dying = atomPorts(anEnv({ [name]: dyingBefore(atoms[name], verb) }));
    const ports = atomPorts();
    const person = aNewAccount();
    await expect(dying.accounts.create(person)).rejects.toThrow(Unavailable);
    const first = await ports.accounts.create(person);
    const second = await ports.accounts.create(person);
    if (first.outcome !== 'created' || second.outcome !== 'created') return expect.fail('it was not created');
    expect(await accountOf(ports, first.session)).toEqual(await accountOf(ports, second.session));
  });

  it('after the directory decided, finds the account active at the next sign-in', async () => {
    const dying = atomPorts(anEnv({ ACCOUNT: dyingBefore(atoms.ACCOUNT, 'activate') }));
    const ports = atomPorts();
    const person = aNewAccount();
    await expect(dying.accounts.create(person)).rejects.toThrow(Unavailable);
    expect(await ports.accounts.has(person.email)).toBe(true);
    const attempt = await reserved(ports, person.email);
    expect(attempt.passwordHash).toBe('hash of the password');
    expect(await attempt.settle({ verdict: 'right', opens: 'session' })).toMatchObject({ outcome: 'signed-in' });
  });

  it('the directory knows to whom it gave an address', async () => {
    const env = anEnv();
    const { accounts } = atomPorts(env);
    const person = await register(accounts);
    const entry = await directoryOf(env).entry(person.email);
    expect(await ownsAddress(env, entry, person.interaction)).toBe(true);
    expect(await ownsAddress(env, entry, 'another registration')).toBe(false);
    expect(await ownsAddress(env, await directoryOf(env).entry('nobody@example.com' as EmailAddress), 'x')).toBe(false);
  });
});

describe('signing in with an address', () => {
  it('takes the same calls for one with an account and one without, and the same time to verify', async () => {
    const { email } = await register(atomPorts().accounts);
    const calls = async (address: EmailAddress) => {
      const counted: string[] = [];
      const env = anEnv({
        ACCOUNT: counting(atoms.ACCOUNT, counted, 'account'),
        DIRECTORY: counting(atoms.DIRECTORY, counted, 'directory'),
        RATE_LIMIT: counting(atoms.RATE_LIMIT, counted, 'rate-limit'),
      });
      const attempt = await reserved(atomPorts(env), address);
      expect(attempt.passwordHash).toBeTypeOf('string');
      expect(await attempt.settle({ verdict: 'wrong' })).toEqual({ outcome: 'wrong' });
      return counted;
    };
    const known = await calls(email);
    expect(known).toEqual(['directory.find', 'account.reservePassword', 'account.settlePassword']);
    expect(await calls('nobody@example.com' as EmailAddress)).toEqual(known);
  });

  it('that has no account never succeeds, whatever the verdict says', async () => {
    const ports = atomPorts();
    for (const opens of ['session', 'passcode'] as const) {
      const attempt = await reserved(ports, 'never@example.com' as EmailAddress);
      expect(attempt.passwordHash).toMatch(/^\$scrypt\$/);
      expect(await attempt.settle({ verdict: 'right', opens })).toEqual({ outcome: 'wrong' });
    }
    expect(ports.sent).toEqual([]);
  });

  it('by password and code gives a session, and a device that spares the next code', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const interaction = anInteractionId();
    const settled = await (await reserved(ports, email, { interaction })).settle({
      verdict: 'right',
      opens: 'passcode',
    });
    if (settled.outcome !== 'code-sent') return expect.fail(settled.outcome);
    const bearer = { by: 'password', account: settled.account } as const;
    const input = {
      interaction,
      code: await ports.lastCode(),
      remember: true,
      device: undefined,
      email: undefined,
      browser: undefined,
      caller: theCaller,
    };
    const checked = await ports.accounts.checkPasscode(bearer, input);
    if (checked.outcome !== 'signed-in') return expect.fail(checked.outcome);
    const device = checked.device ?? expect.fail('no device');
    const again = await reserved(ports, email, { device });
    expect(again.deviceKnown).toBe(true);
    const next = await again.settle({ verdict: 'right', opens: 'session' });
    if (next.outcome !== 'signed-in') return expect.fail(next.outcome);
    expect(await ports.accounts.readSession(next.session)).toMatchObject({ shown: { Cp: seconds(), Cd: seconds() } });
    expect((await reserved(ports, email, { device })).deviceKnown).toBe(false);
    expect((await reserved(ports, email, { device: next.device ?? '' })).deviceKnown).toBe(true);
  });

  it('keeps a known device when a code is asked all the same', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const interaction = anInteractionId();
    const first = await (await reserved(ports, email, { interaction })).settle({ verdict: 'right', opens: 'passcode' });
    if (first.outcome !== 'code-sent') return expect.fail(first.outcome);
    const code = await ports.lastCode();
    const checked = await ports.accounts.checkPasscode(
      { by: 'password', account: first.account },
      { interaction, code, remember: true, device: undefined, email: undefined, browser: undefined, caller: theCaller },
    );
    const device = checked.outcome === 'signed-in' ? (checked.device ?? '') : '';
    await (await reserved(ports, email, { device })).settle({ verdict: 'right', opens: 'passcode' });
    expect((await reserved(ports, email, { device })).deviceKnown).toBe(true);
  });

  it('with a device or a session of another kind, or changed by a letter, is as without', async () => {
    const ports = atomPorts();
    const { email, session } = await register(ports.accounts);
    expect((await reserved(ports, email, { device: session })).deviceKnown).toBe(false);
    const changed = `${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}`;
    for (const cookie of [changed, '', 'x', session.slice(1), `${session}x`])
      expect(await ports.accounts.readSession(cookie)).toBeUndefined();
    expect(await ports.accounts.readSession(session)).toBeDefined();
  });
});

describe('letting a person into a service', () => {
  const letIn = async (ports: AtomPorts, session: string, interaction = anInteractionId()) => {
    const request = aRequest();
    const authorized = await ports.accounts.authorize(session, { interaction, request, caller: theCaller });
    return authorized.outcome === 'granted' ? authorized.code : expect.fail(authorized.outcome);
  };
  const aPerson = async (ports: AtomPorts) => {
    const person = await register(ports.accounts);
    await ports.accounts.agree(person.session, consent, theCaller);
    return person;
  };

  it('gives one code for one interaction, however often it is asked, and another for the next', async () => {
    const ports = atomPorts();
    const { session } = await aPerson(ports);
    const interaction = anInteractionId();
    const codes = await Promise.all(times(5).map(() => letIn(ports, session, interaction)));
    expect(new Set(codes).size).toBe(1);
    expect(await letIn(ports, session)).not.toBe(codes[0]);
  });

  it('NL-67 gives a code that opens for its service alone', async () => {
    const ports = atomPorts();
    const { session, email, phone } = await aPerson(ports);
    const code = await letIn(ports, session);
    const other = { ...shown, clientId: clientId('another service') };
    expect(await ports.accounts.redeem(code, other, theCaller)).toEqual({ outcome: 'refused', why: 'unknown' });
    const redeemed = await ports.accounts.redeem(code, shown, theCaller);
    if (redeemed.outcome !== 'redeemed') return expect.fail(redeemed.why);
    const access = await ports.accounts.tokenId(redeemed.grant, 'access');
    expect(await ports.accounts.readGrant(access, theService)).toMatchObject({
      email,
      phone,
      scopes: ['openid', 'email'],
    });
    expect(await ports.accounts.readGrant(access, other.clientId)).toBeUndefined();
    const id = await ports.accounts.tokenId(redeemed.grant, 'id');
    expect(await ports.accounts.readGrant(id, theService)).toBeUndefined();
  });

  it('tells nothing by the ids of its tokens: no two have anything in common', async () => {
    const ports = atomPorts();
    const { session } = await aPerson(ports);
    const redeemed = await ports.accounts.redeem(await letIn(ports, session), shown, theCaller);
    if (redeemed.outcome !== 'redeemed') return expect.fail(redeemed.why);
    const { grant } = redeemed;
    const [one, two] = [await ports.accounts.tokenId(grant, 'access'), await ports.accounts.tokenId(grant, 'access')];
    const routing = (id: string) => id.split('.').at(-1) ?? '';
    expect(routing(one)).not.toBe(routing(two));
    expect(routing(one).slice(0, 8)).not.toBe(routing(two).slice(0, 8));
    expect(`${one}${two}`).not.toContain(grant.account);
  });

  it('signing out forgets the device of this person, and nobody else’s in the same browser', async () => {
    const ports = atomPorts();
    const [mine, theirs] = [await register(ports.accounts), await register(ports.accounts)];
    const both = await rememberedIn(ports, theirs.email, await rememberedIn(ports, mine.email));
    const { device } = await ports.accounts.signOut(mine.session, both, theCaller);
    expect(await ports.accounts.readSession(mine.session)).toBeUndefined();
    expect(await ports.accounts.readSession(theirs.session)).toBeDefined();
    expect((await reserved(ports, theirs.email, { device })).deviceKnown).toBe(true);
    expect((await reserved(ports, mine.email, { device })).deviceKnown).toBe(false);
    expect((await reserved(ports, mine.email, { device: both })).deviceKnown).toBe(false);
    expect(await ports.accounts.signOut(theirs.session, device, theCaller)).toEqual({});
  });

  it('signing out without a session of ours forgets nobody', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const device = await rememberedIn(ports, email);
    expect(await ports.accounts.signOut('no session of ours', device, theCaller)).toEqual({});
    expect((await reserved(ports, email, { device })).deviceKnown).toBe(true);
  });
});

describe('a forgotten password', () => {
  const ask = (ports: AtomPorts, email: EmailAddress) =>
    ports.accounts.requestReset({ email, interaction: undefined, caller: theCaller });

  it('takes the same calls for every address, and the worker itself sends nothing', async () => {
    const { email } = await register(atomPorts().accounts);
    const calls = async (address: EmailAddress) => {
      const counted: string[] = [];
      const env = anEnv({
        ACCOUNT: counting(atoms.ACCOUNT, counted, 'account'),
        DIRECTORY: counting(atoms.DIRECTORY, counted, 'directory'),
        RATE_LIMIT: counting(atoms.RATE_LIMIT, counted, 'rate-limit'),
      });
      const ports = atomPorts(env);
      expect(await ask(ports, address)).toEqual({ outcome: 'noted' });
      expect(ports.sent).toEqual([]);
      return counted;
    };
    const known = await calls(email);
    expect(known).toEqual([...['rate-limit.take', 'rate-limit.take'], ...['directory.find', 'account.requestReset']]);
    expect(await calls('nobody-forgot@example.com' as EmailAddress)).toEqual(known);
  });

  it('is taken note of five times in a row, with an account and without', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    for (const address of [email, 'nobody-asks@example.com' as EmailAddress]) {
      const outcomes: string[] = [];
      for (const _round of times(2)) {
        for (const _ask of times(6)) outcomes.push((await ask(ports, address)).outcome);
        clock.advance(60 * minute);
      }
      const five = [...times(5).map(() => 'noted'), 'sending-locked'];
      expect([address, outcomes]).toEqual([address, [...five, ...five]]);
    }
  });

  it('counts sixty-four who ask at the same moment one by one', async () => {
    const ports = atomPorts();
    const asked = await Promise.all(times(64).map(() => ask(ports, 'crowd@example.com' as EmailAddress)));
    expect(asked.filter(({ outcome }) => outcome === 'noted')).toHaveLength(5);
  });

  it('is chosen anew by the link of an atom that an older release still runs', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    await ask(ports, email);
    const link = await mailedLink(ports, email);
    const told = { outcome: 'live', email, choosesPassword: true, hasPasskeys: false, waits: false };
    // The password that it replaces must not be chosen again.
    expect(await ports.accounts.readReset(link)).toEqual({ ...told, replaces: 'hash of the password' });
    const newer = ['choosesPassword', 'passkeys', 'waits', 'sealedPassword'];
    const { accounts } = atomPorts(anEnv({ ACCOUNT: notTelling(atoms.ACCOUNT, 'readReset', newer) }));
    expect(await accounts.readReset(link)).toEqual(told);
  });

  it('is chosen anew by the link that was mailed, and by no other text', async () => {
    const ports = atomPorts();
    const { email, session } = await register(ports.accounts);
    await ask(ports, email);
    const link = await mailedLink(ports, email);
    const set = { passwordHash: 'another hash', passwordLength: 'long', device: undefined, caller: theCaller } as const;
    const [version = '', routing = '', secret = ''] = link.split('.');
    const others = [
      '',
      link.slice(0, -1),
      `${version}.${secret}.${routing}`,
      session,
      `${link}x`,
      `${version}.${routing}.${'A'.repeat(43)}`,
    ];
    for (const other of others) {
      expect(await ports.accounts.readReset(other)).toEqual({ outcome: 'broken' });
      expect(await ports.accounts.completeReset(other, set)).toEqual({ outcome: 'broken' });
    }
    expect(await ports.accounts.readReset(link)).toMatchObject({ outcome: 'live', email });
    expect(await ports.accounts.readNotice(link)).toBe('broken');
    expect(await ports.accounts.readSession(session)).toBeDefined();
    expect(await ports.accounts.completeReset(link, set)).toMatchObject({ outcome: 'done' });
    expect(await ports.accounts.readSession(session)).toBeUndefined();
    expect((await reserved(ports, email)).passwordHash).toBe('another hash');
    const notice = await mailedLink(ports, email);
    expect(await ports.accounts.readNotice(notice)).toBe('live');
    expect(await ports.accounts.disown(notice, theCaller)).toBe('done');
    expect((await reserved(ports, email)).passwordHash).toMatch(/^\$scrypt\$/);
  });
});

describe('the browser in which a password was chosen by a link', () => {
  it('gets what lets its person in while others guess, beside what remembers others there', async () => {
    const ports = atomPorts();
    const [pat, sam] = [await register(ports.accounts), await register(ports.accounts)];
    const device = await rememberedIn(ports, sam.email);
    await ports.accounts.requestReset({ email: pat.email, interaction: undefined, caller: theCaller });
    const set = { passwordHash: 'another hash', passwordLength: 'long', device, caller: theCaller } as const;
    const answer = await ports.accounts.completeReset(await mailedLink(ports, pat.email), set);
    const cookie = answer.outcome === 'done' ? answer.device : expect.fail(answer.outcome);
    for (const _guess of times(6)) await (await reserved(ports, pat.email)).settle({ verdict: 'wrong' });
    expect((await reserve(ports, pat.email)).outcome).toBe('locked');
    expect(await reserve(ports, pat.email, { device: cookie })).toMatchObject({
      outcome: 'reserved',
      deviceKnown: false,
    });
    expect(await reserve(ports, sam.email, { device: cookie })).toMatchObject({
      outcome: 'reserved',
      deviceKnown: true,
    });
  });
});

describe('people behind one address', () => {
  it('sign in by code however many links somebody there has asked for', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const nobodyAsks = (nth: number) =>
      ports.accounts.requestReset({
        email: `nobody-${nth}@example.com` as EmailAddress,
        interaction: undefined,
        caller: theCaller,
      });
    const asked: string[] = [];
    for (let nth = 0; nth < 21; nth += 1) asked.push((await nobodyAsks(nth)).outcome);
    expect(asked.at(-1)).toBe('sending-locked');
    const settled = await (await reserved(ports, email)).settle({ verdict: 'right', opens: 'passcode' });
    expect(settled.outcome).toBe('code-sent');
  });

  it('get twenty codes an hour to sign in with, and what is not sent is not counted', async () => {
    const ports = atomPorts();
    const people = await Promise.all(times(5).map(() => register(ports.accounts)));
    const askedBy = async (email: EmailAddress) =>
      (await (await reserved(ports, email)).settle({ verdict: 'right', opens: 'passcode' })).outcome;
    for (const { email } of people.slice(0, 4)) for (const _press of times(7)) await askedBy(email);
    expect(ports.sent).toHaveLength(20);
    expect(await askedBy(people[4]?.email ?? expect.fail())).toBe('sending-locked');
  });
});

describe('one number of two people', () => {
  const fromAnywhere = () => ({ ...theCaller, address: unique('network') });

  it('gets what it gets in a day for both: one of them, who enters no code, leaves some to the other', async () => {
    const ports = atomPorts();
    const daniel = await register(ports.accounts);
    const grace = await register(ports.accounts, { phone: daniel.phone });
    const sent = () => ports.sent.length;
    const askedBy = async (email: EmailAddress) => {
      const attempt = await reserved(ports, email, { caller: fromAnywhere() });
      return (await attempt.settle({ verdict: 'right', opens: 'passcode' })).outcome;
    };
    // Five, and fifteen minutes later three; what is refused in between is not counted for the number.
    for (const _press of times(12)) await askedBy(daniel.email);
    clock.advance(15 * minute);
    for (const _press of times(12)) await askedBy(daniel.email);
    expect(sent()).toBe(8);
    for (const _sign of times(2)) expect(await askedBy(grace.email)).toBe('code-sent');
    expect(await askedBy(grace.email)).toBe('sending-locked');
    expect(sent()).toBe(10);
  });

  it('loses none to whoever presses "send again" many times at once', async () => {
    const ports = atomPorts();
    const daniel = await register(ports.accounts);
    const grace = await register(ports.accounts, { phone: daniel.phone });
    const interaction = anInteractionId();
    const settled = await (await reserved(ports, daniel.email, { interaction })).settle({
      verdict: 'right',
      opens: 'passcode',
    });
    const account = settled.outcome === 'code-sent' ? settled.account : expect.fail(settled.outcome);
    const press = () => ports.accounts.sendPasscode({ by: 'password', account }, interaction, fromAnywhere());
    await Promise.all(times(32).map(press));
    expect(ports.sent).toHaveLength(5);
    const asked = await (await reserved(ports, grace.email)).settle({ verdict: 'right', opens: 'passcode' });
    expect(asked.outcome).toBe('code-sent');
  });
});

describe('wrong passwords from another network', () => {
  it('are not forgotten when the person is right: the sixth from there locks, as for an address without an account', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const elsewhere = { ...theCaller, address: '198.51.100.66' };
    const wrongs = async (count: number) => {
      for (const _guess of times(count))
        await (await reserved(ports, email, { caller: elsewhere })).settle({ verdict: 'wrong' });
    };
    await wrongs(5);
    const settled = await (await reserved(ports, email)).settle({ verdict: 'right', opens: 'session' });
    expect(settled.outcome).toBe('signed-in');
    await wrongs(1);
    expect((await reserve(ports, email, { caller: elsewhere })).outcome).toBe('locked');
  });
});

describe('a browser that several people use', () => {
  it('is remembered for each of them, and what one does rotates only their own secret', async () => {
    const ports = atomPorts();
    const [one, two] = [await register(ports.accounts), await register(ports.accounts)];
    const before = await rememberedIn(ports, two.email, await rememberedIn(ports, one.email));
    const attempt = await reserved(ports, one.email, { device: before });
    const settled = await attempt.settle({ verdict: 'right', opens: 'session' });
    if (settled.outcome !== 'signed-in') return expect.fail(settled.outcome);
    for (const { email } of [one, two])
      expect((await reserved(ports, email, { device: settled.device })).deviceKnown).toBe(true);
    expect((await reserved(ports, one.email, { device: before })).deviceKnown).toBe(false);
    expect((await reserved(ports, two.email, { device: before })).deviceKnown).toBe(true);
  });

  it('counts the wrong passwords of each of them apart', async () => {
    const ports = atomPorts();
    const [one, two] = [await register(ports.accounts), await register(ports.accounts)];
    const device = await rememberedIn(ports, two.email, await rememberedIn(ports, one.email));
    for (const _guess of times(6)) await reserved(ports, one.email, { device });
    expect((await reserve(ports, one.email, { device })).outcome).toBe('locked');
    expect((await reserve(ports, one.email)).outcome).toBe('reserved');
    expect((await reserve(ports, two.email, { device })).outcome).toBe('reserved');
  });

  it('remembers five, and of a sixth the one who was there last of all is not lost', async () => {
    const ports = atomPorts();
    const people = await Promise.all(times(6).map(() => register(ports.accounts)));
    let device: string | undefined;
    for (const { email } of people) device = await rememberedIn(ports, email, device);
    const known: boolean[] = [];
    for (const { email } of people) known.push((await reserved(ports, email, { device })).deviceKnown);
    expect(known).toEqual([false, true, true, true, true, true]);
  });

  it('that remembers a person anew forgets what it remembered them by', async () => {
    const ports = atomPorts();
    const { email } = await register(ports.accounts);
    const first = await rememberedIn(ports, email);
    const second = await rememberedIn(ports, email, first);
    expect((await reserved(ports, email, { device: first })).deviceKnown).toBe(false);
    expect((await reserved(ports, email, { device: second })).deviceKnown).toBe(true);
  });
});

describe('when the answer of every call is lost once and asked for again', () => {
  const stutteringPorts = () =>
    atomPorts(
      anEnv({
        ACCOUNT: stuttering(atoms.ACCOUNT),
        DIRECTORY: stuttering(atoms.DIRECTORY),
        INTERACTION: stuttering(atoms.INTERACTION),
      }),
    );

  it('a person registers, is let in and the service gets its tokens once', async () => {
    const ports = stutteringPorts();
    const { session } = await register(ports.accounts);
    expect(await ports.accounts.agree(session, consent, theCaller)).toBe('agreed');
    const interaction = anInteractionId();
    const authorized = await ports.accounts.authorize(session, { interaction, request: aRequest(), caller: theCaller });
    if (authorized.outcome !== 'granted') return expect.fail(authorized.outcome);
    const redeemed = await ports.accounts.redeem(authorized.code, shown, theCaller);
    if (redeemed.outcome !== 'redeemed') return expect.fail(redeemed.why);
    const access = await ports.accounts.tokenId(redeemed.grant, 'access');
    expect(await ports.accounts.readGrant(access, theService)).toBeDefined();
  });

  it('five wrong passwords are five, and five wrong codes are five', async () => {
    const ports = stutteringPorts();
    const { email } = await register(ports.accounts);
    for (const _guess of times(5)) await (await reserved(ports, email)).settle({ verdict: 'wrong' });
    const interaction = anInteractionId();
    const settled = await (await reserved(ports, email, { interaction })).settle({
      verdict: 'right',
      opens: 'passcode',
    });
    if (settled.outcome !== 'code-sent') return expect.fail(settled.outcome);
    const enter = async (code: string) =>
      (
        await ports.accounts.checkPasscode(
          { by: 'password', account: settled.account },
          {
            interaction,
            code,
            remember: false,
            device: undefined,
            email: undefined,
            browser: undefined,
            caller: theCaller,
          },
        )
      ).outcome;
    const wrong = (await ports.lastCode()) === '000000' ? '111111' : '000000';
    for (const _guess of times(4)) expect(await enter(wrong)).toBe('wrong');
    expect(await enter(wrong)).toBe('locked');
  });

  it('a code that proves an address is right, and five are sent', async () => {
    const ports = stutteringPorts();
    const id = ports.interactions.newId();
    const ref = { id, ...(await ports.interactions.begin(id, aRequest())) };
    const target = { channel: 'email', to: aNewAccount().email } as const;
    for (const _send of times(5))
      expect(await ports.interactions.sendCode(ref, target, theCaller)).toMatchObject({ outcome: 'sent' });
    expect(ports.sent).toHaveLength(5);
    const code = await ports.lastCode();
    expect(await ports.interactions.checkCode(ref, target, code, theCaller)).toEqual({ outcome: 'right' });
  });
});

it('an account cut short after the commit is completed by its own alarm, by what the directory says', async () => {
  const dying = atomPorts(anEnv({ ACCOUNT: dyingBefore(atoms.ACCOUNT, 'activate') }));
  const person = aNewAccount();
  await expect(dying.accounts.create(person)).rejects.toThrow(Unavailable);
  const found = await directoryOf(anEnv()).find(await directoryOf(anEnv()).entry(person.email));
  const id = found.tag === 'owned' ? found.account : expect.fail(found.tag);
  const stub = atoms.ACCOUNT.get(atoms.ACCOUNT.idFromName(`g1:${id}`));
  clock.advance(15 * minute);
  ownership.of = (reservedAddress, op) => ownsAddress(anEnv(), reservedAddress, op);
  await runDurableObjectAlarm(stub);
  clock.advance(365 * 24 * 60 * minute);
  const attempt = await reserved(atomPorts(), person.email);
  expect(attempt.passwordHash).toBe('hash of the password');
});
