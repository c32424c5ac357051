import { describe, expect, it } from 'vitest';
import { domainBoundLine } from '../../src/domain/message';
import { hasAccount, messageSuppliers, supplierOrder } from '../../src/domain/message-supplier';

const all = () => true;

describe('the order of the suppliers', () => {
  it('is that of their weights', () => {
    expect(supplierOrder('sms', 0, all)).toEqual(['govuk-notify', 'voodoo-sms', 'amazon-sns']);
    expect(messageSuppliers.map(({ weight }) => weight)).toEqual([100, 10, 1]);
  });

  it('begins one further with each turn, and leaves nobody out', () => {
    expect(supplierOrder('sms', 1, all)).toEqual(['voodoo-sms', 'amazon-sns', 'govuk-notify']);
    expect(supplierOrder('sms', 2, all)).toEqual(['amazon-sns', 'govuk-notify', 'voodoo-sms']);
    expect(supplierOrder('sms', 3, all)).toEqual(supplierOrder('sms', 0, all));
  });

  it('holds those only that carry the channel and have an account with us', () => {
    expect(supplierOrder('email', 5, all)).toEqual(['govuk-notify']);
    expect(supplierOrder('voice', 0, all)).toEqual(['voodoo-sms']);
    expect(supplierOrder('sms', 1, (supplier) => supplier !== 'voodoo-sms')).toEqual(['amazon-sns', 'govuk-notify']);
    expect(supplierOrder('voice', 1, () => false)).toEqual([]);
  });
});

describe('an account with a supplier', () => {
  it('is there where its settings are, and always with GOV.UK Notify', () => {
    const bare = { voodoo: undefined, sns: undefined };
    const names = messageSuppliers.map(({ name }) => name);
    expect(names.filter((name) => hasAccount(bare, name))).toEqual(['govuk-notify']);
    expect(names.filter((name) => hasAccount({ ...bare, voodoo: {} }, name))).toEqual(['govuk-notify', 'voodoo-sms']);
    expect(names.filter((name) => hasAccount({ ...bare, sns: {} }, name))).toEqual(['govuk-notify', 'amazon-sns']);
  });
});

it('the last line of a text binds its code to the host', () => {
  expect(domainBoundLine('auth.gatehouse.example', '123456')).toBe('@auth.gatehouse.example #123456');
});
