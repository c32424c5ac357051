import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, EmailAddress } from '../../src/domain/brands';
import { addressBinding, shownBinding } from '../../src/domain/journey';
import { addPasskey } from '../../src/flows/add-passkey';
import { continueJourney } from '../../src/flows/continue-journey';
import { decideTerms } from '../../src/flows/decide-terms';
import { giveAddress } from '../../src/flows/give-address';
import { givePasscode } from '../../src/flows/give-passcode';
import { givePassword } from '../../src/flows/give-password';
import { offerPasskey } from '../../src/flows/offer-passkey';
import type { InteractionRef } from '../../src/ports/interactions';
import { aConsent, noon, patsEmail, registeredFacts, theCaller } from '../support/builders';
import { type MemoryWorld, memoryFormTokens, memoryWorld } from '../support/memory-ports';

const password = 'brisk otters paddle upstream';
const samsEmail = 'sam@example.com' as EmailAddress;
let world: MemoryWorld;
let pat: AccountId;
/** Sam agreed to everything before, and has just signed in in another tab: no page would stop the way to the service. */
let sam: AccountId;
let samsSession: string;
beforeEach(() => {
  world = memoryWorld();
  pat = world.aPerson({ consents: [aConsent()] });
  sam = world.aPerson({ email: samsEmail, consents: [aConsent()] });
  samsSession = world.people.open(sam, { Cp: noon, Cd: noon }, 'another tab');
});

/** A form of a page on which nobody was signed in. */
const byNobody = (ref: InteractionRef): InteractionRef => ({ ...ref, shownTo: '' });
const byPerson = async (ref: InteractionRef, person: string): Promise<InteractionRef> => ({
  ...ref,
  shownTo: await memoryFormTokens.issue(shownBinding(ref.secret ?? '', person)),
});
const goOn = (ref: InteractionRef, session: string | undefined) =>
  continueJourney(world.ports, { ref, session, caller: theCaller });
const whose = async (outcome: object) => {
  const session = 'session' in outcome ? String(outcome.session) : undefined;
  return (await world.ports.accounts.readSession(session))?.account;
};
const forAddress = async (ref: InteractionRef, address: EmailAddress): Promise<InteractionRef> => ({
  ...byNobody(ref),
  shownFor: await memoryFormTokens.issue(addressBinding(ref.secret ?? '', address)),
});
const givesPassword = (ref: InteractionRef, session: string | undefined = samsSession) =>
  givePassword(world.ports, {
    ...{ step: 'sign-in-credential', ref: { ...byNobody(ref) }, session, device: undefined },
    ...{ password, caller: theCaller },
  });

