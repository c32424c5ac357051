/** A reason why a command cannot do what it was asked, told in one line each, without a stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(lines: string | readonly string[], exitCode = 1) {
    super(typeof lines === 'string' ? lines : lines.join('\n'));
    this.exitCode = exitCode;
  }
}

/** The command was not understood. */
export const usageFailure = (sentence: string): CommandFailure => new CommandFailure(`${sentence} (see --help)`, 2);

/** What was written on the command line. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly dropOld: boolean;
  readonly emergency: boolean;
  readonly anyway: boolean;
  /** What was written behind an option that takes a word, by its name. */
  readonly given: Readonly<Partial<Record<WordOption, string>>>;
}

/**
 * Runs a command: `--help` prints its usage, a failure is one line on the error stream and an exit code,
 * 1 for what could not be done and 2 for what was not understood. With `--json` a failure is JSON too, where the command
 * has not printed any before it failed.
 */
export async function runCommand(usage: string, run: (line: CommandLine) => Promise<void>): Promise<void> {
  try {
    const line = readLine(process.argv.slice(2));
    if (line === 'help') return console.log(usage);
    await run(line);
  } catch (thrown) {
    const isExpected = thrown instanceof CommandFailure;
    const message = isExpected ? thrown.message : `Something went wrong: ${messageOf(thrown)}`;
    if (process.argv.includes('--json') && !hasPrintedJson) printJson({ errors: message.split('\n') });
    console.error(printable(message));
    if (!isExpected && process.env.GATEHOUSE_DEBUG) console.error(thrown);
    process.exitCode = isExpected ? thrown.exitCode : 1;
  }
}

const options = ['--json', '--drop-old', '--emergency', '--anyway'];
const wordOptions = ['case', 'subject', 'approval'] as const;
type WordOption = (typeof wordOptions)[number];

/** Read by hand, because the id of a service (22 characters) or of a key (43) may begin with a hyphen. */
function readLine(all: readonly string[]): CommandLine | 'help' {
  const { given, args } = takeWords(all);
  const isFlag = (arg: string): boolean =>
    arg.startsWith('-') && !/^[A-Za-z0-9_-]{22}(?:[A-Za-z0-9_-]{21})?$/.test(arg);
  const flags = args.filter(isFlag);
  const words = args.filter((arg) => !isFlag(arg));
  if (flags.includes('--help') || flags.includes('-h') || words[0] === 'help') return 'help';
  const stranger = flags.find((flag) => !options.includes(flag));
  if (stranger !== undefined) throw usageFailure(`There is no option "${stranger}".`);
  const has = (option: string): boolean => flags.includes(option);
  const [json, dropOld, emergency, anyway] = [has('--json'), has('--drop-old'), has('--emergency'), has('--anyway')];
  return { words, json, dropOld, emergency, anyway, given };
}

/** Takes the options that have a word behind them out of the line. */
function takeWords(all: readonly string[]): { readonly given: CommandLine['given']; readonly args: readonly string[] } {
  const given: Partial<Record<WordOption, string>> = {};
  const args: string[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const option = wordOptions.find((name) => all[at] === `--${name}`);
    if (option === undefined) {
      args.push(all[at] ?? '');
      continue;
    }
    at += 1;
    const word = all[at];
    if (word === undefined || word === '') throw usageFailure(`Write something behind --${option}.`);
    given[option] = word;
  }
  return { given, args };
}

/** What went wrong, in one line. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0] ?? text;
}

/** Text that cannot move a terminal's cursor: line ends stay, other control characters do not. */
export const printable = (text: string): string => text.replace(/(?!\n)\p{C}/gu, '?');

let hasPrintedJson = false;

/** Prints a value as JSON, for programs. */
export function printJson(value: unknown): void {
  hasPrintedJson = true;
  console.log(JSON.stringify(value, null, 2));
}

/** Prints rows in columns as wide as their longest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length));
    console.log(printable(cells.join('  ').trimEnd()));
  }
}
