import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { claimPorts } from '../../dev/ports';
import { until } from '../support/until';
import { launch, makeHome, startWorld, type TestWorld } from '../support/world';

const home = makeHome();
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
}

function processes(): readonly Process[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, command }];
  });
}

function descendantsOf(pid: number): readonly number[] {
  const children = processes().filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child.pid, ...descendantsOf(child.pid)]);
}

/** Those that still run; one that has ended and waits to be buried does not. */
const stillRunning = (pids: readonly number[]) =>
  processes().filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z'));

async function gone(pids: readonly number[], withinMs: number): Promise<readonly Process[]> {
  for (let waited = 0; waited < withinMs && stillRunning(pids).length > 0; waited += 100) await delay(100);
  return stillRunning(pids);
}

const complaintOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const world = launch(['--test', ...args], env);
  return { code: await world.ended, errors: world.errors(), output: world.output() };
};

const listenAt = (port: number) =>
  new Promise<Server>((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });

describe('a world that cannot start says why in one line, and ends with 1', () => {
  it.each([
    ['the service', 0],
    ['the demo', 1],
    ['the console', 2],
  ])('when the port of %s is in use', async (part, offset) => {
    const first = await claimPorts(0);
    const port = first + offset;
    const taken = await listenAt(port);
    onTestFinished(() => void taken.close());
    const { code, errors, output } = await complaintOf(['--home', home, '--port', String(first)]);
    expect(errors).toBe(
      `Port ${port}, for ${part}, is in use. Stop what uses it, or start elsewhere: GATEHOUSE_PORT=9000 npm start\n`,
    );
    expect(output).toBe('');
    expect(code).toBe(1);
  });

  it.each([
    [['--port', 'ninety'], {}, /^"ninety" is not a port.*\n$/],
    [['--home', '/proc/gatehouse/home'], {}, /^The state folder \/proc\/gatehouse\/home cannot be used: .*\n$/],
    [['--nonsense'], {}, /^Unknown option '--nonsense'.*\n$/],
    [[], { GATEHOUSE_ORIGIN: 'https://a.example/path' }, /^GATEHOUSE_ORIGIN must be an origin.*\n$/],
    [[], { REDIS_URL: 'ftp://x' }, /^REDIS_URL must begin with.*\n$/],
    [[], { REDIS_URL: 'redis://127.0.0.1:1' }, /^The server of REDIS_URL cannot be used: .*ECONNREFUSED.*\n$/],
    [[], { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }, /^The database could not be migrated: .*ECONNREFUSED.*\n$/],
  ])('with %j and %j', async (args, env, complaint) => {
    const { code, errors, output } = await complaintOf(['--home', home, '--port', '0', ...args], env);
    expect(errors).toMatch(complaint);
    expect(output).toBe('');
    expect(code).toBe(1);
  });
});

describe('a world that runs', () => {
  let world: TestWorld;
  let parts: readonly number[];
  const reading = async () => (await fetch(`${world.console}/clock`)).text();
  const advance = () =>
    fetch(`${world.console}/clock`, { method: 'POST', body: JSON.stringify({ advanceSeconds: 7200 }) });
  const publishedKeys = async () => (await fetch(`${world.issuer}/.well-known/jwks.json`)).text();

  beforeAll(async () => {
    world = await startWorld({ home });
    parts = descendantsOf(world.pid);
  });
  afterAll(() => world.stop());

  it('says as its last line where everything is', () => {
    expect(world.output().trimEnd().split('\n').at(-1)).toBe(`ready ${world.issuer} ${world.demo} ${world.console}`);
  });

  it('keeps its secrets and the operator’s key to its owner', () => {
    for (const file of ['secrets.json', 'operator.jwk.json']) {
      expect(statSync(join(home, file)).mode & 0o777).toBe(0o600);
    }
    expect(JSON.parse(readFileSync(join(home, 'operator.jwk.json'), 'utf8'))).toMatchObject({
      kty: 'OKP',
      crv: 'Ed25519',
    });
  });

  it('answers on both addresses of localhost', async () => {
    for (const origin of [world.issuer, world.demo, world.console]) {
      const { port } = new URL(origin);
      expect((await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })).status).toBeLessThan(500);
      if (!existsSync('/proc/net/if_inet6') || readFileSync('/proc/net/if_inet6', 'utf8') === '') continue;
      expect((await fetch(`http://[::1]:${port}/`, { redirect: 'manual' })).status).toBeLessThan(500);
    }
  });

  it('lets nobody else use its folder', async () => {
    const { code, errors } = await complaintOf(['--home', home, '--port', '0']);
    expect(errors).toMatch(/^Another local world \(process \d+\) runs from .*\n$/);
    expect(code).toBe(1);
  });

  it('leaves nothing running when it is killed, and goes on from where it was', async () => {
    const keys = await publishedKeys();
    await advance();
    process.kill(world.pid, 'SIGKILL');
    expect(await gone(parts, 10_000)).toEqual([]);

    world = await startWorld({ home });
    parts = descendantsOf(world.pid);
    expect(await reading()).toContain('"offsetSeconds":7200');
    expect(await publishedKeys()).toBe(keys);
  });

  it('goes on from where it was when the processes of the service are killed', async () => {
    const keys = await publishedKeys();
    const workers = processes().filter(({ pid, command }) => parts.includes(pid) && command.includes('workerd serve'));
    expect(workers.length).toBeGreaterThan(1);
    for (const { pid } of workers) process.kill(pid, 'SIGKILL');
    await until('the service to answer', async () => {
      const signal = AbortSignal.timeout(1000);
      const answer = await fetch(`${world.issuer}/.well-known/jwks.json`, { signal }).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
    expect(await publishedKeys()).toBe(keys);
    parts = descendantsOf(world.pid);
  });

  it('leaves nothing running when it is stopped, and with --fresh it remembers nothing', async () => {
    const keys = await publishedKeys();
    await world.stop();
    expect(stillRunning([world.pid, ...parts])).toEqual([]);

    world = await startWorld({ home, args: ['--fresh'] });
    parts = descendantsOf(world.pid);
    expect(await reading()).toContain('"offsetSeconds":0');
    expect(await publishedKeys()).not.toBe(keys);
  });
});

describe('a world behind a proxy', () => {
  it('states the origin that it is given, and links to it', async () => {
    const world = await startWorld({ env: { GATEHOUSE_ORIGIN: 'https://login.example' } });
    try {
      expect(world.issuer).toBe('https://login.example');
      const { port } = new URL(world.demo);
      const discovery = await fetch(`http://localhost:${Number(port) - 1}/.well-known/openid-configuration`);
      expect(await discovery.text()).toContain('"token_endpoint":"https://login.example/token"');
    } finally {
      await world.stop();
    }
  });
});
