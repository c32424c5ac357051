import { utf8 } from '../../src/crypto/utf8';

export type CborValue =
  | number
  | string
  | boolean
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborValue, CborValue>;

/** Joins byte strings. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A value in the canonical form of CTAP, map entries in the order given. @see RFC 8949 §3, FIDO CTAP 2.1 §8 */
export function cbor(value: CborValue): Uint8Array<ArrayBuffer> {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === 'string') return joined(head(3, utf8(value).length), utf8(value));
  if (value instanceof Uint8Array) return joined(head(2, value.length), value);
  if (value instanceof Map)
    return joined(head(5, value.size), ...[...value].flatMap(([key, held]) => [cbor(key), cbor(held)]));
  const items: readonly CborValue[] = [...(value as readonly CborValue[])];
  return joined(head(4, items.length), ...items.map(cbor));
}

/** The first byte and the number after it; also for lengths that are a lie. */
export function head(major: number, argument: number): Uint8Array<ArrayBuffer> {
  if (argument < 24) return Uint8Array.of((major << 5) | argument);
  const width = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3;
  const bytes = Array.from({ length: 2 ** width }, (_, index) =>
    Number((BigInt(argument) >> BigInt(8 * (2 ** width - 1 - index))) & 0xffn),
  );
  return Uint8Array.of((major << 5) | (24 + width), ...bytes);
}
