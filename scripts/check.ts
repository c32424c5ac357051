import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundle } from './check/bundle.ts';
import { documents } from './check/documents.ts';
import { guides } from './check/guides.ts';
import { imports } from './check/imports.ts';
import { leaks } from './check/leaks.ts';
import { lint } from './check/lint.ts';
import { migrations } from './check/migrations.ts';
import type { Part, Verdict } from './check/part.ts';
import { promises } from './check/promises.ts';
import { settings } from './check/settings.ts';
import { types } from './check/types.ts';
import { readCommandLine, refuseCommandLine } from './command-line.ts';

const parts: readonly Part[] = [bundle, types, imports, lint, migrations, documents, promises, settings, guides, leaks];

interface Outcome extends Verdict {
  readonly part: Part;
  readonly seconds: number;
}

async function runPart(part: Part): Promise<Outcome> {
  const started = performance.now();
  const verdict = await part.run().catch((error: unknown) => ({
    summary: 'the part itself failed',
    faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  }));
  return { ...verdict, part, seconds: (performance.now() - started) / 1000 };
}

function report({ part, summary, faults, seconds }: Outcome) {
  const mark = faults.length === 0 ? 'ok  ' : 'FAIL';
  console.log(`${mark}  ${part.name.padEnd(11)} ${seconds.toFixed(1).padStart(5)} s  ${part.promise}: ${summary}`);
  for (const fault of faults) {
    console.log(`        ${fault}`);
  }
}

/** Runs the parts, as many at a time as there are processors (two at least), and reports each as it ends. */
async function runAll(chosen: readonly Part[]): Promise<readonly Outcome[]> {
  const waiting = [...chosen];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const outcome = await runPart(part);
      report(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return outcomes;
}

const usage = `Usage: npm run check -- [--only <part>]...

  --only  one of ${parts.map(({ name }) => name).join(', ')}; may be given several times`;

const { values } = readCommandLine(usage, () =>
  parseArgs({ options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } } }),
);
const unknown = values.only?.filter((name) => !parts.some((part) => part.name === name)) ?? [];
if (unknown.length > 0) refuseCommandLine(`There is no part ${unknown.join(', ')}.`);
const started = performance.now();
const outcomes = await runAll(parts.filter(({ name }) => values.only?.includes(name) ?? true));
const failed = outcomes.filter(({ faults }) => faults.length > 0);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `check passed: ${outcomes.length} parts in ${seconds} s`
    : `check failed: ${failed.map(({ part }) => part.name).join(', ')} (${seconds} s)`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
