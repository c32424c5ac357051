import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomId } from '../../src/crypto/random';
import { seal } from '../../src/crypto/sealing';
import type { Message, SealedMessage } from '../../src/domain/message';
import type { MessageSupplier } from '../../src/domain/message-supplier';
import { type DeliveryParts, deliverMessage } from '../../src/integrations/message-delivery';
import { openSuppliers, type Suppliers } from './support/suppliers';

const masterKeys = new Map([[1, new Uint8Array(32).fill(1)]]);
const all: readonly MessageSupplier[] = ['govuk-notify', 'voodoo-sms', 'amazon-sns'];

let world: Suppliers;
let taken: [MessageSupplier, string][] = [];
beforeEach(async () => {
  taken = [];
  world = await openSuppliers();
});
afterEach(() => world.close());

/** Circuits that note what they hear; those named are open. */
function circuits(open: readonly MessageSupplier[] = []) {
  const reports: (readonly [MessageSupplier, boolean, number?])[] = [];
  const circuit: DeliveryParts['circuit'] = (supplier) => ({
    admits: async () => !open.includes(supplier),
    report: async (succeeded, wait) =>
      void reports.push(wait === undefined ? [supplier, succeeded] : [supplier, succeeded, wait]),
  });
  return { reports, circuit };
}

async function sealed(message: Message, turn?: number, keys = masterKeys): Promise<SealedMessage> {
  const id = randomId();
  const text = await seal(keys, 'message', JSON.stringify(message), id);
  const { channel, template } = message;
  return { id, channel, template, sealed: text, ...(turn === undefined ? {} : { turn }) };
}

const deliver = (
  message: SealedMessage,
  {
    gate = circuits(),
    config = {},
  }: { gate?: ReturnType<typeof circuits>; config?: Partial<DeliveryParts['config']> } = {},
) =>
  deliverMessage(
    {
      config: { masterKeys, ...world.config, ...config },
      circuit: gate.circuit,
      noteAccepted: async (supplier, id) => void taken.push([supplier, id]),
      text: world.text,
      now: world.now,
    },
    message,
  );
const asked = () =>
  world.requests
    .list({})
    .map(({ system }) => system)
    .reverse();
const breakDown = (mode: 'down' | 'garbage' | 'busy', ...systems: readonly MessageSupplier[]) => {
  for (const system of systems) world.faults.set({ system, mode });
};

