/** Something of a person that must stand nowhere as it is. */
export interface Canary {
  readonly label: string;
  readonly value: string;
  /** A number so short that it is looked for as a number of its own, not inside longer ones. */
  readonly isCode?: boolean;
}

interface Needle {
  readonly bytes: Buffer;
  readonly label: string;
  readonly isCode: boolean;
}

/** Looks for many needles in one walk through a haystack. */
export interface CanarySearch {
  /** @returns the labels of what was found, each with how it was written */
  find(haystack: Buffer): readonly string[];
  readonly needles: number;
}

const shortest = 5;

/** Ways in which the bytes of a value may be written. */
function writtenAs(bytes: Buffer): readonly (readonly [string, Buffer])[] {
  const text = bytes.toString('utf8');
  const little = Buffer.from(text, 'utf16le');
  const hex = bytes.toString('hex');
  const written: [string, string | Buffer][] = [
    ['plain', bytes],
    ['percent-encoded', encodeURIComponent(text)],
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
  ];
  for (const before of [0, 1, 2]) {
    // Of what stands before and behind only the whole characters between are known.
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const known = encoded.slice([0, 2, 3][before], Math.floor(((before + bytes.length) * 8) / 6));
    written.push([`base64, ${before} bytes in`, known]);
    written.push([`base64url, ${before} bytes in`, known.replaceAll('+', '-').replaceAll('/', '_')]);
  }
  const plain = bytes.toString('latin1');
  return written
    .map(([how, content]) => [how, Buffer.from(content)] as const)
    .filter(([how, content]) => how === 'plain' || content.toString('latin1') !== plain);
}

function needlesOf({ label, value, isCode = false }: Canary): readonly Needle[] {
  const named = (bytes: Buffer, kind = '') =>
    writtenAs(bytes).map(([how, written]) => ({
      bytes: written,
      label: `${label}${kind} (${how})`,
      isCode: isCode && how === 'plain',
    }));
  const text = named(Buffer.from(value));
  // A random secret is text that stands for bytes: these are looked for as well.
  const isSecret = !isCode && /^[\w-]{32,}$/.test(value);
  return isSecret ? [...text, ...named(Buffer.from(value, 'base64url'), ' as bytes')] : text;
}

const first = (bytes: Buffer, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
const emptyBlock = Buffer.alloc(1024);
const isEmptyAt = (haystack: Buffer, at: number): boolean =>
  at + emptyBlock.length <= haystack.length &&
  haystack.compare(emptyBlock, 0, emptyBlock.length, at, at + emptyBlock.length) === 0;
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && /[0-9A-Za-z]/.test(String.fromCharCode(byte));

/** @throws Error when a canary is too short to be told from chance */
export function searchFor(canaries: readonly Canary[]): CanarySearch {
  const byStart = new Map<number, Needle[]>();
  const mayStart = new Uint8Array(1 << 24);
  let count = 0;
  for (const canary of canaries) {
    if (canary.value.length < shortest) throw new Error(`the canary "${canary.label}" is too short`);
    for (const needle of needlesOf(canary)) {
      const start = first(needle.bytes, 0);
      mayStart[start] = 1;
      byStart.set(start, [...(byStart.get(start) ?? []), needle]);
      count += 1;
    }
  }
  const stands = (haystack: Buffer, at: number, { bytes, isCode }: Needle): boolean =>
    haystack.compare(bytes, 0, bytes.length, at, Math.min(at + bytes.length, haystack.length)) === 0 &&
    !(isCode && (isWordByte(haystack[at - 1]) || isWordByte(haystack[at + bytes.length])));
  return {
    needles: count,
    find(haystack) {
      const found = new Set<string>();
      for (let at = 0; at < haystack.length - 2; at += 1) {
        // Most of a new database file is empty.
        if (haystack[at] === 0 && at % emptyBlock.length === 0 && isEmptyAt(haystack, at)) {
          at += emptyBlock.length - 3;
          continue;
        }
        const start = first(haystack, at);
        if (mayStart[start] === 0) continue;
        for (const needle of byStart.get(start) ?? []) if (stands(haystack, at, needle)) found.add(needle.label);
      }
      return [...found].toSorted();
    },
  };
}
