import { CommandFailure, printJson, runCommand, usageFailure } from './command.ts';
import { askOperator, targetOf } from './operator-client.ts';

const usage = `The atoms of a running Gatehouse, and what waits in them for Postgres.

Usage: npm run atoms -- <command> [--json]

  status    how many rows wait for Postgres, since when, and whether some wait for a person
  unpark    tries parked rows again, when what stood in their way is removed

A row is parked when Postgres will never take it as it is, for example an address with two owners; later changes of the
same account wait behind it. What is the matter is said in one word of Postgres, never with a value.
Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 nothing waits for a person, 1 something does or it could not be read, 2 not understood.`;

const verbs: Readonly<Record<string, string>> = { status: 'atoms.status', unpark: 'atoms.unpark' };

await runCommand(usage, async ({ words, json }) => {
  const [name = '', ...rest] = words;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined || rest.length > 0) throw usageFailure('Write one of: status, unpark.');
  const backlog = await askOperator(verb, {}, targetOf(process.env));
  if (json) printJson(backlog);
  const { undelivered, parked, oldest_at: oldestAt, why, late } = backlog;
  if (Number(parked) > 0) {
    throw new CommandFailure(`${parked} rows are parked, which Postgres will not take as they are: ${String(why)}`);
  }
  if (late === true) throw new CommandFailure(`Rows have waited too long for Postgres: ${String(why)}`);
  if (json) return;
  const since = typeof oldestAt === 'number' ? `, the oldest since ${new Date(oldestAt * 1000).toISOString()}` : '';
  console.log(`${String(undelivered)} rows wait for Postgres${since}; ${String(parked)} of them are parked.`);
});
