import { newCitizen, type Page } from '../test/support/citizen.ts';
import { newPerson, type Person, register } from '../test/support/person.ts';
import { type ProductionWorker, startProductionWorker } from '../test/support/production-worker.ts';
import { addService, authorizeUrl, clientAssertion, redeem, refresh, textOf } from '../test/support/service.ts';
import { worldAt } from '../test/support/shared-world.ts';
import { startWorld } from '../test/support/world.ts';
import { quantile } from './load.ts';

const storm = 64;
const rounds = 3;

interface Ready {
  readonly person: Person;
  readonly page: Page;
}

/**
 * Goes to the page that asks for a password, with an address that nobody owns: it is hashed all the same. One password has
 * been tried there, so that what is measured is no first use of an atom: that one waits for the disk.
 */
async function atThePassword(worker: ProductionWorker, url: string): Promise<Ready> {
  const known = newPerson(worker);
  const person = { ...known, browser: newCitizen(worker.issuer, known.address) };
  const page = await person.browser.submit(await person.browser.open(url), { email: person.email });
  await person.browser.submit(page, { password: person.password });
  return { person, page };
}

const times = (millis: readonly number[]): string => {
  const sorted = millis.toSorted((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => Math.round(quantile(sorted, share))).join('/');
};

/** Refreshes one token after another, and notes how long each took. */
async function refreshing(worker: ProductionWorker) {
  const service = await addService(worker);
  const { callback } = await register(worker, service);
  let token = textOf(await redeem(worker, service, callback.code ?? ''), 'refresh_token');
  const statuses: number[] = [];
  const renew = async (): Promise<number> => {
    const assertion = await clientAssertion(worker, service);
    const before = performance.now();
    const answer = await refresh(worker, service, token, { client_assertion: assertion });
    statuses.push(answer.status);
    if (answer.status === 200) token = textOf(answer, 'refresh_token');
    return performance.now() - before;
  };
  return { service, statuses, renew };
}

/** What a refresh takes alone, and while 64 passwords are hashed. @returns whether every refresh was answered */
async function hashStorm(title: string, worker: ProductionWorker): Promise<boolean> {
  const { service, statuses, renew } = await refreshing(worker);
  const [alone, beside, heard, said]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let index = 0; index < 100; index += 1) alone.push(await renew());
  const ready: Ready[] = [];
  for (let index = 0; index < storm; index += 1) ready.push(await atThePassword(worker, authorizeUrl(worker, service)));
  for (let round = 0; round < rounds; round += 1) {
    let isOver = false;
    const answers = Promise.all(
      ready.map(async ({ person, page }) => {
        const before = performance.now();
        said.push((await person.browser.submit(page, { password: person.password })).status);
        heard.push(performance.now() - before);
      }),
    ).finally(() => {
      isOver = true;
    });
    while (!isOver) beside.push(await renew());
    await answers;
  }
  const counted = [...new Set(said)]
    .toSorted()
    .map((status) => `${said.filter((one) => one === status).length} × ${status}`);
  console.log(
    `${title}: ${rounds} times ${storm} passwords at once: ${counted.join(', ')}, heard after ${times(heard)} ms`,
  );
  console.log(
    `  a refresh, p50/p95/most: alone ${times(alone)} ms, beside them ${times(beside)} ms (${beside.length} of them)`,
  );
  return statuses.every((status) => status === 200);
}

/** 64 passwords at once beside token requests: in one process, and with the hashers in a process of their own. */
export async function benchPasswords(): Promise<boolean> {
  const started = await startWorld();
  let isRight = true;
  try {
    for (const hashers of ['here', 'apart'] as const) {
      const worker = await startProductionWorker(worldAt(started), { hashers });
      isRight = (await hashStorm(`hashers ${hashers}`, worker).finally(() => worker.stop())) && isRight;
    }
  } finally {
    await started.stop();
  }
  return isRight;
}
