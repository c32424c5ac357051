import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import type { EmailAddress } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import { givePasskey } from '../../src/flows/give-passkey';
import { givePassword } from '../../src/flows/give-password';
import { offerPasskey } from '../../src/flows/offer-passkey';
import type { InteractionRef } from '../../src/ports/interactions';
import { aHeldPasskey } from '../protocol/passkey-fixtures';
import { noon, patsEmail, theCaller } from '../support/builders';
import { aHolder, makeOptions, type Place, signedBy, useOptions } from '../support/memory-passkeys';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';
import { flags, type Lies, type SoftwarePasskey, usePasskey } from '../support/software-authenticator';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

type Step = Parameters<typeof givePasskey>[1]['step'];
const give = ({ ref, session }: Place, response: string, step: Step = 'sign-in-address') =>
  givePasskey(world.ports, { ref, session, step, response, caller: theCaller });
const aPlace = async (vtr: readonly string[] = ['P0.Cm']): Promise<Place> => ({ ref: await world.aJourney({ vtr }) });
const held = (account: Parameters<MemoryWorld['people']['person']>[0]) => world.people.person(account)?.passkeys?.[0];

const retried = (problem: string) => ({ kind: 'retry', problem });
const signedIn = { kind: 'onward', session: expect.any(String) };

describe('a passkey', () => {
  it('NL-51 signs in from the address page and from the page of the credential, and counts as shown', async () => {
    const { passkey } = await aHolder(world);
    for (const [step, facts] of [
      ['sign-in-address', {}],
      ['sign-in-credential', { address: 'somebody.else@example.com' as EmailAddress }],
    ] as const) {
      const place = { ref: await world.aJourney({ vtr: ['P0.Cm'] }, facts) };
      const outcome = await give(place, await signedBy(world, place, passkey), step);
      expect(outcome).toMatchObject(signedIn);
      const session = outcome.kind === 'onward' ? outcome.session : undefined;
      expect((await world.ports.accounts.readSession(session))?.shown).toEqual({ Cm: noon });
    }
  });

  it('NL-113 of a disabled account tells its person so, and opens nothing', async () => {
    const { passkey } = await aHolder(world, { disabled: true });
    const place = await aPlace();
    expect(await give(place, await signedBy(world, place, passkey))).toMatchObject({ kind: 'disabled' });
  });

  it('is not stopped by passwords that others guess from the same network', async () => {
    const { passkey } = await aHolder(world);
    for (let guesses = 0; guesses <= limits.passwordsPerNetwork.value; guesses += 1)
      await world.ports.limits.take('passwords-by-address', theCaller.address);
    const place = await aPlace();
    expect(await give(place, await signedBy(world, place, passkey))).toMatchObject(signedIn);
  });

  it('NL-51 is of no use where the service takes none, and its challenge is not given out', async () => {
    const { passkey } = await aHolder(world);
    const place = await aPlace(['P0.Cp.Cd']);
    expect(await offerPasskey(world.ports, { ...place, session: undefined, ceremony: 'get' })).toEqual({
      kind: 'refused',
    });
    const elsewhere = await aPlace();
    expect(await give(place, await signedBy(world, elsewhere, passkey))).toEqual({
      kind: 'onward',
      interaction: place.ref.id,
    });
  });

  it('keeps at each use whether it is backed up, and how often it has signed', async () => {
    const { account, passkey } = await aHolder(world, { traits: { backupEligible: true, counts: true } });
    const uses = [
      [flags.present | flags.verified | flags.eligible, false, 2],
      [flags.present | flags.verified | flags.eligible | flags.backedUp, true, 3],
    ] as const;
    for (const [said, backedUp, counter] of uses) {
      const place = await aPlace();
      expect(await give(place, await signedBy(world, place, passkey, { flags: () => said }))).toMatchObject(signedIn);
      expect(held(account)).toMatchObject({ backedUp, counter });
    }
  });

  it('ends the session that this browser had, when it opens another', async () => {
    const { passkey } = await aHolder(world);
    const session = world.people.open(world.aPerson({ email: 'sam@example.com' as EmailAddress }), { Cp: noon }, 'x');
    const place = { ref: await world.aJourney({ vtr: ['P0.Cm'], prompt: 'login' }), session };
    const field = await signedBy(world, place, passkey);
    await give(place, field.replace('"signature":"', '"signature":"AA'));
    expect(world.people.lives(session)).toBe(true);
    expect(await give(place, await signedBy(world, place, passkey))).toMatchObject(signedIn);
    expect(world.people.lives(session)).toBe(false);
  });
});

