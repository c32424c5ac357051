import { beforeEach, describe, expect, it } from 'vitest';
import { after as later } from '../../src/domain/brands';
import type { InteractionFacts } from '../../src/domain/interaction';
import type { StepName } from '../../src/domain/journey';
import { giveAddress } from '../../src/flows/give-address';
import { givePassword } from '../../src/flows/give-password';
import { givePhone } from '../../src/flows/give-phone';
import { openStep } from '../../src/flows/open-step';
import { registerAddress } from '../../src/flows/register-address';
import { resendPasscode } from '../../src/flows/resend-passcode';
import { resendRegistrationCode } from '../../src/flows/resend-registration-code';
import type { InteractionRef } from '../../src/ports/interactions';
import { noon, patsEmail, registeredFacts, theCaller } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

const minute = 60;
const hour = 60 * minute;
const { path, address, emailProof, password } = registeredFacts;

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const by = (ref: InteractionRef) => ({ ref, session: undefined, caller: theCaller });

async function shown(ref: InteractionRef, step: StepName) {
  const outcome = await openStep(world.ports, { ...by(ref), step });
  if (outcome.kind !== 'page') throw new Error(`${step} is not shown: ${outcome.kind}`);
  return outcome.view;
}

describe('how long a page is good for', () => {
  it('is an hour from the beginning of the journey, however late it is opened', async () => {
    const ref = await world.aJourney();
    world.advance(50 * minute);
    expect((await shown(ref, 'sign-in-address')).ends).toEqual({ at: later(noon, hour), of: 'journey' });
  });

  it('is a quarter of an hour from a right password, when its code is waited for', async () => {
    world.aPerson();
    const ref = await world.aJourney();
    await giveAddress(world.ports, { ...by(ref), email: patsEmail });
    expect((await shown(ref, 'sign-in-credential')).ends).toEqual({ at: later(noon, hour), of: 'journey' });
    await givePassword(world.ports, {
      step: 'sign-in-credential',
      ...by(ref),
      device: undefined,
      password: 'brisk otters paddle upstream',
    });
    expect((await shown(ref, 'sign-in-passcode')).ends).toEqual({ at: later(noon, 15 * minute), of: 'password' });
  });

  it('never goes beyond the hour', async () => {
    world.aPerson();
    const ref = await world.aJourney();
    world.advance(55 * minute);
    await giveAddress(world.ports, { ...by(ref), email: patsEmail });
    await givePassword(world.ports, {
      step: 'sign-in-credential',
      ...by(ref),
      device: undefined,
      password: 'brisk otters paddle upstream',
    });
    expect((await shown(ref, 'sign-in-passcode')).ends).toEqual({ at: later(noon, hour), of: 'journey' });
  });
});

interface Sending {
  readonly step: StepName;
  readonly facts: InteractionFacts;
  readonly life: number;
  send(ref: InteractionRef): Promise<unknown>;
  again(ref: InteractionRef): ReturnType<typeof resendPasscode>;
}
const registering = (ref: InteractionRef) => resendRegistrationCode(world.ports, by(ref));
const sendings: readonly Sending[] = [
  {
    step: 'register-email-code',
    facts: {},
    life: hour,
    send: (ref) => registerAddress(world.ports, { ...by(ref), email: patsEmail }),
    again: registering,
  },
  {
    step: 'register-phone-code',
    facts: { path, address, emailProof, password },
    life: 5 * minute,
    send: (ref) => givePhone(world.ports, { ...by(ref), phone: '07700 900123' }),
    again: registering,
  },
  {
    step: 'sign-in-passcode',
    facts: { address },
    life: 5 * minute,
    send: (ref) =>
      givePassword(world.ports, {
        step: 'sign-in-credential',
        ...by(ref),
        device: undefined,
        password: 'brisk otters paddle upstream',
      }),
    again: (ref) => resendPasscode(world.ports, by(ref)),
  },
];

describe.each(sendings)('the page $step', ({ step, facts, life, send, again }) => {
  it('says until when the code works that was sent last, in the answer and when it is opened again', async () => {
    world.aPerson();
    const ref = await world.aJourney({}, facts);
    await send(ref);
    world.advance(2 * minute);
    expect(await shown(ref, step)).toMatchObject({ codeUntil: later(noon, life) });
    expect(await again(ref)).toMatchObject({ resent: true, view: { codeUntil: later(noon, 2 * minute + life) } });
    expect(await shown(ref, step)).toMatchObject({ codeUntil: later(noon, 2 * minute + life) });
  });
});
