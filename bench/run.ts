import { parseArgs } from 'node:util';
import { benchWorld } from './world.ts';

const usage = `npm run bench -- <what>
  --world   start time and memory of the local world`;

const { values } = parseArgs({ options: { world: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help || !values.world) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
process.exitCode = (await benchWorld()) ? 0 : 1;
