import type { Fields, Shapes, VerbShape } from './shapes.ts';

/**
 * What two releases that run side by side would not understand of each other: the older one's workers call today's atoms,
 * and today's workers call the older one's atoms.
 * @returns a sentence for each verb or member
 */
export function faultsBetween(older: Shapes, today: Shapes): readonly string[] {
  return Object.entries(older).flatMap(([atom, verbs]) =>
    Object.entries(verbs).flatMap(([verb, shape]) => {
      const now = today[atom]?.[verb];
      const of = `${atom}.${verb}`;
      return now === undefined ? [`${of}: an older worker calls it, and it is gone`] : faultsOfVerb(of, shape, now);
    }),
  );
}

function faultsOfVerb(of: string, older: VerbShape, today: VerbShape): readonly string[] {
  const input = [
    ...gone(older.input, today.input).map((path) => `${of}: an older worker says ${path}, which is gone`),
    ...demanded(older.input, today.input).map((path) => `${of}: an older worker does not always say ${path}`),
    ...demanded(today.input, older.input)
      .filter((path) => today.input[path] !== undefined)
      .map((path) => `${of}: an older atom needs ${path}, which is not always said`),
  ];
  const answers = Object.entries(older.answers).flatMap(([tag, fields]) => {
    const now = today.answers[tag];
    const named = `${of} ${tag}`.trim();
    if (now === undefined) return [`${named}: an older worker knows this answer, and it is gone`];
    return [
      ...demanded(now, fields).map((path) => `${named}: an older worker reads ${path}, which is not always there`),
      ...demanded(fields, now).map((path) => `${named}: an older atom does not always tell ${path}`),
    ];
  });
  return [...input, ...answers];
}

const gone = (before: Fields, after: Fields): readonly string[] =>
  Object.keys(before).filter((path) => after[path] === undefined);

/** Members that `reader` always expects and `writer` does not always give. Those of a member that is not there are not missed. */
function demanded(writer: Fields, reader: Fields): readonly string[] {
  return Object.entries(reader).flatMap(([path, presence]) => {
    const parent = path
      .split('.')
      .slice(0, -1)
      .join('.')
      .replace(/(\[\])+$/, '');
    const isReached = parent === '' || writer[parent] !== undefined;
    return presence === 'required' && isReached && writer[path] !== 'required' ? [path] : [];
  });
}
