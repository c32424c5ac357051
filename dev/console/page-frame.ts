import { html } from 'hono/html';

/** A piece of a page, with everything from outside escaped. */
export type Html = ReturnType<typeof html>;

/** What stands around the main part of a console page. */
export interface Frame {
  readonly title: string;
  /** Path of the page, to mark it in the navigation. */
  readonly path: string;
  /** Path of a script of the console's own. */
  readonly script?: string;
}

const places = [
  ['/inbox', 'Inbox'],
  ['/people', 'People'],
  ['/clock', 'Clock'],
  ['/faults', 'Faults'],
  ['/requests', 'Requests'],
] as const;

/** A whole console page. */
export function page({ title, path, script }: Frame, main: Html): Html {
  const links = places.map(
    ([href, label]) => html`<li><a href="${href}"${path === href ? html` aria-current="page"` : ''}>${label}</a></li>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Gatehouse local world</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console.css">
${script === undefined ? '' : html`<script type="module" src="${script}"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header><div class="wide">
<strong><a class="home" href="/">Gatehouse local world</a></strong>
<nav aria-label="Console"><ul>${links}</ul></nav>
</div></header>
<main class="wide" id="main">${main}</main>
</body>
</html>`;
}
