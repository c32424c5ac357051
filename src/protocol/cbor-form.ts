/** CTAP allows no deeper nesting. @see FIDO CTAP 2.1 §8 */
const MOST_LEVELS = 4;

const majorTypes = { bytes: 2, text: 3, array: 4, map: 5, tag: 6 };

/**
 * Where one CBOR item ends, judged by its form alone: the decoder that comes after it would take a text that is shorter
 * than it says for a whole one, and follow any nesting.
 * @returns undefined when the item is cut short, of indefinite length, tagged, or nested deeper than four levels
 * @see RFC 8949 §3, §5.3.1; FIDO CTAP 2.1 §8 (canonical form)
 */
export function endOfCborItem(bytes: Uint8Array, start: number, levels = MOST_LEVELS): number | undefined {
  const head = readHead(bytes, start);
  if (head === undefined) return undefined;
  const { major, argument, end } = head;
  switch (major) {
    case majorTypes.bytes:
    case majorTypes.text:
      return argument <= bytes.length - end ? end + argument : undefined;
    case majorTypes.array:
    case majorTypes.map: {
      // Each item takes a byte at least, so a count can cost no more than the bytes that are there.
      const items = major === majorTypes.map ? argument * 2 : argument;
      let next: number | undefined = levels > 0 ? end : undefined;
      for (let item = 0; item < items && next !== undefined; item += 1) next = endOfCborItem(bytes, next, levels - 1);
      return next;
    }
    case majorTypes.tag:
      return undefined;
    default:
      return end;
  }
}

/** Where one CBOR map ends; undefined for any other item, and for what `endOfCborItem` does not take. */
export const endOfCborMap = (bytes: Uint8Array, start: number): number | undefined =>
  (bytes[start] ?? 0) >> 5 === majorTypes.map ? endOfCborItem(bytes, start) : undefined;

/** The first byte of an item, and the number that may follow it in 1, 2, 4 or 8 bytes. */
function readHead(bytes: Uint8Array, start: number) {
  const first = bytes[start];
  if (first === undefined) return undefined;
  const major = first >> 5;
  const short = first & 0x1f;
  if (short < 24) return { major, argument: short, end: start + 1 };
  if (short > 27) return undefined;
  const end = start + 1 + 2 ** (short - 24);
  if (end > bytes.length) return undefined;
  const argument = bytes.subarray(start + 1, end).reduce((number, byte) => number * 256 + byte, 0);
  return { major, argument, end };
}
