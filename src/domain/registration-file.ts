/** One thing that is wrong with a file, and what to do about it. */
export interface RegistrationProblem {
  /** The member of the file, for example `redirect_uris[2]`. */
  readonly field: string;
  readonly sentence: string;
}

/** Takes note of a problem. @param field the member, for example `redirect_uris[2]` @param sentence what to do about it */
export type Report = (field: string, sentence: string) => void;
/** The file, parsed as JSON and found to be an object. */
export type File = Readonly<Record<string, unknown>>;

/** Reads true or false. @returns undefined when absent, and when reported as something else */
export function readFlag(file: File, field: string, report: Report): boolean | undefined {
  const flag = file[field];
  if (flag === undefined || typeof flag === 'boolean') return flag;
  report(field, 'Write true or false, without quotes.');
  return undefined;
}

/** Reads one text out of a closed list. @returns undefined when absent, and when reported as none of them */
export function readChoice<const T extends string>(
  file: File,
  field: string,
  allowed: readonly T[],
  report: Report,
): T | undefined {
  const said = file[field];
  const choice = allowed.find((one) => one === said);
  if (choice === undefined && said !== undefined) report(field, `Set it to ${quoted(allowed)}.`);
  return choice;
}

/** Reads a list of texts out of a closed list. @returns those that are allowed, in the order of `allowed`, each once */
export function readChoices<const T extends string>(
  file: File,
  field: string,
  allowed: readonly T[],
  report: Report,
): readonly T[] {
  if (file[field] === undefined) return [];
  const listed = readTexts(file, field, report) ?? [];
  const chosen = allowed.filter((one) => listed.includes(one));
  if (listed.some((one) => !allowed.some((known) => known === one))) report(field, `List only ${quoted(allowed)}.`);
  return chosen;
}

/** Reads a list of texts. @returns undefined when absent, and when reported as something else */
export function readTexts(file: File, field: string, report: Report): readonly string[] | undefined {
  const listed: unknown = file[field];
  if (listed === undefined) return undefined;
  if (Array.isArray(listed) && listed.every((item) => typeof item === 'string')) return listed;
  report(field, 'Write a list of texts: [" … ", " … "].');
  return undefined;
}

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is File =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The allowed values as a sentence shows them. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' or ');

/** What a file said, fit for a terminal: ASCII in quotes, at most 40 characters. */
export const printable = (text: string): string => JSON.stringify(text.replace(/\P{ASCII}/gu, '?').slice(0, 40));
