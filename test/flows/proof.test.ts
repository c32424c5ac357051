import { beforeEach, describe, expect, it } from 'vitest';
import type { NhsNumber } from '../../src/domain/brands';
import type { PatientRecord } from '../../src/domain/patient-record';
import { confirmPatient, leaveProof } from '../../src/flows/confirm-patient';
import { continueJourney } from '../../src/flows/continue-journey';
import { giveBirthDate } from '../../src/flows/give-birth-date';
import { giveName } from '../../src/flows/give-name';
import { giveNhsNumber } from '../../src/flows/give-nhs-number';
import { leaveDisabled, leaveJourney } from '../../src/flows/leave-journey';
import { openStep } from '../../src/flows/open-step';
import { tracePatient } from '../../src/flows/trace-patient';
import type { InteractionRef } from '../../src/ports/interactions';
import { aService, noon, theCaller, theService } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';
import { aRecord } from '../support/memory-proofs';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
  world.services.set(theService, aService({ vectors: ['P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd'] }));
  world.pds.records = [aRecord()];
});

/** A person who is signed in, where a service asks for a level. */
async function atProof(vtr: readonly string[] = ['P5.Cp.Cd']) {
  const account = world.aPerson({ email: `${world.people.everybody().length}@example.com` as never });
  const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
  const ref = await world.aJourney({ vtr });
  return { account, session, ref };
}
type Prover = Awaited<ReturnType<typeof atProof>>;

const next = async ({ ref, session }: Prover): Promise<string | undefined> => {
  const outcome = await continueJourney(world.ports, { ref, session, caller: theCaller });
  return outcome.kind === 'onward' ? outcome.page : outcome.kind;
};
const onward = (ref: InteractionRef) => ({ kind: 'onward', interaction: ref.id });
const number = ({ ref, session }: Prover, nhsNumber = '999 000 0018') =>
  giveNhsNumber(world.ports, { ref, session, knows: 'yes', nhsNumber });
const unknown = ({ ref, session }: Prover) => giveNhsNumber(world.ports, { ref, session, knows: 'no', nhsNumber: '' });
const name = ({ ref, session }: Prover, first = 'Jane', last = 'Smith', middle = '') =>
  giveName(world.ports, { ref, session, first, middle, last });
const born = ({ ref, session }: Prover, day = '22', month = '10', year = '1980') =>
  giveBirthDate(world.ports, { ref, session, date: { day, month, year } });
const trace = ({ ref, session }: Prover, postcode = 'ls1 6ae', caller = theCaller) =>
  tracePatient(world.ports, { ref, session, postcode, caller });
const confirm = ({ ref, session }: Prover, answer = 'mine') =>
  confirmPatient(world.ports, { ref, session, answer, caller: theCaller });

/** Everything up to the record. */
async function traced(prover: Prover, record: Partial<PatientRecord> = {}) {
  world.pds.records = [aRecord(record)];
  await number(prover, record.nhsNumber ?? '9990000018');
  await born(prover);
  return trace(prover);
}

