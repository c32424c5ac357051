/** A change that makes the bundle break a promise, so that the run is seen to notice. */
export interface Breakage {
  readonly what: string;
  readonly find: RegExp;
  readonly put: string;
}

export const breakages = {
  outbox: {
    what: 'the outbox keeps nothing for the book of record',
    find: /function appendRow\(sql(\d*), row\) \{\n {2}append\([^\n]*\n\}/,
    put: 'function appendRow() {\n}',
  },
  redeem: {
    what: 'a code is read, waited for, and then spent',
    find: /redeem\((input\d*)\) \{\n(\s*)return (\S+)\.(decide\w*)\(\1, \((turn\d*)\) => redeem(\d*)\(\5, \1\)\);/,
    put: [
      'async redeem($1) {',
      '$2const stale = readEntry($3.sql, "grant", $1.code.id, $3.now());',
      '$2await scheduler.wait(200);',
      '$2return $3.$4($1, ($5) => {',
      '$2  if (stale !== undefined) writeEntry($5.sql, "grant", $1.code.id, stale, $5.now + 3600);',
      '$2  return redeem$6($5, $1);',
      '$2});',
    ].join('\n'),
  },
} as const satisfies Record<string, Breakage>;
export type BreakageName = keyof typeof breakages;

/** Patches the text of a bundle. @throws Error when what is to be patched is not there exactly once */
export function breakBundle(bundle: string, name: BreakageName): string {
  const { find, put } = breakages[name];
  const found = bundle.match(new RegExp(find, 'g')) ?? [];
  if (found.length !== 1) throw new Error(`the bundle has ${found.length} places to break for "${name}", not one`);
  return bundle.replace(find, put);
}
