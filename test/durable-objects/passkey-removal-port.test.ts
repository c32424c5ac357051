import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import type { Message } from '../../src/domain/message';
import { directoryOf } from '../../src/storage/directory';
import { theCaller } from '../support/builders';
import { type AtomPorts, atomPorts, register } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { aMade } from './support/passkey-port';
import { sentFrom } from './support/sent-from';

const day = 86_400;

/** What the alarm of a person's account sends. */
async function sentBy({ accounts: port, openMessage }: AtomPorts, session: string): Promise<readonly Message[]> {
  const account = (await port.readSession(session))?.account ?? expect.fail('no session');
  return sentFrom({ openMessage }, account);
}
const linkIn = (messages: readonly Message[], template: Message['template']): string => {
  const said = messages.find((one) => one.template === template)?.personalisation;
  const link = said !== undefined && 'link' in said ? said['link'] : undefined;
  return link?.split('/').at(-1) ?? expect.fail(`no link in a message of ${template}`);
};

/** A person with a passkey, who has a link from the mail and gave the code that came to the phone. */
async function atTheChoice(ports: AtomPorts) {
  const { email, phone, session } = await register(ports.accounts);
  const account = (await ports.accounts.readSession(session))?.account ?? expect.fail('no account');
  const passkey = aMade();
  expect(await ports.accounts.addPasskey(session, passkey, theCaller)).toBe('added');
  await ports.accounts.requestReset({ email: email as EmailAddress, interaction: undefined, caller: theCaller });
  const token = linkIn(await sentBy(ports, session), 'reset-link');
  const first = await ports.removals.readRequest(token, undefined);
  expect(first).toMatchObject({ outcome: 'phone', phoneEnding: phone.slice(-3) });
  const asker = { browser: first.outcome === 'phone' ? first.browser : '', caller: theCaller };
  expect(await ports.removals.sendCode(token, theCaller)).toEqual({ outcome: 'sent' });
  const code = await ports.lastCode();
  // No code is spent for a browser that could not be known again.
  expect(await ports.removals.proveCode(token, code, { ...asker, browser: undefined })).toEqual({ outcome: 'expired' });
  expect(await ports.removals.proveCode(token, code, asker)).toEqual({ outcome: 'proved' });
  const choice = await ports.removals.readRequest(token, asker.browser);
  if (choice.outcome !== 'choice') return expect.fail(choice.outcome);
  return { account, passkey, token, asker, keys: choice.passkeys.map(({ key }) => key), email, phone };
}

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(3600));

describe('the removal of passkeys by mail and phone', () => {
  it('is told to both, and frees the id of the passkey when it is done', async () => {
    const ports = atomPorts();
    const { account, passkey, token, asker, keys, email, phone } = await atTheChoice(ports);
    expect(await ports.removals.ask(token, keys, asker)).toEqual({ outcome: 'asked' });
    const told = await sentFrom(ports, account);
    expect(told.map(({ template, to }) => [template, to])).toEqual(
      expect.arrayContaining([
        ['passkeys-asked', email],
        ['sms-passkeys-asked', phone],
      ]),
    );
    const [mailed, phoned] = [linkIn(told, 'passkeys-asked'), linkIn(told, 'sms-passkeys-asked')];
    expect(await ports.removals.read(mailed)).toMatchObject({ state: 'waiting', may: 'remove', from: seconds(day) });
    expect(await ports.removals.finish(mailed, theCaller)).toEqual({ outcome: 'waiting' });
    clock.advance(day);
    expect(linkIn(await sentFrom(ports, account), 'passkeys-ready')).toBe(mailed);
    expect(await ports.removals.finish(phoned, theCaller)).toEqual({ outcome: 'broken' });
    expect(await ports.removals.finish(mailed, theCaller)).toEqual({ outcome: 'removed', hasPassword: true });
    const directory = directoryOf(anEnv());
    expect(await directory.find(await directory.passkeyEntry(passkey.made.credentialId))).toEqual({ tag: 'free' });
    expect((await sentFrom(ports, account)).map(({ template }) => template)).toEqual(['passkey-removed']);
  });

  it('is chosen in the browser in which the code of the phone was entered, and in no other that has the link', async () => {
    const ports = atomPorts();
    const { token, asker, keys } = await atTheChoice(ports);
    const another = await ports.removals.readRequest(token, undefined);
    const browser = another.outcome === 'phone' ? another.browser : expect.fail(another.outcome);
    expect(browser).not.toBe(asker.browser);
    for (const other of [browser, undefined])
      expect(await ports.removals.ask(token, keys, { ...asker, browser: other })).toEqual({ outcome: 'unproved' });
    expect(await ports.removals.ask(token, keys, asker)).toEqual({ outcome: 'asked' });
  });

  it('names the passkeys that go in its mails and behind their link, and what has no name in words', async () => {
    const ports = atomPorts();
    const { account, token, asker, keys } = await atTheChoice(ports);
    await ports.removals.ask(token, keys, asker);
    const told = await sentFrom(ports, account);
    const mail = told.find(({ template }) => template === 'passkeys-asked')?.personalisation;
    const passkeys = expect.stringMatching(/^Passkey \(\d+ \w+ \d{4} at \d\d:\d\d\)$/);
    expect(mail).toMatchObject({ passkeys, device: 'A browser we do not know' });
    const named = [{ key: keys[0] }];
    expect(await ports.removals.readRequest(token, undefined)).toMatchObject({ outcome: 'pending', passkeys: named });
    for (const template of ['passkeys-asked', 'sms-passkeys-asked'] as const)
      expect(await ports.removals.read(linkIn(told, template))).toMatchObject({ passkeys: named });
  });

  it('opens by no token of another kind', async () => {
    const ports = atomPorts();
    const { account, token, asker, keys } = await atTheChoice(ports);
    await ports.removals.ask(token, keys, asker);
    const mailed = linkIn(await sentFrom(ports, account), 'passkeys-asked');
    const broken = { outcome: 'broken' };
    expect(await ports.removals.read(token)).toEqual(broken);
    expect(await ports.removals.stop(token, theCaller)).toEqual(broken);
    expect(await ports.removals.readRequest(mailed, asker.browser)).toEqual(broken);
    expect(await ports.removals.sendCode(mailed, theCaller)).toEqual(broken);
    expect(await ports.removals.ask(mailed, keys, asker)).toEqual(broken);
    expect(await ports.removals.stop(mailed, theCaller)).toEqual({ outcome: 'stopped' });
  });
});
