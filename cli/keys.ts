import { printJson, printTable, runCommand, usageFailure } from './command.ts';
import { askOperator, targetOf } from './operator-client.ts';

const usage = `Signing keys of a running Gatehouse.

Usage: npm run keys -- list [--json]

  list    the keys that services are told of now, issuer by issuer

Which Gatehouse and which key: see npm run service -- --help.
Exit code: 0 done, 1 could not be done, 2 not understood.`;

interface IssuerKeys {
  readonly issuer: string;
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

await runCommand(usage, async ({ words, json }) => {
  if (words.length !== 1 || words[0] !== 'list') throw usageFailure('Write: npm run keys -- list');
  const { issuers } = await askOperator('keys.list', {}, targetOf(process.env));
  if (json) return printJson(issuers);
  const rows: IssuerKeys[] = Array.isArray(issuers) ? issuers : [];
  printTable([
    ['issuer', 'kid', 'algorithm', 'type'],
    ...rows.flatMap(({ issuer, keys }) =>
      keys.map(({ kid, alg, kty }) => [issuer, String(kid), String(alg), String(kty)]),
    ),
  ]);
});
