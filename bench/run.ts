import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

const usage = `npm run bench -- <what>
  --world     start time and memory of the local world
  --outage    what works while outside systems are away, how fast, and how soon everything has arrived afterwards
  --overload  what ten times saturation does to answers, to others, to memory; and 64 passwords at once to tokens`;

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
};

const { values } = parseArgs({
  options: {
    world: { type: 'boolean' },
    outage: { type: 'boolean' },
    overload: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const wanted = Object.entries(benches).filter(([name]) => name in values);
if (values.help || wanted.length === 0) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
for (const [, bench] of wanted) if (!(await bench())) process.exitCode = 1;
