import { printJson, runCommand, usageFailure } from './command.ts';
import { askOperator, targetOf } from './operator-client.ts';

const usage = `The suppliers of messages of a running Gatehouse.

Usage: npm run suppliers -- list [--json]

  list    whether each is called just now or has no account here, and how it carried the messages of the last day

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 listed, 1 could not be read, 2 not understood.`;

interface Supplier {
  readonly supplier: string;
  /** A release before this one does not say. */
  readonly configured?: boolean;
  readonly circuit: string;
  readonly last_day: Readonly<Record<'accepted' | 'delivered' | 'within_a_minute' | 'failed', number>>;
}

await runCommand(usage, async ({ words, json }) => {
  if (words.length !== 1 || words[0] !== 'list') throw usageFailure('Write: npm run suppliers -- list');
  const answer = await askOperator('suppliers.list', {}, targetOf(process.env));
  if (json) return printJson(answer);
  const suppliers: Supplier[] = Array.isArray(answer['suppliers']) ? answer['suppliers'] : [];
  for (const { supplier, configured = true, circuit, last_day: day } of suppliers) {
    const called = circuit === 'closed' ? 'is called' : 'is passed over';
    const state = configured ? called : 'has no account here';
    console.log(
      `${supplier} ${state}: in the last day ${day.accepted} messages, ${day.delivered} delivered ` +
        `(${day.within_a_minute} within a minute), ${day.failed} failed`,
    );
  }
});
