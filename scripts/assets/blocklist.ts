import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const source = join(import.meta.dirname, '../../data/common-passwords.txt.br');

/** How many hex digits of the hash name the bucket: 2 make 256 files of about 15 KB. */
const prefixDigits = 2;
/** How many of the following digits stand in the file: 64 bits, so that a false hit is one in 10^16 tries. */
const suffixDigits = 16;

/**
 * The common passwords as buckets: file name (the prefix) → its lines.
 *
 * For a password p: `h` = lower-case hex of SHA-256 of the UTF-8 of NFKC(p), lower-cased. The bucket is
 * `blocklist/<h[0..2]>.txt`; it holds one line for each common password of that prefix, `h[2..18]`, sorted, each
 * ended by a line feed. So a check reads one small file and looks for one line.
 */
export const buildBlocklist = (): ReadonlyMap<string, string> => {
  const passwords = brotliDecompressSync(readFileSync(source)).toString('utf8').trimEnd().split('\n');
  const buckets = new Map<string, string[]>();
  for (const password of passwords) {
    const digits = hash('sha256', password);
    const prefix = digits.slice(0, prefixDigits);
    const bucket = buckets.get(prefix) ?? [];
    if (bucket.length === 0) buckets.set(prefix, bucket);
    bucket.push(digits.slice(prefixDigits, prefixDigits + suffixDigits));
  }
  return new Map([...buckets].map(([prefix, suffixes]) => [prefix, `${suffixes.sort().join('\n')}\n`]));
};
