/** A citizen with an old browser: no JavaScript, cookies kept by host, forms filled and sent as HTML says. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export interface Citizen {
  /** Opens an address and follows redirects as a browser does, up to the first that leaves the issuer. */
  open(url: string): Promise<Page>;
  /** Sends the main form of the page with these fields; `decision` presses the button of that value. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** Follows a link of the page. */
  follow(page: Page, href: string): Promise<Page>;
  readonly cookies: Map<string, string>;
}

/** The text of a page's heading. */
export const headingOf = (page: Page): string =>
  decode(
    /<h1[^>]*>(.*?)<\/h1>/s
      .exec(page.html)?.[1]
      ?.replace(/<[^>]+>/g, '')
      .trim() ?? '',
  );

/** The words of the error summary, if the page has one. */
export const errorOf = (page: Page): string | undefined => {
  const summary = /class="nhsuk-error-summary".*?<ul[^>]*>(.*?)<\/ul>/s.exec(page.html)?.[1];
  return summary === undefined ? undefined : decode(summary.replace(/<[^>]+>/g, '').trim());
};

const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
};

const addressHeaders = ['x-dev-client-address', 'cf-connecting-ip'];

/** What the main form of a page would send, and where to. */
export interface MainForm {
  readonly action: string;
  /** The hidden fields. */
  readonly fields: URLSearchParams;
}

/** The main form of a page. @throws Error when the page has none */
export function mainFormOf(page: Page): MainForm {
  const form = /<form\b[^>]*method="post"[^>]*>.*?<\/form>/s.exec(page.html)?.[0];
  if (form === undefined) throw new Error(`no form on ${page.url}: ${headingOf(page)}`);
  const hidden = [...form.matchAll(/<input\b[^>]*>/g)].filter(([tag]) => attribute(tag, 'type') === 'hidden');
  const fields = new URLSearchParams(
    hidden.map(([tag]) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']),
  );
  const action = attribute(/<form\b[^>]*>/.exec(form)?.[0] ?? '', 'action') ?? page.url;
  return { action: new URL(action, page.url).href, fields };
}

/**
 * A fresh browser.
 * @param issuer redirects to other origins are returned, not followed
 * @param address the network address that the service takes it to come from
 * @param origin what it believes to be at, when a proxy stands between
 */
export function newCitizen(issuer: string, address?: string, origin = issuer): Citizen {
  const cookies = new Map<string, string>();
  const request = async (url: string, init: RequestInit): Promise<Page> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('accept', 'text/html,application/xhtml+xml');
    // The second is what the edge of a deployment sets; a local world does not look at it.
    if (address !== undefined) for (const name of addressHeaders) headers.set(name, address);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line);
    const location = response.headers.get('location');
    if (location === null)
      return { url, status: response.status, headers: response.headers, html: await response.text() };
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.origin !== issuer) return { url: location, status: response.status, headers: response.headers, html: '' };
    return request(next.href, { method: 'GET' });
  };
  const keep = (line: string): void => {
    const [pair = '', ...attributes] = line.split(';');
    const cut = pair.indexOf('=');
    const gone = attributes.some((one) => /^\s*max-age=0$/i.test(one));
    if (gone) cookies.delete(pair.slice(0, cut));
    else cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
  };
  return {
    cookies,
    open: (url) => request(url, { method: 'GET' }),
    follow: (page, href) => request(new URL(href, page.url).href, { method: 'GET' }),
    submit(page, fields) {
      const { action, fields: body } = mainFormOf(page);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return request(action, { method: 'POST', body, headers: { origin } });
    },
  };
}
