import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure, printJson, runCommand, usageFailure } from './command.ts';
import {
  askOperator,
  askPatiently,
  callOperator,
  type OperatorTarget,
  raiseLocalGeneration,
  targetOf,
} from './operator-client.ts';

const usage = `The atoms of a running Gatehouse, and what waits in them for Postgres.

Usage: npm run atoms -- <command> [--json]

  status    how many rows wait for Postgres, since when, and whether some wait for a person
  unpark    tries parked rows again, when what stood in their way is removed
  rebuild   fills a new generation of atoms from Postgres, when the atoms before are lost or damaged
  rebuild --subject <sub>   builds one person's account again from Postgres, when only that one is damaged;
            changes of it that have not reached Postgres are waited for, or lost with --anyway

A row is parked when Postgres will never take it as it is, for example an address with two owners; later changes of the
same account wait behind it. What is the matter is said in one word of Postgres, never with a value.

rebuild is the second half of a step that begins with a deployment: GENERATION is raised by one, and from then on nobody can
sign in until the directory is filled. Who is rebuilt is signed out everywhere; passwords, passkeys, consents and locks stay. It may be
stopped and run again. docs/deploy.md has the whole of it. A local world (npm start) raises its generation by itself.

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 nothing waits for a person, 1 something does or it could not be read, 2 not understood.`;

const pauseMillis = 50;

async function backlog(verb: string, json: boolean, target: OperatorTarget): Promise<void> {
  const waiting = await askOperator(verb, {}, target);
  if (json) printJson(waiting);
  const { undelivered, parked, oldest_at: oldestAt, why, late } = waiting;
  if (Number(parked) > 0) {
    throw new CommandFailure(`${parked} rows are parked, which Postgres will not take as they are: ${String(why)}`);
  }
  if (late === true) throw new CommandFailure(`Rows have waited too long for Postgres: ${String(why)}`);
  if (json) return;
  const since = typeof oldestAt === 'number' ? `, the oldest since ${new Date(oldestAt * 1000).toISOString()}` : '';
  const waits = undelivered === 1 ? '1 row waits' : `${String(undelivered)} rows wait`;
  console.log(`${waits} for Postgres${since}; ${String(parked)} parked.`);
}

/** Walks through all accounts, some at a time. @returns how many there were, and how many stay behind */
async function sweep(stage: string, target: OperatorTarget): Promise<{ accounts: number; left: number }> {
  const seen = { accounts: 0, left: 0 };
  for (let after: unknown; ; await delay(pauseMillis)) {
    const page = await askPatiently('atoms.rebuild', after === undefined ? { stage } : { stage, after }, target);
    seen.accounts += Number(page['accounts']);
    seen.left += Number(page['left']);
    after = page['last'];
    if (after === undefined) return seen;
  }
}

async function rebuild(json: boolean, target: OperatorTarget): Promise<void> {
  await raiseLocalGeneration(target.origin);
  const begun = await askPatiently('atoms.rebuild', { stage: 'begin' }, target);
  const say = (line: string): void => (json ? undefined : console.log(line));
  say(`Generation ${String(begun['generation'])}: ${String(begun['services'])} services answer.`);
  const directory = await sweep('directory', target);
  say(`The addresses and passkeys of ${directory.accounts} accounts are known: people can sign in.`);
  const accounts = await sweep('accounts', target);
  say(`${accounts.accounts} accounts are there again.`);
  const left = Math.max(directory.left, accounts.left);
  const all = { ...begun, accounts: accounts.accounts, left };
  if (json) printJson(all);
  const losses = lossesOf(all);
  if (losses.length > 0) throw new CommandFailure(losses);
}

/** Changes that have just been decided are in Postgres a second or two later, if nothing stands in their way. */
const MOST_WAITS = 10;

/** One person's account, in the generation that runs; when what was decided has reached Postgres, or anyway. */
async function replaceAccount(
  { subject, anyway, json }: { readonly subject: string; readonly anyway: boolean; readonly json: boolean },
  target: OperatorTarget,
): Promise<void> {
  const body = { subject, ...(anyway && { anyway }) };
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const { status, body: told } = await callOperator('atoms.replace-account', body, target);
    const { changes, parked } = told;
    if (status !== 409 || changes === undefined) break;
    if (Number(parked) > 0)
      throw new CommandFailure(
        `${String(parked)} changes of the account are parked, which Postgres will not take as they are: remove what is in their way and unpark them, or lose them by --anyway.`,
      );
    await delay(1000);
  }
  const answer = await askOperator('atoms.replace-account', body, target);
  if (json) return printJson(answer);
  console.log('The account is as Postgres has it. The person is signed out everywhere.');
}

/** What a person should look at, in a sentence each. */
function lossesOf(of: Readonly<Record<string, unknown>>): readonly string[] {
  const sentences: Readonly<Record<string, string>> = {
    left: 'accounts stay behind: their data key does not open, or an address or passkey of theirs is another’s.',
    undelivered: 'rows still wait in the atoms before. When they have reached Postgres, run this again.',
    people_lost: 'people registered whose account never reached Postgres. They must register again.',
    events_lost: 'security events were signed for and never reached Postgres: what they told of is lost.',
  };
  return Object.entries(sentences).flatMap(([name, sentence]) =>
    Number(of[name]) > 0 ? [`${String(of[name])} ${sentence}`] : [],
  );
}

const commands: Readonly<Record<string, (json: boolean, target: OperatorTarget) => Promise<void>>> = {
  status: (json, target) => backlog('atoms.status', json, target),
  unpark: (json, target) => backlog('atoms.unpark', json, target),
  rebuild,
};

await runCommand(usage, async ({ words, json, anyway, given: { subject } }) => {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined || rest.length > 0) throw usageFailure('Write one of: status, unpark, rebuild.');
  if (name !== 'rebuild' || subject === undefined) return command(json, targetOf(process.env));
  await replaceAccount({ subject, anyway, json }, targetOf(process.env));
});
