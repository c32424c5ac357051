const MOST_CHANGES = 3;
const LONGEST = 60;

/**
 * The name that was probably meant by a misspelt one.
 * @returns the nearest of `names` within three changes and a third of its letters, or undefined
 */
export function nearestName(misspelt: string, names: readonly string[]): string | undefined {
  if (misspelt.length > LONGEST) return undefined;
  const written = plain(misspelt);
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(written, plain(name)) }))
    .toSorted((a, b) => a.changes - b.changes);
  return best !== undefined && best.changes <= Math.min(MOST_CHANGES, written.length / 3) ? best.name : undefined;
}

/** `redirectURIs` and `redirect-uris` are meant as `redirect_uris`. */
const plain = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** How many letters must be added, removed or replaced to make one text of the other. */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, counterpart] of [...other].entries()) {
      const replaced = (row[j] ?? 0) + (letter === counterpart ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