describe('the challenge of a passkey', () => {
  let passkey: SoftwarePasskey;
  beforeEach(async () => {
    ({ passkey } = await aHolder(world));
  });

  it('serves once, also when what it was used for was refused', async () => {
    const place = await aPlace();
    const options = await useOptions(world, place);
    const asked = { options, origin: world.ports.settings.origin };
    expect(await give(place, await usePasskey(passkey, asked, { flags: () => 0 }))).toMatchObject(
      retried('passkey-unknown'),
    );
    const honest = await usePasskey(passkey, asked);
    expect(await give(place, honest)).toMatchObject(retried('passkey-expired'));
    expect(await give(place, await signedBy(world, place, passkey))).toMatchObject(signedIn);
  });

  it('serves once, also when it signed in: the same answer opens no second session', async () => {
    const place = await aPlace();
    const field = await signedBy(world, place, passkey);
    expect(await give(place, field)).toMatchObject(signedIn);
    expect(await give(place, field)).toMatchObject(retried('passkey-expired'));
  });

  it.each([
    [299, signedIn],
    [300, retried('passkey-expired')],
  ])('after %i seconds is answered as it deserves', async (seconds, outcome) => {
    const place = await aPlace();
    const field = await signedBy(world, place, passkey);
    world.advance(seconds);
    expect(await give(place, field)).toMatchObject(outcome);
  });

  it('is replaced by the next one', async () => {
    const place = await aPlace();
    const first = await signedBy(world, place, passkey);
    const second = await signedBy(world, place, passkey);
    expect(await give(place, first)).toMatchObject(retried('passkey-unknown'));
    expect(await give(place, second)).toMatchObject(retried('passkey-expired'));
  });

  it('of one journey is worth nothing in another, though both wait for one', async () => {
    const [mine, other] = [await aPlace(), await aPlace()];
    await useOptions(world, other);
    expect(await give(other, await signedBy(world, mine, passkey))).toMatchObject(retried('passkey-unknown'));
  });

  it('is not given to, nor taken from, a browser without the secret of the journey', async () => {
    const place = await aPlace();
    const stranger: InteractionRef = { id: place.ref.id, secret: 'secret of another browser' };
    const offer = await offerPasskey(world.ports, { ref: stranger, session: undefined, ceremony: 'get' });
    expect(offer).toEqual({ kind: 'refused' });
    const field = await signedBy(world, place, passkey);
    expect(await give({ ref: stranger }, field)).toEqual({ kind: 'lost' });
    expect(await give(place, field)).toMatchObject(signedIn);
  });

  it('for making a passkey does not serve for using one', async () => {
    const ref = await world.aJourney(
      { vtr: ['P0.Cm'] },
      { path: 'register', address: patsEmail, emailProof: { at: noon, taken: false } },
    );
    const { challenge } = await makeOptions(world, { ref });
    const asked = { options: { challenge, rpId: 'auth.example' }, origin: world.ports.settings.origin };
    const place = { ref: await world.aJourney({ vtr: ['P0.Cm'] }) };
    await useOptions(world, place);
    expect(await give(place, await usePasskey(passkey, asked))).toMatchObject(retried('passkey-unknown'));
    // On its own journey there is nothing to use one for.
    expect(await give({ ref }, await usePasskey(passkey, asked))).toMatchObject(retried('passkey-expired'));
  });
});

