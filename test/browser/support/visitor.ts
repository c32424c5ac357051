import { type Browser, type BrowserContext, type ConsoleMessage, chromium, type Page } from 'playwright-core';
import { needChromium } from '../../../scripts/chromium.ts';
import type { SharedWorld } from '../../support/shared-world.ts';

/** One browser of one person, and what went wrong in it. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Faults that the browser reported: script errors, breaches of a content security policy, parts that did not load. */
  readonly complaints: string[];
  /** Requests to addresses that do not belong to this world. */
  readonly strangers: string[];
}

export interface VisitorOptions {
  readonly javaScript?: boolean;
  readonly width?: number;
  /** Origins beside those of the world that the pages may ask. */
  readonly also?: readonly string[];
}

/** Starts the browser that CHROMIUM_PATH names, or the one that is installed. */
export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: needChromium(), args: ['--no-sandbox', ...args] });
}

const reportViolations = `addEventListener('securitypolicyviolation', (event) =>
  reportViolation(event.violatedDirective + ' broken by ' + event.blockedURI + ' at ' + event.documentURI))`;

/** A fresh browser profile, on a network of its own: limits count messages by network. */
export async function newVisitor(
  browser: Browser,
  world: SharedWorld,
  { javaScript = true, width = 1280, also = [] }: VisitorOptions = {},
): Promise<Visitor> {
  const network = world.nextNumber();
  const context = await browser.newContext({
    javaScriptEnabled: javaScript,
    viewport: { width, height: 800 },
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { 'x-dev-client-address': `10.9.${network >> 8}.${network & 255}` },
  });
  context.setDefaultTimeout(30_000);
  const visitor: Visitor = { context, page: await context.newPage(), complaints: [], strangers: [] };
  await listen(visitor, new Set([world.issuer, world.demo, world.console, ...also]));
  return visitor;
}

async function listen({ context, complaints, strangers }: Visitor, own: ReadonlySet<string>): Promise<void> {
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !own.has(origin)) strangers.push(request.url());
  });
  context.on('response', (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== 'document')
      complaints.push(`${response.status()} ${response.url()}`);
  });
  context.on('console', (message) => {
    if (isFault(message)) complaints.push(`${message.type()} on ${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await context.exposeFunction('reportViolation', (what: string) => void complaints.push(what));
  await context.addInitScript(reportViolations);
}

// A page with status 400 is what the tests ask for (a part of a page with such a status is found by its answer), and a
// permissions policy names features of browsers that this one is not.
const noFaults = ['Failed to load resource: the server', 'Error with Permissions-Policy header: Unrecognized feature'];

const isFault = (message: ConsoleMessage): boolean =>
  ['error', 'warning'].includes(message.type()) && !noFaults.some((words) => message.text().startsWith(words));
