import { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext } from '../src/context';
import { smallBody } from '../src/http/body';
import { reportsOnly } from '../src/http/forms';
import { log } from '../src/http/log';

/** What is read of a browser's report, and nothing else: the rest may hold addresses with secrets in them. */
const browserReport = z.object({
  type: z.literal('csp-violation'),
  url: z.url(),
  body: z.object({ effectiveDirective: z.string().regex(/^[a-z-]{1,40}$/), blockedURL: z.string().max(4096) }),
});
type BrowserReport = z.infer<typeof browserReport>;

const MOST_REPORTS = 10;

/** What is kept of a report: the page without what is one's own, and what was stopped. */
export function notedReport({ url, body }: BrowserReport) {
  // Ensure nothing that names a journey, a link or a passkey is kept: what stands behind these words is one's own.
  const page = new URL(url).pathname.replace(
    /^\/(journey|reset\/link|passkey-removal|not-me|account\/passkeys)\/[^/]*/,
    '/$1/:own',
  );
  const blocked = /^[a-z][a-z-]{0,30}(?=:|$)/.exec(body.blockedURL)?.[0] ?? 'unknown';
  return { page: page.slice(0, 100), directive: body.effectiveDirective, blocked };
}

/** Where browsers tell what a page's policy stopped: kept as lines of the log. @see W3C CSP Level 3 §5.3; Reporting API §2.3 */
export const reports = new Hono<AppContext>().post('/reports', smallBody, reportsOnly, async (c) => {
  const sent: unknown = await c.req.json().catch(() => undefined);
  if (!(await c.var.ports.coarseLimits.allows(`reports:${c.var.address}`))) return c.body(null, 204);
  for (const one of Array.isArray(sent) ? sent.slice(0, MOST_REPORTS) : []) {
    const report = browserReport.safeParse(one);
    if (report.success)
      log('info', { event: 'csp_violation', requestId: c.var.requestId, ...notedReport(report.data) });
  }
  return c.body(null, 204);
});
