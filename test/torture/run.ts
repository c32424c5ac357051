import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import type { BreakageName } from './breakages.ts';

const usage = `npm run torture -- [--seed <n>] [--minutes <m>] [--clients <k>] [--break outbox|redeem]
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

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '2' },
    clients: { type: 'string', default: '8' },
    break: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { breakages } = await import('./breakages.ts');
const isBreakage = (name: string): name is BreakageName => name in breakages;
const [seed, minutes, clients] = [values.seed ?? Date.now() % 1_000_000, values.minutes, values.clients].map(Number);
const breaks = values.break;
const isWrong = ![seed, minutes, clients].every((value) => value !== undefined && value > 0);
if (values.help || isWrong || (breaks !== undefined && !isBreakage(breaks))) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
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
