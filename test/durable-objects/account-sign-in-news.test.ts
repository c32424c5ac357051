import { describe, expect, it } from 'vitest';
import type * as Credentials from '../../durable-objects/account/credential-verbs';
import type * as SignIn from '../../durable-objects/account/sign-in-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { aMail, linkRef, mailFrom } from './support/recovering';
import {
  type AccountStub,
  anActiveAccount,
  anUnusedAtom,
  codeSent,
  enterCode,
  prepareInput,
  rememberedDevice,
  sessionRef,
  settle,
  signedIn,
  ticketOf,
  unique,
  withWrongSecret,
} from './support/signing-in';

const context = 'sealed caller';
const news = (held?: Verbs.SecretRef): Verbs.SignInNews => ({
  notice: { link: linkRef('notice'), message: aMail('new-sign-in') },
  ...(held === undefined ? {} : { held }),
});
const told = ['new-sign-in'];

/** Signs in by password and code, in a browser with this. */
async function signInByCode(stub: AccountStub, changes: Partial<SignIn.CheckPasscodeInput> = {}): Promise<void> {
  const interaction = unique('interaction');
  await codeSent(stub, { interaction });
  await mailFrom(stub);
  const answer = await enterCode(stub, '123456', { interaction, news: news(), ...changes });
  expect(answer).toEqual({ tag: 'signed-in' });
}

describe('a new sign-in', () => {
  it('by password and code is told by e-mail, with a link that says it was not me', async () => {
    const stub = await anActiveAccount();
    const said = news();
    await signInByCode(stub, { news: said });
    expect(await mailFrom(stub)).toEqual(told);
    expect(await stub.readNotice({ link: said.notice.link })).toEqual({ tag: 'live' });
  });

  it('by a password alone is told too', async () => {
    const stub = await anActiveAccount();
    await settle(stub, await ticketOf(stub), { session: sessionRef(), news: news() });
    expect(await mailFrom(stub)).toEqual(told);
  });

  it('is not told where the browser is remembered for this person', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    await mailFrom(stub);
    await settle(stub, await ticketOf(stub, { device }), { session: sessionRef(), news: news() });
    await signInByCode(stub, { knownBy: device });
    expect(await mailFrom(stub)).toEqual([]);
    await signInByCode(stub, { knownBy: withWrongSecret(device) });
    expect(await mailFrom(stub)).toEqual(told);
  });

  it('is not told where the browser holds a session of this person, who signs in anew', async () => {
    const stub = await anActiveAccount();
    const held = await signedIn(stub);
    await signInByCode(stub, { news: news(held) });
    expect(await mailFrom(stub)).toEqual([]);
    await signInByCode(stub, { news: news(withWrongSecret(held)) });
    expect(await mailFrom(stub)).toEqual(told);
  });

  it('that fails is not told, and its link does nothing', async () => {
    const stub = await anActiveAccount();
    const said = news();
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    await mailFrom(stub);
    await enterCode(stub, '000000', { interaction, news: said });
    await settle(stub, await ticketOf(stub), { right: false, news: said });
    expect(await mailFrom(stub)).toEqual([]);
    expect(await stub.readNotice({ link: said.notice.link })).toEqual({ tag: 'expired' });
  });

  it('by passkey is told when the passkey is used on a kind of device for the first time', async () => {
    const stub = anUnusedAtom();
    const on = { browser: 'Safari', system: 'iPhone' } as const;
    await stub.prepare(prepareInput({ passkey: aPasskey }));
    await stub.activate({ op: 'creation', context });
    let counter = 0;
    const use = (changes: Partial<Credentials.SettlePasskeyInput> = {}) => {
      counter += 1;
      const interaction = unique('interaction');
      return stub.settlePasskey({
        ...{ key: aPasskey.key, counter, backedUp: false, session: sessionRef(), interaction, news: news(), context },
        ...changes,
      });
    };
    for (const expected of [told, []]) {
      expect(await use({ on })).toEqual({ tag: 'signed-in' });
      expect(await mailFrom(stub)).toEqual(expected);
    }
    const elsewhere = { browser: 'Firefox', system: 'Windows' } as const;
    await use({ on: elsewhere, before: await signedIn(stub) });
    expect(await mailFrom(stub)).toEqual([]);
    // What stepped a session up was not told, so it makes no kind of device known.
    await use({ on: elsewhere });
    expect(await mailFrom(stub)).toEqual(told);
  });
});

const aPasskey: Verbs.NewPasskeyInput = {
  key: 'key of the passkey',
  userHandle: 'handle',
  told: { index: [{ version: 1, value: 'index of the passkey' }], sealed: 'sealed passkey' },
  passkey: {
    credentialId: 'credential',
    publicKey: 'public key',
    algorithm: -7,
    counter: 0,
    backupEligible: false,
    backedUp: false,
    userVerified: true,
    transports: [],
    aaguid: '00000000-0000-0000-0000-000000000000',
  },
};
