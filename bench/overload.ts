import { cpus } from 'node:os';
import { findFreePort } from '../dev/ports.ts';
import { hasNginx, startNginx } from '../test/support/nginx.ts';
import { register } from '../test/support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../test/support/production-worker.ts';
import {
  addService,
  assertionType,
  clientAssertion,
  readCallback,
  redeem,
  requestParameters,
  type TestService,
  textOf,
} from '../test/support/service.ts';
import { worldAt } from '../test/support/shared-world.ts';
import { startWorld } from '../test/support/world.ts';
import {
  type Deed,
  type Heard,
  judge,
  mostAtOnce,
  pour,
  quantile,
  run,
  send,
  type Tally,
  takeSilences,
  type Verdict,
} from './load.ts';
import { measureTree } from './process-tree.ts';

const floodSeconds = 60;
const others = 5;
/** Some connections more give less than this more: it is saturated. */
const worthwhile = 1.1;

/** Somebody signed in at a service, as the load needs them. */
export interface Visitor {
  readonly cookie: string;
  readonly address: string;
  readonly accessToken: string;
  readonly service: TestService;
}

async function arrive(worker: ProductionWorker, service: TestService): Promise<Visitor> {
  const { person, callback } = await register(worker, service);
  const tokens = await redeem(worker, service, callback.code ?? '');
  const cookie = [...person.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { cookie, address: person.address, accessToken: textOf(tokens, 'access_token'), service };
}

const located = (heard: Heard) => readCallback(heard.headers.location ?? '');
const isRedirect = ({ status }: Heard) => status === 302 || status === 303;

/** Where a client connects to, and from which loopback address: in front of a proxy that address is its network. */
interface Way {
  readonly origin: string;
  readonly from?: string;
}

/** What is done at the address of one network. */
function deedsOf(worker: ProductionWorker, { cookie, address, accessToken, service }: Visitor, way: Way) {
  const network = { 'cf-connecting-ip': address };
  const { origin, from } = way;
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    send(origin, { path, from, headers: { ...network, ...headers } });
  const authorize = (headers: Readonly<Record<string, string>>, changes = {}) =>
    ask(`/authorize?${requestParameters(service, changes)}`, { accept: 'text/html', ...headers });
  const token = async (code: string, assertion: string) =>
    send(origin, {
      method: 'POST',
      path: '/token',
      from,
      headers: { ...network, 'content-type': 'application/x-www-form-urlencoded' },
      body: `${new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: service.redirectUri,
        client_assertion_type: assertionType,
        client_assertion: assertion,
      })}`,
    });
  const exchange = async (): Promise<Verdict> => {
    const heard = await authorize({ cookie }, { prompt: 'none' });
    const { code } = located(heard);
    const verdict = judge(heard, () => isRedirect(heard) && code !== undefined);
    if (verdict !== 'right' || code === undefined) return verdict;
    const answer = await token(code, await clientAssertion(worker, service));
    return judge(answer, ({ status, body }) => status === 200 && body.includes('"id_token"'));
  };
  const userinfo = async () =>
    judge(
      await ask('/userinfo', { authorization: `Bearer ${accessToken}` }),
      ({ status, body }) => status === 200 && body.includes('"email"'),
    );
  const keys = async () =>
    judge(await ask('/.well-known/jwks.json'), ({ status, body }) => status === 200 && body.includes('"keys"'));
  // A network that begins too many journeys in a minute is sent back to the service, which is told to try again.
  const begin = async () =>
    judge(
      await authorize({}),
      (heard) =>
        isRedirect(heard) &&
        (heard.headers.location?.includes('/journey/') === true || located(heard).error === 'temporarily_unavailable'),
    );
  const forge = async () =>
    judge(await token('x', 'e30.e30.e30'), ({ status, body }) => status === 400 && body.includes('invalid_client'));
  return { exchange, userinfo, keys, begin, forge };
}

function floodOf(worker: ProductionWorker, visitor: Visitor, way: Way): readonly Deed[] {
  const { exchange, userinfo, keys, begin, forge } = deedsOf(worker, visitor, way);
  return Object.entries({ exchange, userinfo, keys, begin, forge }).map(([name, act]) => ({ name, act }));
}

/** A whole visit: the code, its exchange, and what the token tells. Right when all of it is. */
const visitsOf = (worker: ProductionWorker, visitor: Visitor, way: Way): readonly Deed[] => {
  const { exchange, userinfo } = deedsOf(worker, visitor, way);
  const act = async () => {
    const first = await exchange();
    return first === 'right' ? userinfo() : first;
  };
  return [{ name: 'visit', act }];
};

const rate = ({ counts, seconds }: Tally): number => counts.right / seconds;

function describe(title: string, { counts, seconds, millis, wrong }: Tally): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const times = [0.5, 0.95, 0.99].map((share) => `${Math.round(quantile(millis, share))}`).join('/');
  const wrongs = [...wrong].map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
  return (
    `${title}: ${all} in ${Math.round(seconds)} s, ${counts.right} right (${((100 * counts.right) / all).toFixed(1)} %), ` +
    `${counts.shed} 429 or 503, ${counts.silent} without an answer, wrong: ${wrongs}; p50/p95/p99 ${times} ms`
  );
}

