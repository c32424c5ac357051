import { describe, expect, it } from 'vitest';
import { networkOf, wideNetworkOf } from '../../src/domain/network-address';

describe('the network that limits count by', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['[::ffff:192.0.2.7]', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['[2001:DB8:1:2::1]', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1::', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for all addresses of a /64, in every way of writing them, and another for the next', () => {
    const one = networkOf('2001:db8:0:1::1');
    expect(networkOf('2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe(one);
    expect(networkOf('2001:0DB8:0000:0001:0000:0000:0000:0002')).toBe(one);
    expect(networkOf('2001:db8::1:0:0:0:3')).toBe(one);
    expect(networkOf('2001:db8:0:2::1')).not.toBe(one);
  });

  it('is one for an IPv4 address, whichever way its IPv6 form is written', () => {
    expect(networkOf('::ffff:c000:207')).toBe('192.0.2.7');
    expect(networkOf('0:0:0:0:0:ffff:192.0.2.7')).toBe('192.0.2.7');
  });

  it.each([
    undefined,
    '',
    'localhost',
    '192.0.2',
    '1.2.3.4.5',
    'evil',
    'x::1',
    '1::2::3',
    '1:2:3',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::12345',
    ':',
  ])('of %s is unknown', (address) => {
    expect(networkOf(address)).toBe('unknown');
  });
});

describe('the wide network around a network', () => {
  it.each([
    ['2001:db8:7:1::1', '2001:db8:7::/48'],
    ['2001:db8:7:ffff::1', '2001:db8:7::/48'],
    ['2001:db8:8:1::1', '2001:db8:8::/48'],
    ['::2', '0:0:0::/48'],
    ['192.0.2.7', undefined],
    ['evil', undefined],
  ])('of %s is %s', (address, wide) => {
    expect(wideNetworkOf(networkOf(address))).toBe(wide);
  });
});