describe('proving who they are', () => {
  it('NL-111 by NHS number goes by date of birth and postcode to the record, and back to the service at P5', async () => {
    const prover = await atProof();
    expect(await next(prover)).toBe('prove/nhs-number');
    expect(await number(prover)).toEqual(onward(prover.ref));
    expect(await next(prover)).toBe('prove/date-of-birth');
    await born(prover);
    expect(await next(prover)).toBe('prove/postcode');
    expect(await trace(prover)).toEqual(onward(prover.ref));
    expect(await next(prover)).toBe('prove/confirm');
    expect(world.people.person(prover.account)?.level).toBe('P0');
    expect(await confirm(prover)).toEqual(onward(prover.ref));
    expect(world.people.person(prover.account)).toMatchObject({ level: 'P5', patient: { nhsNumber: '9990000018' } });
    expect(await next(prover)).toBe('consent');
  });

  it('NL-111 by name asks the name in place of the number', async () => {
    const prover = await atProof();
    await unknown(prover);
    expect(await next(prover)).toBe('prove/name');
    await name(prover);
    expect(await next(prover)).toBe('prove/date-of-birth');
    await born(prover);
    await trace(prover);
    expect(await next(prover)).toBe('prove/confirm');
    await confirm(prover);
    expect(world.people.person(prover.account)).toMatchObject({ level: 'P5', patient: { nhsNumber: '9990000018' } });
  });

  it('leaves nothing of what was typed in the journey', async () => {
    const prover = await atProof();
    await traced(prover);
    await confirm(prover);
    expect(world.factsOf(prover.ref)).toEqual({});
  });

  it.each<[readonly string[], string]>([
    [['P5.Cp.Cd'], 'prove/nhs-number'],
    [['P5.Cp.Cd', 'P9.Cp.Cd'], 'prove/nhs-number'],
    [['P9.Cp.Cd'], 'level-unavailable'],
    [['P0.Cp.Cd', 'P5.Cp.Cd'], 'consent'],
  ])('where %j is asked begins at %s', async (vtr, page) => {
    expect(await next(await atProof(vtr))).toBe(page);
  });

  it('NL-48 is not asked of who has done it, and P9 still ends', async () => {
    const prover = await atProof();
    await traced(prover);
    await confirm(prover);
    const again = { ...prover, ref: await world.aJourney({ vtr: ['P5.Cp.Cd', 'P9.Cp.Cd'] }) };
    expect(await next(again)).toBe('consent');
    expect(await next({ ...prover, ref: await world.aJourney({ vtr: ['P9.Cp.Cd'] }) })).toBe('level-unavailable');
  });

  it('is silently an interaction that is required', async () => {
    const prover = await atProof();
    const ref = await world.aJourney({ vtr: ['P5.Cp.Cd'], prompt: 'none' });
    const outcome = await continueJourney(world.ports, { ref, session: prover.session, caller: theCaller });
    expect(outcome).toMatchObject({
      kind: 'to-service',
      location: expect.stringContaining('error=interaction_required'),
    });
  });

  it('can be left for the service, at the first page and where it stopped', async () => {
    const location = expect.stringContaining('error=access_denied&error_description=IdentityLevelUnavailable');
    const first = await atProof();
    const { ref, session } = first;
    expect(await leaveJourney(world.ports, { ref, session, step: 'prove-nhs-number' })).toMatchObject({ location });
    const stopped = await atProof();
    await traced(stopped);
    await confirm(stopped, 'not-mine');
    expect(await leaveJourney(world.ports, { ...stopped, step: 'prove-stopped' })).toMatchObject({ location });
  });
});

