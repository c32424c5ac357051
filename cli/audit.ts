import { CommandFailure, type CommandLine, printJson, runCommand, usageFailure } from './command.ts';
import { approve, askOperator, type OperatorTarget, targetOf } from './operator-client.ts';

const usage = `The audit chains of a running Gatehouse.

Usage: npm run audit -- <command> [--json]

  verify    reads every chain from its beginning, holds it to the heads that were signed each hour and to what the
            ledgers remember, and names the first broken row of each
  approve --case <id> --subject <sub>
            run by a second operator, with their key: prints a token that approves the export of one person's events for
            one case, once, for a quarter of an hour
  export --case <id> --subject <sub> --approval <token>
            the events of one person, opened, as JSON; the export stands in the audit trail before it is told
  keys      the public keys (JWK) that verify signed heads: for an auditor, who keeps them

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 whole, 1 broken or could not be read, 2 not understood.`;

interface Broken {
  readonly chain: string;
  readonly seq: number;
  readonly why: string;
}

const chainsAtOnce = 8;

/** Follows one chain to its end, call by call. */
async function follow(chain: string, target: OperatorTarget) {
  let events = 0;
  for (let after: unknown; ; ) {
    const part = await askOperator('audit.verify', { chain, ...(after === undefined ? {} : { after }) }, target);
    events += Number(part['events']);
    const broken: readonly Broken[] = Array.isArray(part['broken']) ? part['broken'] : [];
    after = part['next'];
    if (broken.length > 0 || after === undefined) return { events, broken };
  }
}

async function verify(target: OperatorTarget) {
  const listed = await askOperator('audit.chains', {}, target);
  const chains: readonly string[] = Array.isArray(listed['chains']) ? listed['chains'] : [];
  const waiting = chains.values();
  const followed: Awaited<ReturnType<typeof follow>>[] = [];
  const walk = async (): Promise<void> => {
    for (const chain of waiting) followed.push(await follow(chain, target));
  };
  await Promise.all(Array.from({ length: chainsAtOnce }, walk));
  return {
    chains: chains.length,
    events: followed.reduce((sum, { events }) => sum + events, 0),
    broken: followed.flatMap(({ broken }) => broken).toSorted((a, b) => a.chain.localeCompare(b.chain)),
    signed_at: listed['signed_at'],
  };
}

/** When heads were last signed and stored, for a person. */
function signedLine(signedAt: unknown): string {
  if (typeof signedAt !== 'number') return 'No signed head lies outside Postgres yet.';
  return `Heads last signed and stored outside Postgres at ${new Date(signedAt * 1000).toISOString()}.`;
}

type Command = (line: CommandLine, target: (keyFile?: string) => OperatorTarget) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  async verify({ words, json }, target) {
    if (words.length > 0) throw usageFailure('Write: npm run audit -- verify');
    const verdict = await verify(target());
    if (json) printJson(verdict);
    const lines = verdict.broken.map(({ chain, seq, why }) => `Chain ${chain} is broken at row ${seq}: ${why}`);
    if (lines.length > 0) throw new CommandFailure(lines);
    if (json) return;
    console.log(`${verdict.events} events in ${verdict.chains} chains: whole.`);
    console.log(signedLine(verdict.signed_at));
  },

  async approve({ words, given }, target) {
    const { case: caseId, subject } = given;
    if (words.length > 0 || caseId === undefined || subject === undefined)
      throw usageFailure('Write: npm run audit -- approve --case <id> --subject <sub>');
    console.log(await approve('audit.export', { case: caseId, subject }, target('second-operator.jwk.json')));
  },

  async export({ words, given }, target) {
    const { case: caseId, subject, approval } = given;
    if (words.length > 0 || caseId === undefined || subject === undefined || approval === undefined)
      throw usageFailure('Write: npm run audit -- export --case <id> --subject <sub> --approval <token>');
    printJson(await askOperator('audit.export', { case: caseId, subject, approval }, target()));
  },

  async keys({ words }, target) {
    if (words.length > 0) throw usageFailure('Write: npm run audit -- keys');
    const { keys } = await askOperator('audit.chains', {}, target());
    printJson({ keys });
  },
};

await runCommand(usage, async (line) => {
  const [name = '', ...words] = line.words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw usageFailure(`Write one of: ${Object.keys(commands).join(', ')}.`);
  await command({ ...line, words }, (keyFile) => targetOf(process.env, keyFile));
});
