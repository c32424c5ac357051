import type { Context } from 'hono';
import type { AppContext } from '../context';
import { brandOf } from '../ui/brand';
import { contentEn } from '../ui/content.en';
import type { PageContext } from '../ui/page-context';
import { renderPage } from '../ui/render';
import { pagePolicy, reportingEndpoints } from './headers';

/** What every page is given. @param csrf the token its forms send back; empty on pages without a form */
export function pageContext(c: Context<AppContext>, csrf = ''): PageContext {
  return { content: contentEn, brand: brandOf(c.var.config.brand), nonce: c.var.nonce, csrf };
}

export interface PageOptions {
  readonly status?: 200 | 400 | 403 | 404 | 405 | 413 | 415 | 429 | 503;
  /** Where its forms may lead; only here if not said. */
  readonly formAction?: readonly string[];
}

/** Answers with a whole page under its own content security policy; never stored. */
export function answerPage(
  c: Context<AppContext>,
  page: Parameters<typeof renderPage>[0],
  { status = 200, formAction = ["'self'"] }: PageOptions = {},
): Response {
  c.header('Content-Security-Policy', pagePolicy(c.var.nonce, formAction));
  c.header('Reporting-Endpoints', reportingEndpoints);
  c.header('Cache-Control', 'no-store');
  c.header('Content-Language', contentEn.lang);
  return c.html(renderPage(page), status);
}
