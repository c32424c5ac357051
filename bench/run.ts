import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import { readCommandLine, refuseCommandLine } from '../scripts/command-line.ts';

const usage = `Usage: npm run bench -- <what>

  --world     start time and memory of the local world
  --outage    what works while outside systems are away, how fast, and how soon everything has arrived afterwards
  --overload  what ten times saturation does to answers, to others, to memory
  --passwords what 64 passwords at once do to token requests`;

// The code of src/ is written for a bundler: its imports bear no file endings.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (thrown) {
      if (!/^\.\.?\//.test(specifier)) throw thrown;
      return next(`${specifier}.ts`, context);
    }
  },
});

const benches: Readonly<Record<string, () => Promise<boolean>>> = {
  world: async () => (await import('./world.ts')).benchWorld(),
  outage: async () => (await import('./outage.ts')).benchOutage(),
  overload: async () => (await import('./overload.ts')).benchOverload(),
  passwords: async () => (await import('./hash-storm.ts')).benchPasswords(),
};

const { values } = readCommandLine(usage, () =>
  parseArgs({
    options: {
      world: { type: 'boolean' },
      outage: { type: 'boolean' },
      overload: { type: 'boolean' },
      passwords: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }),
);
const wanted = Object.entries(benches).filter(([name]) => name in values);
if (wanted.length === 0) refuseCommandLine('Say what is to be measured.');
for (const [, bench] of wanted) if (!(await bench())) process.exitCode = 1;