describe('what one person said of who they are', () => {
  it('is nothing to the next who signs in on the same journey: neither shown, nor proved for them', async () => {
    const first = await atProof();
    await traced(first);
    const account = world.aPerson({ email: 'second@example.com' as never });
    const second = { ...first, account, session: world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere') };
    expect(await next(second)).toBe('prove/nhs-number');
    for (const step of ['prove-confirm', 'prove-postcode', 'prove-birth-date'] as const)
      expect(await openStep(world.ports, { ...second, step })).toMatchObject({ kind: 'onward' });
    expect(await openStep(world.ports, { ...second, step: 'prove-nhs-number' })).not.toHaveProperty('view.proof');
    expect(await confirm(second)).toEqual(onward(second.ref));
    expect(world.people.person(account)?.level).toBe('P0');
  });

  it('is not asked where nobody can be looked up', async () => {
    world = memoryWorld({ provesIdentity: false });
    world.services.set(theService, aService({ vectors: ['P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd'] }));
    expect(await next(await atProof())).toBe('level-unavailable');
  });
});

describe('an answer', () => {
  it.each([
    ['yes', 'QQ123456C', 'nhs-number-national-insurance'],
    ['yes', '', 'nhs-number-empty'],
    ['yes', '9990000019', 'nhs-number-check-digit'],
    ['', '', 'nhs-number-choice'],
  ])('to the first page of %j and %j is told as %s', async (knows, nhsNumber, problem) => {
    const { ref, session } = await atProof();
    expect(await giveNhsNumber(world.ports, { ref, session, knows, nhsNumber })).toMatchObject({
      kind: 'retry',
      problem,
    });
  });

  it('that is a number is taken as such, also where nothing was chosen', async () => {
    const prover = await atProof();
    const { ref, session } = prover;
    await giveNhsNumber(world.ports, { ref, session, knows: '', nhsNumber: '9990000018' });
    expect(await next(prover)).toBe('prove/date-of-birth');
  });

  it('tells everything that is wrong with a name', async () => {
    const prover = await atProof();
    await unknown(prover);
    const { ref, session } = prover;
    const outcome = await giveName(world.ports, { ref, session, first: '', middle: 'x'.repeat(36), last: '<' });
    expect(outcome).toMatchObject({
      problem: 'first-name-empty',
      further: ['middle-name-too-long', 'last-name-not-a-name'],
    });
  });

  it('may be changed: the pages before are open again, and what rested on it is asked anew', async () => {
    const prover = await atProof();
    await traced(prover);
    const { ref, session } = prover;
    for (const step of ['prove-nhs-number', 'prove-birth-date', 'prove-postcode'] as const)
      expect(await openStep(world.ports, { ref, session, step })).toMatchObject({ kind: 'page' });
    expect(await openStep(world.ports, { ref, session, step: 'prove-name' })).toMatchObject({ kind: 'onward' });
    await born(prover, '23');
    expect(await next(prover)).toBe('prove/postcode');
    expect(await trace(prover)).toMatchObject({ problem: 'no-match' });
  });

  it.each([
    ['Sian', 'ONeill Llyr', onward],
    ['Siân', 'O’Neill-Llŷr', onward],
    ['Sian', 'Neill', () => ({ problem: 'no-match' })],
  ])('of the name %s %s finds whom the record writes with marks, or nobody', async (first, last, outcome) => {
    world.pds.records = [aRecord({ names: [{ use: 'usual', given: ['Siân'], family: "O'Neill-Llŷr", period: {} }] })];
    const prover = await atProof();
    await unknown(prover);
    await name(prover, first, last);
    await born(prover);
    expect(await trace(prover)).toMatchObject(outcome(prover.ref));
  });

  it('that is changed leaves the others: nobody types again what they have told', async () => {
    const prover = await atProof();
    await unknown(prover);
    await name(prover, 'Jane', 'Smyth');
    await born(prover);
    expect(await trace(prover)).toMatchObject({ problem: 'no-match' });
    await name(prover);
    expect(await next(prover)).toBe('prove/postcode');
    const { ref, session } = prover;
    expect(await openStep(world.ports, { ref, session, step: 'prove-postcode' })).toMatchObject({
      view: { proof: { birthDate: '1980-10-22', postcode: 'LS1 6AE' } },
    });
    await trace(prover);
    expect(await next(prover)).toBe('prove/confirm');
  });

  it('of a number takes the place of a name, which is then neither compared nor shown', async () => {
    const prover = await atProof();
    await unknown(prover);
    await name(prover, 'Somebody', 'Else');
    await born(prover);
    await number(prover);
    expect(await next(prover)).toBe('prove/postcode');
    await trace(prover);
    const { ref, session } = prover;
    const confirm = await openStep(world.ports, { ref, session, step: 'prove-confirm' });
    expect(confirm).not.toHaveProperty('view.proof.name');
    // Who finds that they do not know it is asked for the name anew.
    await unknown(prover);
    expect(await next(prover)).toBe('prove/name');
  });

  it('comes in its turn only', async () => {
    const prover = await atProof();
    for (const early of [() => name(prover), () => born(prover), () => trace(prover), () => confirm(prover)])
      expect(await early()).toEqual(onward(prover.ref));
    expect(world.pds.asked).toBe(0);
    expect(await next(prover)).toBe('prove/nhs-number');
  });

  it('of somebody under 13 ends it before the record is asked', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover, '24', '11', '2013');
    expect(await next(prover)).toBe('prove/stopped');
    expect(world.pds.asked).toBe(0);
    await leaveProof(world.ports, { ...prover, decision: 'again', caller: theCaller });
    await number(prover);
    await born(prover, '23', '11', '2013');
    expect(await next(prover)).toBe('prove/postcode');
  });
});