async function saturate(deeds: readonly Deed[]): Promise<{ readonly concurrency: number; readonly perSecond: number }> {
  await run(deeds, { concurrency: 4, seconds: 5 });
  let best = { concurrency: 1, perSecond: 0 };
  for (let concurrency = 1; concurrency <= 32; concurrency *= 2) {
    const perSecond = rate(await run(deeds, { concurrency, seconds: 4 }));
    if (perSecond > best.perSecond * worthwhile) best = { concurrency, perSecond };
  }
  return best;
}

/** MiB of the process, each second, until `stop`. */
function watchMemory(pid: number) {
  const seen: number[] = [];
  const look = async () => {
    const [process] = (await measureTree(pid)).filter((one) => one.pid === pid);
    if (process !== undefined) seen.push(Math.round(process.kib / 1024));
  };
  const timer = setInterval(() => void look(), 1000);
  return { seen, stop: () => clearInterval(timer) };
}

/** Milliseconds after the flood until a visit takes no longer than twice what it took before. */
async function recovery(visit: Deed, usual: number): Promise<number> {
  const started = performance.now();
  for (let quick = 0; quick < 3; ) {
    const before = performance.now();
    const isQuick = (await visit.act()) === 'right' && performance.now() - before <= 2 * usual;
    quick = isQuick ? quick + 1 : 0;
    if (performance.now() - started > 60_000) return Number.POSITIVE_INFINITY;
  }
  return performance.now() - started;
}

/** A load, and the visits of others beside it. */
interface Flood {
  readonly title: string;
  readonly visits: readonly Deed[];
  begin(): Promise<Tally>;
}

async function flood(worker: ProductionWorker, pid: number): Promise<boolean> {
  const service = await addService(worker);
  const flooder = await arrive(worker, service);
  const decent: Visitor[] = [];
  for (let index = 0; index < others; index += 1) decent.push(await arrive(worker, await addService(worker)));
  const straight: Way = { origin: worker.address };
  const deeds = floodOf(worker, flooder, straight);
  const visits = decent.flatMap((visitor) => visitsOf(worker, visitor, straight));
  const port = await findFreePort();
  const nginx = hasNginx() ? await startNginx({ service: worker.address, port }) : undefined;
  const { concurrency, perSecond } = await saturate(deeds);
  console.log(`saturated by ${concurrency} connections: ${Math.round(perSecond)} answers a second`);
  const calm = await run(visits, { concurrency: others, seconds: 10, pauseMs: 500 });
  console.log(describe('others before', calm));

  const memory = watchMemory(pid);
  const pouring = `${Math.round(10 * perSecond)} a second, answered or not, on at most ${mostAtOnce} connections`;
  const pourOut = (flooding: readonly Deed[]) => pour(flooding, { perSecond: 10 * perSecond, seconds: floodSeconds });
  const floods: Flood[] = [
    {
      title: `${10 * concurrency} connections that wait for their answers`,
      begin: () => run(deeds, { concurrency: 10 * concurrency, seconds: floodSeconds }),
      visits,
    },
    { title: pouring, begin: () => pourOut(deeds), visits },
  ];
  if (nginx !== undefined) {
    const origin = `http://127.0.0.1:${port}`;
    const flooding = floodOf(worker, flooder, { origin, from: '127.0.1.1' });
    floods.push({
      title: `${pouring}, through nginx`,
      begin: () => pourOut(flooding),
      visits: decent.flatMap((visitor, index) => visitsOf(worker, visitor, { origin, from: `127.0.2.${index + 1}` })),
    });
  }
  let isRight = true;
  for (const { title, begin, visits } of floods) {
    const [flooded, visited] = await Promise.all([
      begin(),
      run(visits, { concurrency: others, seconds: floodSeconds, pauseMs: 500 }),
    ]);
    const [visit] = visits;
    const recovered = visit === undefined ? Number.NaN : await recovery(visit, quantile(calm.millis, 0.5));
    console.log(`\nthe flood: ${title}`);
    console.log(describe('the flood', flooded));
    console.log(describe('others meanwhile', visited));
    console.log(`why answers did not come, to the flood or to others: ${takeSilences()}`);
    console.log(`a visit takes its usual time ${(recovered / 1000).toFixed(1)} s after the flood`);
    console.log(`memory of workerd: ${memory.seen[0]} MiB at first, ${Math.max(...memory.seen)} at most so far`);
    isRight &&= flooded.wrong.size + visited.wrong.size === 0;
  }
  memory.stop();
  await nginx?.stop();
  return isRight;
}

/** Ten times what saturates one workerd process, for a minute. */
export async function benchOverload(): Promise<boolean> {
  console.log(
    `the production bundle in workerd, ${cpus().length} cores (${cpus()[0]?.model}), the load from the same machine`,
  );
  const started = await startWorld();
  try {
    const before = new Set((await measureTree(process.pid)).map(({ pid }) => pid));
    const worker = await startProductionWorker(worldAt(started));
    try {
      const mine = (await measureTree(process.pid)).find(({ pid, name }) => !before.has(pid) && name === 'workerd');
      return await flood(worker, mine?.pid ?? 0);
    } finally {
      await worker.stop();
    }
  } finally {
    await started.stop();
  }
}
