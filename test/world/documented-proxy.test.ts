import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../dev/ports.ts';
import { plugIn } from '../browser/support/authenticator.ts';
import { type Certificate, makeCertificate } from '../browser/support/certificate.ts';
import { findTestHosts } from '../browser/support/https-front.ts';
import { aPerson } from '../browser/support/person.ts';
import { openBrowser } from '../browser/support/visitor.ts';
import { answer, arriveBy, follow, press } from '../browser/support/walk.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import {
  addService,
  authorizeUrl,
  clientAssertion,
  readCallback,
  redeem,
  type TestService,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
const host = 'login.gatehouse.test';

let certificate: Certificate;
beforeAll(() => {
  certificate = makeCertificate(host);
});
afterAll(() => certificate?.remove());

describe('the proxy of docs/deploy.md', () => {
  /** What a service behind it was asked, and whether it answers for now. */
  const asked: IncomingHttpHeaders[] = [];
  const waiting: (() => void)[] = [];
  let isBusy = false;
  let behind: Server;
  let nginx: Nginx;
  let port: number;

  beforeAll(async () => {
    behind = createServer((incoming, response) => {
      asked.push(incoming.headers);
      const end = () => void response.end('yes');
      if (isBusy) waiting.push(end);
      else end();
    });
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
    port = await findFreePort();
    const { port: service } = behind.address() as AddressInfo;
    nginx = await startNginx({ service: `http://127.0.0.1:${service}`, port, tls: { host, ...certificate.files } });
  });
  afterAll(async () => {
    await nginx?.stop();
    behind?.close();
  });

  /** Asks it over TLS, its certificate being checked. @param from an address of the loopback @returns the status */
  const ask = (from: string, headers: Readonly<Record<string, string>> = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/', localAddress: from, servername: host, agent: false };
      request({ ...options, ca: certificate.cert, headers: { host, ...headers } }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode));
      })
        .once('error', reject)
        .end();
    });

  it('says itself from where a request comes, whatever the request says', async () => {
    expect(await ask('127.0.5.1', { 'CF-Connecting-IP': '203.0.113.9' })).toBe(200);
    expect(asked.at(-1)?.['cf-connecting-ip']).toBe('127.0.5.1');
    expect(JSON.stringify(asked.at(-1))).not.toContain('203.0.113.9');
  });

  it('lets one address have 64 requests at once and tells the next to come later, and others none of that', async () => {
    isBusy = true;
    const before = asked.length;
    const many = Array.from({ length: 64 }, () => ask('127.0.5.2'));
    await until('all to be there', async () => (asked.length === before + 64 ? true : undefined));
    expect(await ask('127.0.5.2')).toBe(429);
    isBusy = false;
    expect(await ask('127.0.5.3')).toBe(200);
    for (const end of waiting.splice(0)) end();
    expect(new Set(await Promise.all(many))).toEqual(new Set([200]));
    expect(await ask('127.0.5.2')).toBe(200);
  });
});

describe('the production bundle behind the proxy of docs/deploy.md', () => {
  let worker: ProductionWorker;
  let nginx: Nginx;
  let browser: Browser;
  let service: TestService;
  let page: Page;

  beforeAll(async () => {
    const port = await findFreePort();
    const trusted = [...findTestHosts, certificate.trust];
    [worker, browser] = await Promise.all([
      startProductionWorker(world, { origin: `https://${host}:${port}`, hashers: 'apart' }),
      openBrowser(trusted),
    ]);
    nginx = await startNginx({ service: worker.address, port, tls: { host, ...certificate.files } });
    service = await addService(worker, { redirect_uris: ['https://pharmacy.test/callback'] });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await nginx?.stop();
    await worker?.stop();
  });

  const usePasskey = (name: string) => arriveBy(page, () => page.getByRole('button', { name, exact: true }).click());

  it('lets a person set up an account with a passkey, and a service have its tokens', async () => {
    const person = await aPerson(worker);
    const device = await plugIn(page);
    await page.goto(authorizeUrl(worker, service, { vtr: '["P0.Cm"]' }));
    await follow(page, /^Set up a/);
    await answer(page, 'Email address', person.email);
    await answer(page, 'Security code', await person.nextMailedCode());
    await usePasskey('Create a passkey');
    await answer(page, 'Phone number', person.phone);
    await answer(page, 'Security code', await person.nextTextedCode());
    await press(page, 'Agree and continue');
    await usePasskey('Use a passkey');
    // Nobody is at home at the service: what matters is where the browser is sent.
    const [back] = await Promise.all([
      page.waitForRequest((request) => request.url().startsWith(service.redirectUri)),
      page.getByRole('button', { name: 'Agree and continue' }).click(),
    ]);
    expect(await device.count()).toBe(1);
    const cookies = await page.context().cookies(worker.issuer);
    expect(cookies.map(({ name, secure }) => [name, secure])).toEqual([['__Host-gatehouse-session', true]]);
    const tokens = await redeem({ ...worker, issuer: worker.address }, service, readCallback(back.url()).code ?? '', {
      client_assertion: await clientAssertion(worker, service),
    });
    expect(tokens.status).toBe(200);
  });
});
