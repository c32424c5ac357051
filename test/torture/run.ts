import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import { readCommandLine, refuseCommandLine } from '../../scripts/command-line.ts';
import type { BreakageName } from './breakages.ts';

const usage = `Usage: npm run torture -- [--seed <n>] [--minutes <m>] [--clients <k>] [--break outbox|redeem] [--json]

  --seed     chooses journeys and kills (default: of this moment)
  --minutes  how long clients go on (default 2; judging comes on top)
  --clients  how many act at the same time (default 8)
  --break    breaks the bundle: the run must find it
  --json     prints the figures as JSON at the end`;

// The product's own imports carry no extension, for its bundler adds it.
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.endsWith('.ts') === true;
    const isBare = isOurs && specifier.startsWith('.') && !/\.\w+$/.test(specifier);
    return next(isBare ? `${specifier}.ts` : specifier, context);
  },
});

const { values } = readCommandLine(usage, () =>
  parseArgs({
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '2' },
      clients: { type: 'string', default: '8' },
      break: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
const { breakages } = await import('./breakages.ts');
const isBreakage = (name: string): name is BreakageName => name in breakages;
const [seed, minutes, clients] = [values.seed ?? Date.now() % 1_000_000, values.minutes, values.clients].map(Number);
const breaks = values.break;
if (![seed, minutes, clients].every((value) => value !== undefined && value > 0))
  refuseCommandLine('--seed, --minutes and --clients take numbers above 0.');
if (breaks !== undefined && !isBreakage(breaks))
  refuseCommandLine(`--break takes one of ${Object.keys(breakages).join(', ')}.`);
const { torture } = await import('./torture.ts');
const { describeRun } = await import('./report.ts');
console.log(`seed ${seed}`);
const figures = await torture({
  seed: seed ?? 1,
  seconds: (minutes ?? 2) * 60,
  clients: clients ?? 8,
  ...(breaks === undefined ? {} : { breaks }),
  say: (line) => console.log(line),
});
console.log(values.json ? JSON.stringify(figures, null, 2) : describeRun(figures));
process.exit(figures.violations.length === 0 ? 0 : 1);