describe('the record', () => {
  it.each<[string, Partial<PatientRecord>]>([
    ['another day of birth', { birthDate: { precision: 'day', text: '1980-10-23' } }],
    ['a day of birth known by its year', { birthDate: { precision: 'year', text: '1980' } }],
    ['another postcode', { addresses: [{ use: 'home', lines: [], postalCode: 'LS2 6AE', period: {} }] }],
    ['nothing to tell of where they live', { confidentiality: 'restricted', addresses: [] }],
  ])('that has %s reads like no record at all', async (_, record) => {
    const prover = await atProof();
    const outcome = await traced(prover, record);
    expect(outcome).toMatchObject({ kind: 'retry', problem: 'no-match', typed: 'ls1 6ae' });
    const nobody = await atProof();
    await number(nobody, '9990000026');
    await born(nobody);
    const { view: _one, ...told } = outcome as never as { view: unknown };
    const { view: _other, ...same } = (await trace(nobody)) as never as { view: unknown };
    expect(same).toEqual(told);
  });

  it('of two people who agree is nobody’s', async () => {
    world.pds.records = [aRecord(), aRecord({ nhsNumber: '9990000026' as NhsNumber })];
    const prover = await atProof();
    await unknown(prover);
    await name(prover);
    await born(prover);
    expect(await trace(prover)).toMatchObject({ problem: 'no-match' });
  });

  it('that took the place of another is theirs under its new number', async () => {
    const prover = await atProof();
    const record = aRecord({ nhsNumber: '9990000026' as NhsNumber });
    world.pds.answers.set('9990000018', { kind: 'superseded', record });
    await number(prover);
    await born(prover);
    await trace(prover);
    await confirm(prover);
    expect(world.people.person(prover.account)?.patient?.nhsNumber).toBe('9990000026');
  });

  it.each([
    ['invalidated', 'prove/stopped'],
    ['unavailable', 'prove/postcode'],
  ] as const)('that is %s leads to %s', async (kind, page) => {
    const prover = await atProof();
    world.pds.answers.set('9990000018', { kind });
    await number(prover);
    await born(prover);
    await trace(prover);
    expect(await next(prover)).toBe(page);
  });

  it('that is invalidated is told when everything was typed, and counts as a look that failed', async () => {
    const prover = await atProof();
    world.pds.answers.set('9990000018', { kind: 'invalidated' });
    for (let look = 0; look < 5; look += 1) {
      await number(prover);
      await born(prover);
      expect(world.pds.asked).toBe(look);
      await trace(prover);
      expect(await next(prover)).toBe('prove/stopped');
      await leaveProof(world.ports, { ...prover, decision: 'again', caller: theCaller });
    }
    await number(prover);
    await born(prover);
    expect(await trace(prover)).toMatchObject({ kind: 'locked', of: 'traces' });
  });

  it('NL-113 of a person who has died disables the account of who typed everything right', async () => {
    const prover = await atProof();
    expect(await traced(prover, { death: { notice: 'formal' } })).toMatchObject({ kind: 'disabled' });
    expect(world.people.person(prover.account)).toMatchObject({ disabled: true, level: 'P0' });
    expect(await next(prover)).toBe('sign-in');
    // The person is a guest of the service: they have a way back to it.
    expect(await leaveDisabled(world.ports, prover)).toMatchObject({
      kind: 'to-service',
      location: expect.stringContaining('error=access_denied&error_description=IdentityLevelUnavailable'),
    });
    expect(await leaveDisabled(world.ports, prover)).toEqual({ kind: 'lost' });
  });

  it('of a person who has died is told to who signed in on the same journey, and nobody signs in once more', async () => {
    const account = world.aPerson();
    const ref = await world.aJourney({ vtr: ['P5.Cp.Cd'] });
    const prover = { account, ref, session: world.people.open(account, { Cp: noon, Cd: noon }, ref.id) };
    await traced(prover, { death: { notice: 'formal' } });
    expect(await next(prover)).toBe('disabled');
    const page = { ...prover, step: 'sign-in-passcode' } as const;
    expect(await openStep(world.ports, page)).toMatchObject({ kind: 'disabled', view: { interaction: ref.id } });
    // Another journey may be of another person at this browser.
    expect(await next({ ...prover, ref: await world.aJourney({ vtr: ['P5.Cp.Cd'] }) })).toBe('sign-in');
  });

  it('of a person who has died disables nobody whose login a service asserts; nothing comes of the proof', async () => {
    const prover = await atProof();
    world.pds.records = [aRecord({ death: { notice: 'formal' } })];
    await number(prover);
    await born(prover);
    const proofs = { ...world.ports.proofs, disable: async () => 'stays' as const };
    const asked = { ...prover, postcode: 'LS1 6AE', caller: theCaller };
    expect(await tracePatient({ ...world.ports, proofs }, asked)).toEqual(onward(prover.ref));
    expect(await next(prover)).toBe('prove/stopped');
    expect(world.factsOf(prover.ref)).toMatchObject({ proofStop: 'deceased' });
  });

  it('is not asked about on a password alone: the code comes first, and no form goes past it', async () => {
    world.services.set(theService, aService({ vectors: ['P5.Cp'] }));
    const account = world.aPerson();
    const ref = await world.aJourney({ vtr: ['P5.Cp'] });
    const prover = { account, ref, session: world.people.open(account, { Cp: noon }, 'elsewhere') };
    expect(await next(prover)).toBe('sign-in/passcode');
    expect(await traced(prover)).toEqual(onward(ref));
    expect(await confirm(prover)).toEqual(onward(ref));
    expect([world.pds.asked, world.people.person(account)?.level]).toEqual([0, 'P0']);
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    await traced({ ...prover, session });
    await confirm({ ...prover, session });
    expect(world.people.person(account)?.level).toBe('P5');
    // Who has proved it comes in by the password, as the service wants.
    expect(await next(prover)).toBe('consent');
  });

  it('of a person who has died disables nobody who typed another postcode, and says what is said where no record agrees', async () => {
    const prover = await atProof();
    world.pds.records = [aRecord({ death: { notice: 'formal' } })];
    await number(prover);
    await born(prover);
    expect(await trace(prover, 'LS1 9ZZ')).toMatchObject({ kind: 'retry', problem: 'no-match' });
    expect(world.people.person(prover.account)?.disabled).toBeUndefined();
  });

  it('is not theirs when they say so; and nothing of it stays', async () => {
    const prover = await atProof();
    await traced(prover);
    await confirm(prover, 'not-mine');
    expect(await next(prover)).toBe('prove/stopped');
    await leaveProof(world.ports, { ...prover, decision: 'continue', caller: theCaller });
    expect(world.people.person(prover.account)?.level).toBe('P0');
    expect(world.factsOf(prover.ref)).toEqual({});
    expect(await next(prover)).toBe('prove/nhs-number');
  });

  it('that is partly wrong is theirs all the same when they go on with it', async () => {
    const prover = await atProof();
    await traced(prover);
    await confirm(prover, 'partly-mine');
    expect(await next(prover)).toBe('prove/stopped');
    expect(world.people.person(prover.account)?.level).toBe('P0');
    await leaveProof(world.ports, { ...prover, decision: 'continue', caller: theCaller });
    expect(world.people.person(prover.account)?.level).toBe('P5');
  });

  it.each(['', 'yes', '__proto__', 'constructor'])('is answered by one of the buttons: %j is none', async (answer) => {
    const prover = await atProof();
    await traced(prover);
    expect(await confirm(prover, answer)).toMatchObject({ kind: 'retry', problem: 'decision-missing' });
    expect(world.people.person(prover.account)?.level).toBe('P0');
  });

  it('NL-112 that another account has is refused to a second one', async () => {
    const [first, second] = [await atProof(), await atProof()];
    await traced(first);
    await confirm(first);
    await traced(second);
    await confirm(second);
    expect(await next(second)).toBe('prove/stopped');
    expect(world.factsOf(second.ref)).toMatchObject({ proofStop: 'held-by-another' });
    expect(world.people.person(second.account)?.level).toBe('P0');
  });
});

