import { newCitizen, type Page } from '../test/support/citizen.ts';
import { newPerson, type Person, register } from '../test/support/person.ts';
import type { ProductionWorker } from '../test/support/production-worker.ts';
import { addService, authorizeUrl, clientAssertion, redeem, refresh, textOf } from '../test/support/service.ts';
import { quantile } from './load.ts';

const storm = 64;

interface Ready {
  readonly person: Person;
  readonly page: Page;
}

/** Goes to the page that asks for a password, with an address that nobody owns: it is hashed all the same. */
async function atThePassword(worker: ProductionWorker, url: string): Promise<Ready> {
  const known = newPerson(worker);
  const person = { ...known, browser: newCitizen(worker.issuer, known.address) };
  const page = await person.browser.submit(await person.browser.open(url), { email: person.email });
  return { person, page };
}

const times = (millis: readonly number[]): string => {
  const sorted = millis.toSorted((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => Math.round(quantile(sorted, share))).join('/');
};

/** What a refresh takes alone, and while 64 passwords are hashed. @returns whether every refresh was answered */
export async function hashStorm(worker: ProductionWorker): Promise<boolean> {
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
  const alone: number[] = [];
  for (let index = 0; index < 50; index += 1) alone.push(await renew());

  const ready: Ready[] = [];
  for (let index = 0; index < storm; index += 1) ready.push(await atThePassword(worker, authorizeUrl(worker, service)));
  let isOver = false;
  const started = performance.now();
  const answers = Promise.all(
    ready.map(async ({ person, page }) => (await person.browser.submit(page, { password: person.password })).status),
  ).finally(() => {
    isOver = true;
  });
  const beside: number[] = [];
  while (!isOver) beside.push(await renew());
  const said = await answers;
  const took = performance.now() - started;
  const counted = [...new Set(said)]
    .toSorted()
    .map((status) => `${said.filter((one) => one === status).length} × ${status}`);
  console.log(`${storm} passwords at once: ${counted.join(', ')} in ${(took / 1000).toFixed(1)} s`);
  console.log(
    `a refresh, p50/p95/most: alone ${times(alone)} ms, beside them ${times(beside)} ms (${beside.length} of them)`,
  );
  return statuses.every((status) => status === 200 || status === 503);
}
