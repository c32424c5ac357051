/**
 * The part of a network address that limits count by: an IPv4 address whole, also where it is written as an IPv6 one; an
 * IPv6 address by its /64, for one line of one household has all of a /64.
 * @returns `unknown` for what is no address
 * @see RFC 4291 §2.2, §2.5.5.2
 */
export function networkOf(address: string | undefined): string {
  const text = (address ?? '')
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .toLowerCase();
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
  const groups = readGroups(text);
  if (groups === undefined) return 'unknown';
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 6).every((group, index) => group === (index === 5 ? 0xffff : 0));
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/**
 * The /48 around the /64 of an IPv6 address: what one line can be given, or a stranger can rent.
 * @param network as `networkOf` gives it
 * @returns undefined where there is nothing wider: IPv4, or no address
 * @see RFC 6177 §2
 */
export function wideNetworkOf(network: string): string | undefined {
  return network.endsWith('::/64') ? `${network.split(':').slice(0, 3).join(':')}::/48` : undefined;
}

/** The eight groups of an IPv6 address, a dotted end included; undefined for what is none. */
function readGroups(text: string): readonly number[] | undefined {
  const inHex = text.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (_dotted, ...bytes: readonly string[]) =>
    [bytes.slice(0, 2), bytes.slice(2, 4)].map(([a, b]) => (Number(a) * 256 + Number(b)).toString(16)).join(':'),
  );
  const [head = '', tail, ...more] = inHex.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const left = 8 - front.length - back.length;
  const isWhole = more.length === 0 && (tail === undefined ? left === 0 : left > 0);
  if (!isWhole || ![...front, ...back].every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return [...front, ...Array<string>(left).fill('0'), ...back].map((group) => Number.parseInt(group, 16));
}