describe('a proof that is suspended', () => {
  const suspended = async () => {
    const prover = await atProof();
    await traced(prover);
    await confirm(prover);
    world.people.change(prover.account, { level: 'P0', suspended: true });
    return { ...prover, ref: await world.aJourney({ vtr: ['P5.Cp.Cd'] }) };
  };

  it('NL-113 is told where more than P0 is asked, with a way to prove it anew', async () => {
    const prover = await suspended();
    expect(await next(prover)).toBe('prove/stopped');
    const page = await openStep(world.ports, { ...prover, step: 'prove-stopped' });
    expect(page).toMatchObject({ kind: 'page', view: { proof: { stop: 'invalidated' } } });
    await leaveProof(world.ports, { ...prover, decision: 'again', caller: theCaller });
    expect(await next(prover)).toBe('prove/nhs-number');
    await traced(prover, { nhsNumber: '9990000026' as NhsNumber });
    await confirm(prover);
    expect(await next(prover)).toBe('consent');
    expect(world.people.person(prover.account)).toMatchObject({ level: 'P5', patient: { nhsNumber: '9990000026' } });
  });

  it('is told again on another journey, and can be left for the service', async () => {
    const prover = await suspended();
    await leaveProof(world.ports, { ...prover, decision: 'again', caller: theCaller });
    const again = { ...prover, ref: await world.aJourney({ vtr: ['P5.Cp.Cd'] }) };
    expect(await next(again)).toBe('prove/stopped');
    expect(await leaveJourney(world.ports, { ...again, step: 'prove-stopped' })).toMatchObject({ kind: 'to-service' });
  });

  it('is nothing to a service that asks P0, and silently an interaction', async () => {
    const prover = await suspended();
    expect(await next({ ...prover, ref: await world.aJourney({ vtr: ['P0.Cp.Cd'] }) })).toBe('consent');
    const ref = await world.aJourney({ vtr: ['P5.Cp.Cd'], prompt: 'none' });
    expect(await continueJourney(world.ports, { ref, session: prover.session, caller: theCaller })).toMatchObject({
      location: expect.stringContaining('error=interaction_required'),
    });
  });
});