describe('somebody who signs in while another person has signed in in another tab', () => {
  it('is signed in by the password they give, and the other person no more', async () => {
    const ref = await world.aJourney({ vtr: ['P0.Cp'] }, { address: patsEmail });
    expect(await whose(await givesPassword(ref))).toBe(pat);
    expect(world.people.lives(samsSession)).toBe(false);
  });

  it('is asked for their password after their address, and the other person is not let in in their place', async () => {
    const ref = await world.aJourney();
    expect(await goOn(ref, samsSession)).toMatchObject({ kind: 'to-service' });
    const begun = await world.aJourney();
    await giveAddress(world.ports, { ref: byNobody(begun), session: samsSession, email: patsEmail });
    expect(await goOn(begun, samsSession)).toMatchObject({ page: 'sign-in/credential' });
  });

  it('goes on as they are when it is they who signed in', async () => {
    const ref = await world.aJourney();
    await giveAddress(world.ports, { ref: byNobody(ref), session: samsSession, email: samsEmail });
    expect(await goOn(ref, samsSession)).toMatchObject({ kind: 'to-service' });
  });

  it('is asked for the code when the other signs in after the password', async () => {
    const ref = await world.aJourney({ vtr: ['P0.Cp.Cd'] }, { address: patsEmail });
    await givePassword(world.ports, {
      ...{ step: 'sign-in-credential', ref: byNobody(ref), session: undefined, device: undefined },
      ...{ password, caller: theCaller },
    });
    expect(await goOn(ref, samsSession)).toMatchObject({ page: 'sign-in/passcode' });
    const code = world.received.at(-1)?.code ?? '';
    const shown = { ref: byNobody(ref), session: samsSession, device: undefined, remember: false };
    expect(await whose(await givePasscode(world.ports, { ...shown, code, caller: theCaller }))).toBe(pat);
  });

  it('completes their registration, and the other person is signed out', async () => {
    const address = 'new@example.com' as EmailAddress;
    const ref = await world.aJourney({}, { ...registeredFacts, address });
    expect(await goOn(ref, samsSession)).toMatchObject({ page: 'terms' });
    const form = { ref: byNobody(ref), session: samsSession, decision: 'accept', caller: theCaller };
    const made = await whose(await decideTerms(world.ports, form));
    expect(made).toBeDefined();
    expect([pat, sam]).not.toContain(made);
    expect(world.people.lives(samsSession)).toBe(false);
  });

  it('who presses twice is signed in once', async () => {
    const ref = await world.aJourney({ vtr: ['P0.Cp'] }, { address: patsEmail });
    const form = await forAddress(ref, patsEmail);
    const first = await givesPassword(form);
    samsSession = 'session' in first ? String(first.session) : expect.fail(first.kind);
    expect(await givesPassword(form)).toEqual({ kind: 'onward', interaction: ref.id });
  });

  it('in two tabs of one journey is not taken on as the other who has signed in there', async () => {
    const ref = await world.aJourney({ vtr: ['P0.Cp'] }, { address: patsEmail });
    const pats = await forAddress(ref, patsEmail);
    const page = byNobody(ref);
    // In the other tab Sam goes back, gives their address, and signs in.
    await giveAddress(world.ports, { ref: page, session: undefined, email: samsEmail });
    const first = await givesPassword(await forAddress(ref, samsEmail), undefined);
    samsSession = 'session' in first ? String(first.session) : expect.fail(first.kind);
    expect(await whose(first)).toBe(sam);
    const foreign = { kind: 'foreign' };
    expect(await givesPassword(pats)).toEqual(foreign);
    expect(await giveAddress(world.ports, { ref: page, session: samsSession, email: patsEmail })).toEqual(foreign);
    const shownToPat = { ref: await byPerson(ref, pat), session: samsSession, decision: 'accept', caller: theCaller };
    expect(await decideTerms(world.ports, shownToPat)).toEqual(foreign);
    expect(await givesPassword(await forAddress(ref, samsEmail))).toEqual({ kind: 'onward', interaction: ref.id });
  });
});

describe('a page that a person was shown', () => {
  it('does nothing for another who has signed in since, and does not let them in either', async () => {
    const ref = await world.aJourney({ vtr: ['P0.Cp.Cd'] });
    const form = { ref: await byPerson(ref, pat), session: samsSession, device: undefined, remember: false };
    expect(await givePasscode(world.ports, { ...form, code: '123456', caller: theCaller })).toEqual({
      kind: 'foreign',
    });
  });

  it('has no passkey made for another who has signed in since', async () => {
    const redirectUri = 'https://auth.example/account/security';
    const ref = await world.aJourney({ errand: 'add-passkey', redirectUri, scopes: ['openid'], vtr: ['P0.Cp.Cd'] });
    const ask = async (person: AccountId) =>
      offerPasskey(world.ports, { ref: await byPerson(ref, person), session: samsSession, ceremony: 'create' });
    expect(await ask(pat)).toEqual({ kind: 'refused' });
    expect(await ask(sam)).toMatchObject({ kind: 'options' });
    const answer = { ref: await byPerson(ref, pat), session: samsSession, response: '', caller: theCaller };
    expect(await addPasskey(world.ports, answer)).toEqual({ kind: 'foreign' });
  });
});
