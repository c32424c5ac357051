import { printJson, runCommand, usageFailure } from './command.ts';
import { askOperator, targetOf } from './operator-client.ts';

const usage = `The accounts of people at a running Gatehouse.

Usage: npm run accounts -- enable --subject <sub> [--json]

  enable    lets the person of a disabled account sign in again

An account is disabled when the NHS record of its person says that they have died, or when another account has their NHS
number. Enable one when that was a mistake and the record is put right: it is looked at again at the next sign-in, and the
account is disabled again if it still says so. Why it was disabled stands in the audit trail.

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 enabled, or it was not disabled; 1 nobody has this subject, or it could not be done; 2 not understood.`;

await runCommand(usage, async ({ words, json, given: { subject } }) => {
  if (words.length !== 1 || words[0] !== 'enable' || subject === undefined)
    throw usageFailure('Write: npm run accounts -- enable --subject <sub>');
  const answer = await askOperator('accounts.enable', { subject }, targetOf(process.env));
  if (json) return printJson(answer);
  console.log(
    answer['outcome'] === 'enabled'
      ? 'The person can sign in again. Their NHS record is looked at then.'
      : 'The account is not disabled: nothing changed.',
  );
});