describe('tries', () => {
  it('are five; then none is made for fifteen minutes, with the right details neither', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover);
    for (let wrong = 1; wrong <= 5; wrong += 1)
      expect(await trace(prover, 'LS2 6AE')).toMatchObject({ problem: 'no-match' });
    const asked = world.pds.asked;
    expect(await trace(prover)).toMatchObject({ kind: 'locked', of: 'traces', until: noon + 900 });
    expect(world.pds.asked).toBe(asked);
    world.advance(900);
    expect(await trace(prover)).toEqual(onward(prover.ref));
  });

  it('while nobody answers are none', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover);
    world.pds.away = true;
    for (let times = 0; times < 8; times += 1)
      expect(await trace(prover)).toMatchObject({ kind: 'retry', problem: 'record-unavailable' });
    world.pds.away = false;
    expect(await trace(prover)).toEqual(onward(prover.ref));
  });

  it('from a network that has made too many are not counted for the account', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover);
    for (let times = 0; times < 60; times += 1) await world.ports.limits.take('traces-by-address', theCaller.address);
    for (let times = 0; times < 6; times += 1)
      expect(await trace(prover)).toMatchObject({ kind: 'locked', of: 'requests' });
    const { ref, session } = prover;
    const elsewhere = { ...theCaller, address: '198.51.100.7' };
    expect(await tracePatient(world.ports, { ref, session, postcode: 'LS1 6AE', caller: elsewhere })).toEqual(
      onward(ref),
    );
  });

  /** Somebody who fails at the person of the record, from a network of their own. */
  async function guesser(network: number, guesses: number): Promise<Prover> {
    const prover = await atProof();
    await number(prover);
    await born(prover);
    for (let wrong = 0; wrong < guesses; wrong += 1)
      expect(await trace(prover, 'LS2 6AE', from(network))).toMatchObject({ problem: 'no-match' });
    return prover;
  }
  async function guesserAgain(account: Prover['account']): Promise<Prover> {
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const prover = { account, session, ref: await world.aJourney({ vtr: ['P5.Cp.Cd'] }) };
    await number(prover);
    await born(prover);
    return prover;
  }
  const from = (network: number) => ({ ...theCaller, address: `198.51.100.${network}` });
  const untilTomorrow = { kind: 'locked', of: 'traces', until: noon + 86_400 };

  it('for one person that fail are thirty a day by all accounts together, and who failed waits', async () => {
    const failed: Prover[] = [];
    for (let account = 0; account < 10; account += 1) failed.push(await guesser(account, 3));
    const asked = world.pds.asked;
    const [prover = await atProof()] = failed;
    // Nor does it count as theirs that nobody was looked for.
    for (let times = 0; times < 6; times += 1) expect(await trace(prover)).toMatchObject(untilTomorrow);
    // Another account of the same network waits with it.
    expect(await trace(await guesser(0, 0), 'ls1 6ae', from(0))).toMatchObject(untilTomorrow);
    expect(world.pds.asked).toBe(asked);
    world.advance(86_400);
    const next = await guesser(0, 0);
    expect(await trace(next, 'ls1 6ae', from(0))).toEqual(onward(next.ref));
  });

  it('of others shut no person out who says everything right, from where nobody failed', async () => {
    for (let account = 0; account < 10; account += 1) await guesser(account, 3);
    for (let times = 0; times < 3; times += 1) {
      const owner = await guesser(100, 0);
      expect(await trace(owner, 'ls1 6ae', from(100))).toEqual(onward(owner.ref));
    }
  });

  it('for one person are sixty a day by newcomers as well, one by each', async () => {
    for (let account = 0; account < 10; account += 1) await guesser(account, 3);
    const newcomer = await guesser(100, 1);
    expect(await trace(newcomer, 'ls1 6ae', from(100))).toMatchObject(untilTomorrow);
    for (let account = 1; account < 30; account += 1) await guesser(100 + account, 1);
    const asked = world.pds.asked;
    expect(await trace(await guesser(200, 0), 'ls1 6ae', from(200))).toMatchObject(untilTomorrow);
    expect(world.pds.asked).toBe(asked);
  });

  it.each([
    ['account', (first: Prover) => guesserAgain(first.account), from],
    ['network', () => guesser(1, 0), () => from(1)],
  ])('by one %s at one person are ten a day: it takes more to use up those of all', async (_of, again, caller) => {
    const first = await guesser(1, 5);
    for (let round = 0; round < 2; round += 1) {
      world.advance(900);
      const prover = await again(first);
      const answers: unknown[] = [];
      for (let wrong = 0; wrong < 5; wrong += 1) answers.push(await trace(prover, 'LS2 6AE', caller(2 + wrong)));
      expect(answers.map((answer) => Object(answer).kind)).toEqual(
        Array.from({ length: 5 }, () => (round === 0 ? 'retry' : 'locked')),
      );
    }
    // What is refused uses up nothing of what others may do.
    for (const network of [11, 12, 13, 14]) await guesser(network, 5);
    expect(await trace(await guesser(11, 0), 'ls1 6ae', from(11))).toMatchObject({ kind: 'locked' });
  });

  it.each([
    ['days of birth', (guess: number) => ({ day: String(1 + (guess % 28)), postcode: 'ls1 6ae', first: 'Jane' })],
    ['postcodes', (guess: number) => ({ day: '21', postcode: `LS${1 + guess} 6AE`, first: 'Jane' })],
    [
      'forms of it',
      (guess: number) => ({ day: '21', postcode: 'ls1 6ae', first: `Jan${'e'.repeat(1 + (guess % 30))}` }),
    ],
    [
      'ways to part it',
      (guess: number) => {
        const letters = 1 + (guess % 3);
        return { day: '21', postcode: 'ls1 6ae', first: 'Jane'.slice(0, letters), middle: 'Jane'.slice(letters) };
      },
    ],
  ])('for one name by many %s are counted together', async (_what, at) => {
    const outcomes: unknown[] = [];
    for (let account = 0; account < 11; account += 1) {
      const prover = await atProof();
      await unknown(prover);
      for (let wrong = 0; wrong < 3; wrong += 1) {
        const { day, postcode, first, middle } = { middle: '', ...at(account * 3 + wrong) };
        if (day === '22') continue;
        await name(prover, first, 'Smith', middle);
        await born(prover, day);
        // All from networks that have failed: none is a newcomer.
        outcomes.push(await trace(prover, postcode, from(account % 10)));
      }
    }
    expect(outcomes.filter((one) => Object(one).problem === 'no-match')).toHaveLength(30);
  });

  it('that agree count for nobody: a person may be looked for as often as they say everything right', async () => {
    const prover = await atProof();
    for (let times = 0; times < 40; times += 1) {
      await traced(prover);
      await confirm(prover, 'not-mine');
      await leaveProof(world.ports, { ...prover, decision: 'again', caller: theCaller });
    }
    expect(await traced(prover)).toEqual(onward(prover.ref));
  });

  it('that cannot be a postcode are none', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover);
    for (let times = 0; times < 8; times += 1)
      expect(await trace(prover, 'BT1 1AA')).toMatchObject({ problem: 'postcode-northern-ireland' });
    expect(world.pds.asked).toBe(0);
    expect(await trace(prover)).toEqual(onward(prover.ref));
  });

  it('are written down, with what did not agree; nothing of what was typed', async () => {
    const prover = await atProof();
    await number(prover);
    await born(prover, '23');
    await trace(prover);
    const [event] = world.events.filter(({ kind }) => kind === 'identity_traced');
    expect(event).toMatchObject({ account: prover.account, detail: { found: 'none', because: 'birth-date' } });
    expect(JSON.stringify(world.events)).not.toMatch(/1980|9990000018|LS1/i);
  });
});