describe('a message on its way out', () => {
  it('goes to GOV.UK Notify alone while that one works', async () => {
    const gate = circuits();
    expect(await deliver(await sealed(world.sms()), { gate })).toBe('delivered');
    expect([asked(), gate.reports]).toEqual([['govuk-notify'], [['govuk-notify', true]]]);
  });

  it('goes to Voodoo SMS when Notify is away, then to Amazon SNS: the same message with the same code', async () => {
    breakDown('down', 'govuk-notify');
    const gate = circuits();
    expect(await deliver(await sealed(world.sms()), { gate })).toBe('delivered');
    breakDown('down', 'voodoo-sms');
    expect(await deliver(await sealed(world.sms()), { gate })).toBe('delivered');
    expect(world.inbox.list({}).map(({ provider, code }) => [provider, code])).toEqual([
      ['amazon-sns', '123456'],
      ['voodoo-sms', '123456'],
    ]);
    expect(gate.reports.slice(0, 2)).toEqual([
      ['govuk-notify', false],
      ['voodoo-sms', true],
    ]);
  });

  it('goes on to the next at once when a supplier asks to be left alone, which its circuit is told', async () => {
    breakDown('busy', 'govuk-notify', 'voodoo-sms');
    const gate = circuits();
    expect(await deliver(await sealed(world.sms()), { gate })).toBe('delivered');
    expect(asked()).toEqual(all);
    expect(gate.reports).toEqual([
      ['govuk-notify', false, 30],
      ['voodoo-sms', false, 30],
      ['amazon-sns', true],
    ]);
    breakDown('busy', ...all);
    expect(await deliver(await sealed(world.sms()), { gate })).toBe('failed');
    expect(gate.reports.at(-1)).toEqual(['amazon-sns', false, 30]);
  });

  it('is noted at the supplier that took it, and at no other', async () => {
    breakDown('down', 'govuk-notify');
    const message = await sealed(world.sms());
    await deliver(message);
    breakDown('garbage', 'voodoo-sms');
    await deliver(await sealed(world.sms()));
    expect(taken).toEqual([['voodoo-sms', message.id]]);
  });

  it('waits when all are away, and is sent when one of them is back', async () => {
    breakDown('down', ...all);
    const message = await sealed(world.sms());
    expect(await deliver(message)).toBe('failed');
    expect(asked()).toEqual(all);
    world.faults.set({ system: 'amazon-sns', mode: 'up' });
    expect(await deliver(message)).toBe('delivered');
    expect(world.inbox.list({})).toMatchObject([{ provider: 'amazon-sns', code: '123456' }]);
  });

  it('is not sent when its code has expired meanwhile', async () => {
    const message = await sealed(world.sms());
    world.clock.advance(300);
    expect(await deliver(message)).toBe('refused');
    expect(asked()).toEqual([]);
  });

  it('that a supplier may have taken is not given to another; tried again it begins with the next one', async () => {
    breakDown('garbage', 'govuk-notify');
    const gate = circuits();
    const message = await sealed(world.sms());
    expect(await deliver(message, { gate })).toBe('failed');
    expect([asked(), gate.reports]).toEqual([['govuk-notify'], [['govuk-notify', false]]]);
    expect(await deliver({ ...message, turn: 1 }, { gate })).toBe('delivered');
    expect(world.inbox.list({})).toMatchObject([{ provider: 'voodoo-sms', code: '123456' }]);
  });

  it('that Notify has taken without saying so is not sent twice, and one it has not taken is sent', async () => {
    world.faults.set({ system: 'govuk-notify', mode: 'dropped', times: 1 });
    const email = await sealed(world.email());
    expect(await deliver(email)).toBe('failed');
    // While Notify says nothing, nobody knows, and nothing is sent.
    breakDown('down', 'govuk-notify');
    expect(await deliver({ ...email, turn: 1, mayBeTaken: true })).toBe('failed');
    breakDown('garbage', 'govuk-notify');
    expect(await deliver({ ...email, turn: 2, mayBeTaken: true })).toBe('failed');
    world.faults.clear();
    expect(await deliver({ ...email, turn: 3, mayBeTaken: true })).toBe('delivered');
    expect(taken).toEqual([['govuk-notify', email.id]]);
    expect(world.inbox.list({ to: 'ada@example.org' })).toHaveLength(1);
    expect(await deliver({ ...(await sealed(world.email('bob@example.org'))), mayBeTaken: true })).toBe('delivered');
    expect(world.inbox.list({ to: 'bob@example.org' })).toHaveLength(1);
  });

  it('to a number that is none ends at the first supplier: it is not tried again, nor elsewhere', async () => {
    const gate = circuits();
    expect(await deliver(await sealed(world.sms('+4477009')), { gate })).toBe('refused');
    expect([asked(), gate.reports]).toEqual([['govuk-notify'], [['govuk-notify', true]]]);
  });

  it.each([
    [1, ['voodoo-sms']],
    [2, ['amazon-sns']],
    [3, ['govuk-notify']],
  ] as const)('asked for again %d times, goes another way', async (turn, way) => {
    expect(await deliver(await sealed(world.sms(), turn))).toBe('delivered');
    expect(asked()).toEqual(way);
  });

  it('passes over a supplier whose circuit is open', async () => {
    expect(await deliver(await sealed(world.sms()), { gate: circuits(['govuk-notify']) })).toBe('delivered');
    expect(await deliver(await sealed(world.email()), { gate: circuits(['govuk-notify']) })).toBe('failed');
    expect(asked()).toEqual(['voodoo-sms']);
  });

  it('that was put off asks whatever the circuit says: it would wait twice, for the circuit and for its own pause', async () => {
    const email = { ...(await sealed(world.email())), mayBeTaken: true as const };
    expect(await deliver(email, { gate: circuits(['govuk-notify']) })).toBe('delivered');
  });

  it('passes over suppliers without an account', async () => {
    breakDown('down', 'govuk-notify');
    expect(await deliver(await sealed(world.sms()), { config: { voodoo: undefined } })).toBe('delivered');
    expect(await deliver(await sealed(world.sms()), { config: { voodoo: undefined, sns: undefined } })).toBe('failed');
    expect(asked()).toEqual(['govuk-notify', 'amazon-sns', 'govuk-notify']);
  });

  it('to an e-mail address goes by Notify only', async () => {
    breakDown('down', 'govuk-notify');
    expect(await deliver(await sealed(world.email()))).toBe('failed');
    expect(asked()).toEqual(['govuk-notify']);
  });

  it('to a landline is read out by Voodoo SMS, and waits while that one is away', async () => {
    expect(await deliver(await sealed(world.voice()))).toBe('delivered');
    breakDown('down', 'voodoo-sms');
    expect(await deliver(await sealed(world.voice(), 1))).toBe('failed');
    expect(asked()).toEqual(['voodoo-sms', 'voodoo-sms']);
    expect(world.inbox.list({})).toMatchObject([{ channel: 'voice', code: '123456' }]);
  });

  it('that does not open is not sent: another key, or the text of another message', async () => {
    const other = new Map([[1, new Uint8Array(32).fill(2)]]);
    expect(await deliver(await sealed(world.sms(), 0, other))).toBe('failed');
    expect(await deliver({ ...(await sealed(world.sms())), id: randomId() })).toBe('failed');
    expect(asked()).toEqual([]);
  });
});
