import { describe, expect, it } from 'vitest';
import type { PhoneNumber } from '../../src/domain/brands';
import { limits } from '../../src/storage/limits';
import { awaitedReceipts, isSuspect, noteAccepted, receipts, settleReceipt } from '../../src/storage/receipts';
import { clock } from './support/clock';
import { anEnv, away } from './support/env';

const token = 'a-token-of-thirty-two-characters-';
let count = 0;
const unique = () => {
  count += 1;
  return { reference: `message-${count}`, phone: `+4477009${10_000 + count}` as PhoneNumber };
};
const portOf = (changes: Partial<ReturnType<typeof anEnv>> = {}, confirmed?: PhoneNumber) => {
  const given = anEnv(changes);
  const parts = { env: given, limits: limits(given) };
  const asked: string[] = [];
  const port = receipts({
    ...parts,
    confirmUnreachable: async (id, reference) => {
      asked.push(`${id} ${reference}`);
      return confirmed;
    },
  });
  return { port, parts, asked };
};
const notify = { supplier: 'govuk-notify', supplierId: 'id' } as const;

describe('the token of receipts', () => {
  it('is the one that was configured, and no other', () => {
    const { port } = portOf({ NOTIFY_CALLBACK_TOKEN: token });
    expect([token, `${token}x`, token.replace('a', 'b'), '', undefined].map((one) => port.isNotify(one))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('is none where none was configured', () => {
    const { port } = portOf({ NOTIFY_CALLBACK_TOKEN: '' });
    expect(['', 'undefined', undefined].map((one) => port.isNotify(one))).toEqual([false, false, false]);
  });

  it('cannot be a short one', () => {
    expect(() => portOf({ NOTIFY_CALLBACK_TOKEN: 'x'.repeat(31) })).toThrow('NOTIFY_CALLBACK_TOKEN');
  });
});

describe('a receipt', () => {
  it('of a message that can never be delivered makes its number suspect for a day, if the supplier says so when asked', async () => {
    const { reference, phone } = unique();
    const { port, parts, asked } = portOf({}, phone);
    await noteAccepted(parts.env, 'govuk-notify', reference);
    expect(await isSuspect(parts, phone)).toBe(false);
    expect(await port.record({ ...notify, reference, state: 'permanent-failure' })).toBe('noted');
    expect([asked, await isSuspect(parts, phone)]).toEqual([[`id ${reference}`], true]);
    clock.advance(86_399);
    expect(await isSuspect(parts, phone)).toBe(true);
    clock.advance(1);
    expect(await isSuspect(parts, phone)).toBe(false);
  });

  it('that the supplier does not confirm makes no number suspect', async () => {
    const { reference, phone } = unique();
    const { port, parts } = portOf();
    await noteAccepted(parts.env, 'govuk-notify', reference);
    await port.record({ ...notify, reference, state: 'permanent-failure' });
    expect(await isSuspect(parts, phone)).toBe(false);
  });

  it.each(['delivered', 'temporary-failure', 'technical-failure'] as const)(
    'that says %s makes no number suspect, and asks nothing',
    async (state) => {
      const { reference, phone } = unique();
      const { port, parts, asked } = portOf({}, phone);
      await noteAccepted(parts.env, 'govuk-notify', reference);
      expect(await port.record({ ...notify, reference, state })).toBe('noted');
      expect([asked, await isSuspect(parts, phone)]).toEqual([[], false]);
    },
  );

  it('of a message that was never sent is unknown, and asks nothing', async () => {
    const { reference, phone } = unique();
    const { port, asked } = portOf({}, phone);
    expect(await port.record({ ...notify, reference, state: 'permanent-failure' })).toBe('unknown');
    expect(asked).toEqual([]);
  });

  it('is awaited until it came', async () => {
    const { reference, phone } = unique();
    const { port, parts } = portOf();
    await noteAccepted(parts.env, 'voodoo-sms', reference);
    expect(await awaitedReceipts(parts.env, 'voodoo-sms')).toContain(reference);
    const receipt = { supplier: 'voodoo-sms', reference, state: 'permanent-failure' } as const;
    await settleReceipt(parts, receipt, async () => phone);
    expect(await awaitedReceipts(parts.env, 'voodoo-sms')).not.toContain(reference);
    expect(await isSuspect(parts, phone)).toBe(true);
    const read = await port.read();
    expect(read.find(({ supplier }) => supplier === 'voodoo-sms')).toMatchObject({ failed: 1, configured: false });
    expect(read.find(({ supplier }) => supplier === 'govuk-notify')).toMatchObject({ configured: true });
  });

  it('is lost, no more, when the atom is away: the message was sent', async () => {
    const { parts } = portOf({ SUPPLIER: away() });
    await expect(noteAccepted(parts.env, 'voodoo-sms', 'm')).resolves.toBeUndefined();
  });
});
