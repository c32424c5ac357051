/** A command line as `parseArgs` reads it. */
interface ReadLine {
  readonly values: { readonly help?: boolean | undefined };
}

/** Ends the process with one line about what was not understood, and 2. */
export function refuseCommandLine(reason: string): never {
  console.error(`${reason} (see --help)`);
  process.exit(2);
}

/**
 * What a command was asked. On `--help` the process ends with its usage and 0, and with one line and 2 on what is not understood.
 * @param read calls `parseArgs`
 */
export function readCommandLine<Line extends ReadLine>(usage: string, read: () => Line): Line {
  try {
    const line = read();
    if (!line.values.help) return line;
  } catch (thrown) {
    const [reason = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split(/(?<=\.) |\n/);
    refuseCommandLine(reason);
  }
  console.log(usage);
  process.exit(0);
}