describe('what an authenticator says', () => {
  const refusals: readonly (readonly [string, string, Lies])[] = [
    ['nobody was verified', 'user_verification', { flags: (honest) => honest & ~flags.verified }],
    ['nobody was there', 'user_presence', { flags: (honest) => honest & ~flags.present }],
    ['another relying party', 'relying_party', { rpId: 'example' }],
    ['another origin', 'origin', { clientData: { origin: 'https://x.auth.example' } }],
    ['the other ceremony', 'type', { clientData: { type: 'webauthn.create' } }],
    ['another person', 'user_handle', { userHandle: toBase64Url(randomBytes(64)) }],
    ['no person', 'user_handle', { userHandle: undefined }],
    ['another kind of authenticator', 'backup_eligibility', { flags: (honest) => honest | flags.eligible }],
    [
      'a signature with one bit turned',
      'signature',
      { signature: (made) => made.map((b, i) => (i === 9 ? b ^ 1 : b)) },
    ],
  ];

  it.each(refusals)('%s is refused and leaves counter and everything as it was', async (_what, reason, lies) => {
    const { account, passkey } = await aHolder(world, { traits: { counts: true } });
    const before = world.people.person(account);
    const place = await aPlace();
    expect(await give(place, await signedBy(world, place, passkey, lies))).toMatchObject(retried('passkey-unknown'));
    expect(world.people.person(account)).toEqual(before);
    expect(world.events.at(-1)).toMatchObject({ kind: 'authn_passkey_fail', account });
    expect(world.events.at(-1)?.detail).toEqual({ reason });
    // The twin: the same device, honest, signs in.
    expect(await give(place, await signedBy(world, place, passkey))).toMatchObject(signedIn);
  });

  it('by a counter that went back is refused and told as a copy, of whoever holds the key', async () => {
    const { account, passkey } = await aHolder(world, { traits: { counts: true } });
    const place = await aPlace();
    const counter = held(account)?.counter ?? 0;
    expect(await give(place, await signedBy(world, place, passkey, { counter }))).toMatchObject(
      retried('passkey-unknown'),
    );
    expect(world.events.at(-1)).toMatchObject({ kind: 'authn_passkey_cloned', account });
    expect(world.people.copiesTold).toContain(account);
    // Somebody without the key brings nobody to believe that.
    const { keys } = (await aHeldPasskey()).passkey;
    await give(place, await signedBy(world, place, passkey, { counter, signedBy: keys }));
    expect(world.events.at(-1)).toMatchObject({ kind: 'authn_passkey_fail' });
    expect(held(account)?.counter).toBe(counter);
  });

  it('with extensions that nobody asked for changes nothing', async () => {
    const { passkey } = await aHolder(world);
    const place = await aPlace();
    const extensions = new Map([['credProtect', 3]]);
    expect(await give(place, await signedBy(world, place, passkey, { extensions }))).toMatchObject(signedIn);
  });

  it('of a passkey that nobody has is answered as a wrong signature is', async () => {
    const { passkey } = await aHolder(world);
    const { passkey: strange } = await aHeldPasskey();
    const [known, unknown] = [await aPlace(), await aPlace()];
    const wrong = await give(known, await signedBy(world, known, passkey, { signedBy: strange.keys }));
    const missing = await give(unknown, await signedBy(world, unknown, strange));
    expect([wrong, missing]).toEqual([
      expect.objectContaining(retried('passkey-unknown')),
      expect.objectContaining(retried('passkey-unknown')),
    ]);
    const kinds = world.events.map(({ kind }) => kind);
    expect(kinds).toEqual(['authn_passkey_fail', 'authn_passkey_fail']);
  });

  it.each(['', '{', '[]', 'null', '{"id":"x"}', '{"type":"public-key","id":"AA","rawId":"AA","response":{}}'])(
    'that is no answer at all is asked again: %j',
    async (text) => {
      const place = await aPlace();
      await useOptions(world, place);
      expect(await give(place, text)).toMatchObject(retried('passkey-failed'));
    },
  );
});

