import { rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { messageOf, StartFailure } from './failure.ts';
import { type Guarded, guardChildren } from './guardian.ts';
import { forgetHome, type Home, openHome } from './home.ts';
import { lockHome, unlockHome } from './lock.ts';
import { trimMemory } from './memory.ts';
import { parseOptions, usage, type WorldOptions } from './options.ts';
import { claimPorts } from './ports.ts';
import { outsideFolder } from './postgres/cluster.ts';
import { onEndSignal, onParentGone } from './signals.ts';
import type { RunningWorld } from './world.ts';

/** Longer than any part needs to end; then the process ends regardless, and the guardian ends what is left. */
const stopPatienceMs = 8_000;

function greet({ addresses, notes }: RunningWorld): void {
  const { issuer, demo, console: consoleOrigin } = addresses;
  for (const note of notes) console.log(note);
  console.log(`
  Open the demo connected service      ${demo}
  Codes sent to people arrive here     ${consoleOrigin}/inbox
  People, clock, faults                ${consoleOrigin}
  Stop with Ctrl-C. Start again with --fresh to forget everything.
`);
  console.log(`ready ${issuer} ${demo} ${consoleOrigin}`);
}

/** The one way out: ends the world, its processes and this one, once, whatever asks for it first. */
function createExit(home: Home, children: Guarded) {
  let code: number | undefined;
  let world: RunningWorld | undefined;
  const leave = async (wanted: number) => {
    if (code !== undefined) return;
    code = wanted;
    setTimeout(() => process.exit(wanted), stopPatienceMs).unref();
    await world?.stop().catch((thrown: unknown) => console.error(messageOf(thrown)));
    await children.endAll();
    unlockHome(home);
    process.exit(wanted);
  };
  onEndSignal(() => void leave(0));
  onParentGone(() => void leave(0));
  // A test that started us over a channel has gone.
  process.once('disconnect', () => void leave(0));
  return {
    leave,
    isLeaving: () => code !== undefined,
    include: (running: RunningWorld) => {
      world = running;
    },
  };
}

function openOrForget({ home: path, fresh }: WorldOptions): Home {
  const home = openHome(path);
  lockHome(home);
  if (!fresh) return home;
  forgetHome(home);
  rmSync(outsideFolder(home.postgres), { recursive: true, force: true });
  return home;
}

async function run(options: WorldOptions): Promise<void> {
  const firstPort = await claimPorts(options.port);
  const home = openOrForget(options);
  const exit = createExit(home, guardChildren());
  const { startWorld } = await import('./world.ts');
  try {
    const world = await startWorld(options, home, firstPort);
    exit.include(world);
    void world.broken.then((sentence) => {
      if (!exit.isLeaving()) console.error(sentence);
      return exit.leave(1);
    });
    if (!exit.isLeaving()) greet(world);
    // Not before: whoever waits for the ready line need not wait for this.
    setTimeout(trimMemory, 1000).unref();
  } catch (thrown) {
    if (!exit.isLeaving()) complain(thrown);
    await exit.leave(1);
  }
}

function complain(thrown: unknown): void {
  const isExpected = thrown instanceof StartFailure;
  console.error(isExpected ? thrown.message : `The local world could not start: ${messageOf(thrown)}`);
  if (process.env.GATEHOUSE_DEBUG) console.error(thrown);
}

async function main(): Promise<void> {
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options === 'help') return console.log(usage);
    await run(options);
  } catch (thrown) {
    complain(thrown);
    process.exit(1);
  }
}

// The largest library of the launcher is compiled once, not at every start.
enableCompileCache();
await main();
