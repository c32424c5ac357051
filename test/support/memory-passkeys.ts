import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { AccountId } from '../../src/domain/brands';
import type { NewPasskey } from '../../src/domain/passkey';
import { offerPasskey } from '../../src/flows/offer-passkey';
import type { InteractionRef } from '../../src/ports/interactions';
import type { PasskeyCeremony } from '../../src/ports/passkeys';
import { aHeldPasskey } from '../protocol/passkey-fixtures';
import type { MemoryWorld } from './memory-ports';
import {
  type AuthenticatorTraits,
  createPasskey,
  type Lies,
  type SoftwarePasskey,
  usePasskey,
} from './software-authenticator';

/** Where a browser is in a journey. */
export interface Place {
  readonly ref: InteractionRef;
  readonly session?: string | undefined;
}

/** A person of this world with one passkey, and the device that holds it. */
export async function aHolder(
  world: MemoryWorld,
  {
    traits = {},
    held: changes = {},
    ...person
  }: Parameters<MemoryWorld['aPerson']>[0] & {
    readonly traits?: AuthenticatorTraits;
    readonly held?: Partial<NewPasskey>;
  } = {},
): Promise<{ readonly account: AccountId; readonly passkey: SoftwarePasskey }> {
  const { passkey, held } = await aHeldPasskey(traits);
  return { account: world.aPerson({ ...person, passkeys: [{ ...held, ...changes }] }), passkey };
}

async function offered(world: MemoryWorld, { ref, session }: Place, ceremony: PasskeyCeremony['kind']) {
  const offer = await offerPasskey(world.ports, { ref, session, ceremony });
  if (offer.kind !== 'options') throw new Error(`no ceremony of ${ceremony} belongs here`);
  return offer.options;
}

export const useOptions = async (world: MemoryWorld, place: Place) =>
  (await offered(world, place, 'get')) as PublicKeyCredentialRequestOptionsJSON;
export const makeOptions = async (world: MemoryWorld, place: Place) =>
  (await offered(world, place, 'create')) as PublicKeyCredentialCreationOptionsJSON;

const originOf = (world: MemoryWorld) => world.ports.settings.origin;

/** Asks for a challenge and has a device sign it. @returns the form field */
export const signedBy = async (world: MemoryWorld, place: Place, passkey: SoftwarePasskey, lies: Lies = {}) =>
  usePasskey(passkey, { options: await useOptions(world, place), origin: originOf(world) }, lies);

/** Asks for a challenge and makes a passkey for it. */
export const madeIn = async (world: MemoryWorld, place: Place, traits: AuthenticatorTraits = {}, lies: Lies = {}) =>
  createPasskey({ options: await makeOptions(world, place), origin: originOf(world) }, traits, lies);
