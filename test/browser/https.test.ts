import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOperator } from '../../cli/operator-client.ts';
import { authorizeUrl, newServiceKey, serviceFile, type TestService } from '../support/service.ts';
import { type SharedWorld, worldAt } from '../support/shared-world.ts';
import { startWorld, type TestWorld } from '../support/world.ts';
import { type Answer, findTestHosts, forwardTo, type HttpsFront, startHttpsFront } from './support/https-front.ts';
import { aPerson } from './support/person.ts';
import { newVisitor, openBrowser, type Visitor } from './support/visitor.ts';
import { follow, headingOf, press, setUpAccount } from './support/walk.ts';

const [login, surgery, portal] = ['login.gatehouse.test', 'www.surgery.test', 'portal.test'];

let front: HttpsFront;
let running: TestWorld;
let world: SharedWorld;
let browser: Browser;
let service: TestService;
let visitor: Visitor;

/** The surgery's site: a link and a form that lead to the issuer, and a callback that leads on to a portal elsewhere. */
const surgerySite: Answer = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'https://surgery.test');
  if (pathname === '/callback') {
    response.writeHead(303, { location: `${front.originOf(portal)}/welcome` }).end();
    return;
  }
  const address = authorizeUrl(world, service, { vtr: '["P0.Cp.Cd"]' });
  const inputs = [...new URL(address).searchParams].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
  );
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><title>Surgery</title><link rel="icon" href="data:,"><main><h1>Surgery</h1>
    <a href="${address.replaceAll('&', '&amp;')}">Sign in</a>
    <form method="post" action="${world.issuer}/authorize">${inputs.join('')}<button>Sign in by form</button></form></main>`);
};

const portalSite: Answer = (_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end('<!doctype html><title>Portal</title><link rel="icon" href="data:,"><h1>The portal</h1>');
};

beforeAll(async () => {
  front = await startHttpsFront();
  const issuer = front.originOf(login);
  [running, browser] = await Promise.all([
    startWorld({ env: { GATEHOUSE_ORIGIN: issuer } }),
    openBrowser(findTestHosts),
  ]);
  world = worldAt({ ...running, issuer });
  const { service: address }: { service: string } = JSON.parse(await (await fetch(`${running.console}/health`)).text());
  front.answerFor(login, forwardTo(address));
  front.answerFor(surgery, surgerySite);
  front.answerFor(portal, portalSite);
  const key = JSON.parse(readFileSync(join(running.home, 'operator.jwk.json'), 'utf8'));
  const [serviceKey, redirectUri] = [await newServiceKey(), `${front.originOf(surgery)}/callback`];
  const file = serviceFile(serviceKey, { client_name: 'Surgery', redirect_uris: [redirectUri] });
  const added = await askOperator('services.add', { file }, { origin: issuer, address, key, now: world.now });
  service = { ...serviceKey, clientId: String(added['client_id']), redirectUri, name: 'Surgery' };
  visitor = await newVisitor(browser, world, { also: [surgery, portal].map(front.originOf) });
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([running?.stop(), front?.close()]);
});

const openSurgery = (page: Page): Promise<unknown> => page.goto(`${front.originOf(surgery)}/`);

// Here issuer, service and portal are different sites to the browser, as in the world; on localhost they are one.
describe('on an https origin, a person who comes from another site', () => {
  it('sets up an account, is let in, and is led on to a third site', async () => {
    const { page } = visitor;
    await openSurgery(page);
    await follow(page, 'Sign in');
    await setUpAccount(page, await aPerson(world));
    await press(page, 'Agree and continue');
    await press(page, 'Agree and continue');
    expect(await headingOf(page)).toBe('The portal');
    expect(page.url()).toBe(`${front.originOf(portal)}/welcome`);
  });

  it('has cookies with the `__Host-` prefix, Secure, for this host only', async () => {
    const cookies = await visitor.context.cookies(world.issuer);
    expect(cookies.map(({ name }) => name)).toEqual(['__Host-gatehouse-session']);
    expect(cookies[0]).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: login });
  });

  it.each(['link', 'form'])('is let in without a question when they come again by a %s', async (way) => {
    const { page } = visitor;
    await openSurgery(page);
    if (way === 'link') await follow(page, 'Sign in');
    else await press(page, 'Sign in by form');
    expect(await headingOf(page)).toBe('The portal');
  });

  it('is remembered by a cookie of the same kind', async () => {
    const { context, page } = visitor;
    await page.goto(`${world.issuer}/sign-out`);
    await press(page, 'Sign out');
    expect(await context.cookies(world.issuer)).toEqual([]);
    await openSurgery(page);
    await follow(page, 'Sign in');
    const [journey] = await context.cookies(world.issuer);
    expect(journey?.name).toMatch(/^__Host-gatehouse-i-/);
    expect(journey).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: login });
  });

  it('meets a policy that lets forms lead to https only, and nothing that the browser complains about', async () => {
    await openSurgery(visitor.page);
    await follow(visitor.page, 'Sign in');
    const answer = await visitor.page.reload();
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("form-action 'self' https:;");
    expect(policy).not.toContain('localhost');
    expect(visitor.complaints).toEqual([]);
    expect(visitor.strangers).toEqual([]);
  });
});
