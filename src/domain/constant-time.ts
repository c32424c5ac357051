/**
 * Whether two texts are equal, in a time that depends on their lengths only. For hashes of secrets inside atoms,
 * which may import no cryptography.
 * @see CWE-208
 */
export function sameHash(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
