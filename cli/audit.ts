import { CommandFailure, printJson, runCommand, usageFailure } from './command.ts';
import { askOperator, targetOf } from './operator-client.ts';

const usage = `The audit chains of a running Gatehouse.

Usage: npm run audit -- verify [--json]

  verify    reads every chain from its beginning, and names the first broken row of each

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 whole, 1 broken or could not be read, 2 not understood.`;

interface Broken {
  readonly chain: string;
  readonly seq: number;
  readonly why: string;
}

await runCommand(usage, async ({ words, json }) => {
  if (words.length !== 1 || words[0] !== 'verify') throw usageFailure('Write: npm run audit -- verify');
  const verdict = await askOperator('audit.verify', {}, targetOf(process.env));
  const broken: Broken[] = Array.isArray(verdict['broken']) ? verdict['broken'] : [];
  if (json) printJson(verdict);
  const lines = broken.map(({ chain, seq, why }) => `Chain ${chain} is broken at row ${seq}: ${why}`);
  if (lines.length > 0) throw new CommandFailure(lines);
  if (!json) console.log(`${String(verdict['events'])} events in ${String(verdict['chains'])} chains: whole.`);
});
