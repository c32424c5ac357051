import { setTimeout as delay } from 'node:timers/promises';
import { type CommandLine, printJson, printTable, runCommand, usageFailure } from './command.ts';
import { askOperator, type OperatorTarget, targetOf } from './operator-client.ts';

const usage = `Keys of a running Gatehouse.

Usage: npm run keys -- <command> [--json]

  list                      every key that is not gone: issuer, use, phase, and the times of its life
  rotate                    a new key for each use: services are told of it now, and it signs when they have had time
                            to learn of it (a day and an hour); nobody notices
  rotate --emergency <kid>  ends a key that may have been stolen, within a minute; another one signs at once.
                            What it signed fails, so people may have to sign in again

  versions                  how many accounts and signing keys are under each version of MASTER_KEYS, and how many accounts
                            are not found under the newest of INDEX_KEYS: a version at 0 may be taken out
  rewrap                    brings all accounts under the newest versions, some at a time; may be stopped and run again

Signing keys are rotated every month without a command.
Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 done, 1 could not be done, 2 not understood.`;

/** Between two calls, so that people come first. */
const pauseMillis = 200;

type Row = Readonly<Record<string, unknown>>;
type Command = (line: CommandLine, target: () => OperatorTarget) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  async list({ words, json, emergency }, target) {
    if (words.length > 0 || emergency) throw usageFailure('Write: npm run keys -- list');
    const { keys } = await askOperator('keys.list', {}, target());
    if (json) return printJson(keys);
    printTable([
      ['issuer', 'use', 'phase', 'kid', 'algorithm', 'published from', 'signs from', 'retires', 'gone'],
      ...rowsOf(keys).map((key) => [
        ...['issuer', 'use', 'phase', 'kid', 'algorithm'].map((name) => String(key[name])),
        ...['publish_from', 'sign_from', 'retire_from', 'gone_from'].map((name) => inUtc(key[name])),
      ]),
    ]);
  },

  async versions({ words, json }, target) {
    if (words.length > 0) throw usageFailure('Write: npm run keys -- versions');
    await versions(json, target());
  },

  async rewrap({ words, json }, target) {
    if (words.length > 0) throw usageFailure('Write: npm run keys -- rewrap');
    await rewrap(json, target());
  },

  async rotate({ words, json, emergency }, target) {
    if (emergency) return endKey(words, json, target);
    if (words.length > 0) throw usageFailure('Write: npm run keys -- rotate, or rotate --emergency <kid>');
    const { rings } = await askOperator('keys.rotate', {}, target());
    if (json) return printJson(rings);
    for (const { issuer, use, outcome, kid, sign_from: signFrom } of rowsOf(rings)) {
      const what = outcome === 'rotated' ? 'new key' : 'a new key waits already:';
      console.log(`${String(issuer)} ${String(use)}: ${what} ${String(kid)}, signs from ${inUtc(signFrom)}`);
    }
  },
};

/** What is under which version, for a person. */
async function versions(json: boolean, target: OperatorTarget): Promise<void> {
  const counted = await askOperator('keys.versions', {}, target);
  if (json) return printJson(counted);
  const { master_keys: masterKeys, index_keys: indexKeys, undelivered } = counted;
  printTable([
    ['MASTER_KEYS', 'accounts', 'signing keys'],
    ...rowsOf(masterKeys).map((key) => ['version', 'accounts', 'signing_keys'].map((name) => String(key[name]))),
  ]);
  const { newest, accounts_behind: behind }: Row = Object(indexKeys);
  console.log(`INDEX_KEYS: ${String(behind)} accounts are not found under version ${String(newest)} yet.`);
  if (Number(undelivered) > 0) console.log(`${String(undelivered)} rows are on their way to Postgres: count again.`);
}

async function rewrap(json: boolean, target: OperatorTarget): Promise<void> {
  let renewed = 0;
  for (let after: unknown; ; await delay(pauseMillis)) {
    const some = await askOperator('keys.rewrap', after === undefined ? {} : { after }, target);
    renewed += Number(some['renewed']);
    after = some['last'];
    if (after === undefined) break;
  }
  if (json) return printJson({ renewed });
  console.log(`${renewed} accounts are under the newest keys now. Count again in a minute: npm run keys -- versions`);
}

async function endKey(words: readonly string[], json: boolean, target: () => OperatorTarget): Promise<void> {
  const [kid, second] = words;
  if (kid === undefined || second !== undefined) throw usageFailure('Write: npm run keys -- rotate --emergency <kid>');
  const ended = await askOperator('keys.revoke', { kid }, target());
  if (json) return printJson(ended);
  console.log(`${String(ended['issuer'])} ${String(ended['use'])}: ${kid} is ended, within a minute everywhere.`);
  console.log(`Now signs ${String(ended['signing'])}.`);
}

const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value : []);

/** Epoch seconds for people: `2026-11-23 12:00 UTC`. */
function inUtc(value: unknown): string {
  if (typeof value !== 'number') return '';
  return `${new Date(value * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

await runCommand(usage, async (line) => {
  const [name = '', ...words] = line.words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw usageFailure(`Write one of: ${Object.keys(commands).join(', ')}.`);
  await command({ ...line, words }, () => targetOf(process.env));
});