describe('a passkey of which nobody was verified when it was made', () => {
  it('does not sign in by itself, and does beside another factor; from then on it does alone', async () => {
    const { account, passkey } = await aHolder(world, { held: { userVerified: false } });
    const alone = await aPlace();
    expect(await give(alone, await signedBy(world, alone, passkey))).toMatchObject(retried('passkey-unknown'));
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const beside = { ref: await world.aJourney({ vtr: ['P0.Cm'] }), session };
    const outcome = await give(beside, await signedBy(world, beside, passkey), 'sign-in-passkey');
    expect(outcome).toMatchObject(signedIn);
    const later = await aPlace();
    expect(await give(later, await signedBy(world, later, passkey))).toMatchObject(signedIn);
  });
});

describe('a session that is stepped up', () => {
  const stepping = async (account: Parameters<MemoryWorld['people']['person']>[0]) => ({
    ref: await world.aJourney({ vtr: ['P0.Cm'] }),
    session: world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere'),
  });

  it('names the passkeys of its own person, and takes one of them', async () => {
    const { account, passkey } = await aHolder(world);
    const place = await stepping(account);
    expect((await useOptions(world, place)).allowCredentials?.map(({ id }) => id)).toEqual([passkey.credentialId]);
    const outcome = await give(place, await signedBy(world, place, passkey), 'sign-in-passkey');
    const session = outcome.kind === 'onward' ? outcome.session : undefined;
    expect((await world.ports.accounts.readSession(session))?.shown).toEqual({ Cp: noon, Cd: noon, Cm: noon });
    expect(world.people.lives(place.session)).toBe(false);
  });

  it('is not stepped up by a passkey of somebody else, whatever it says, and stays', async () => {
    const { account, passkey } = await aHolder(world);
    const other = await aHolder(world, { email: 'sam@example.com' as EmailAddress });
    const place = await stepping(account);
    for (const lies of [{}, { userHandle: passkey.userHandle }, { userHandle: undefined }]) {
      const field = await signedBy(world, place, other.passkey, lies);
      expect(await give(place, field, 'sign-in-passkey')).toMatchObject(retried('passkey-unknown'));
      expect(world.people.lives(place.session)).toBe(true);
    }
    expect(world.events.at(-1)?.detail).toEqual({ reason: 'not_allowed' });
  });

  it('may leave out the person, since the browser was told whose passkeys to use', async () => {
    const { account, passkey } = await aHolder(world);
    const place = await stepping(account);
    const field = await signedBy(world, place, passkey, { userHandle: undefined });
    expect(await give(place, field, 'sign-in-passkey')).toMatchObject(signedIn);
  });
});

describe('somebody who has passkeys only', () => {
  it('cannot be signed in to by any password, and is answered as an address without an account', async () => {
    await aHolder(world, { passwordHash: undefined, passwordLength: undefined });
    const answers: unknown[] = [];
    for (const address of [patsEmail, 'nobody@example.com' as EmailAddress]) {
      const ref = await world.aJourney({ vtr: ['P0.Cp', 'P0.Cm'] }, { address });
      const input = { step: 'sign-in-credential', ref, session: undefined, device: undefined } as const;
      const answer = await givePassword(world.ports, { ...input, password: 'undefined', caller: theCaller });
      answers.push(
        answer.kind === 'retry' ? { ...answer, view: { ...answer.view, interaction: '', email: '' } } : answer,
      );
    }
    expect(answers[0]).toMatchObject(retried('password-wrong'));
    expect(answers[1]).toEqual(answers[0]);
    expect(world.received).toEqual([]);
  });
});
