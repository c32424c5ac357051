import { DurableObject } from 'cloudflare:workers';
import gatehouse from 'index.js';

export * from 'index.js';

/** Files that are served without asking the product: those that `run_worker_first` of wrangler.toml leaves out. */
const isFile = (path) =>
  /^\/(assets|images)\/[\w.-]+$/.test(path) || /^\/(favicon\.(ico|svg)|icon-\d+\.png|manifest\.json)$/.test(path);

const types = {
  css: 'text/css; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};

const hour = 3_600_000;

/** Does each hour what a cron trigger does on Cloudflare. */
export class Hours extends DurableObject {
  async begin() {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 1000);
  }

  async alarm() {
    await this.ctx.storage.setAlarm(Date.now() + hour);
    await gatehouse.scheduled({}, this.env, this.ctx);
  }
}

/** The rules of `_headers`: a pattern, then its headers, indented. @see Workers static assets, custom headers */
let rules;
async function headersFor(path, files) {
  rules ??= readRules(await (await files.fetch('https://files.invalid/_headers')).text());
  return rules.filter(({ pattern }) => pattern.test(path)).flatMap(({ headers }) => headers);
}

function readRules(text) {
  return text.split(/\n\s*\n/).map((block) => {
    const [address = '', ...lines] = block.trim().split('\n');
    const pattern = new RegExp(`^${address.split('*').map(RegExp.escape).join('.*')}$`);
    return {
      pattern,
      headers: lines.map((line) =>
        line
          .trim()
          .split(/:\s*(.*)/s)
          .slice(0, 2),
      ),
    };
  });
}

async function answerFile(request, path, files) {
  const headers = new Headers(await headersFor(path, files));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    headers.set('Allow', 'GET, HEAD');
    return new Response(null, { status: 405, headers });
  }
  const file = await files.fetch(`https://files.invalid${path}`);
  headers.set('Content-Type', types[path.split('.').at(-1)] ?? 'application/octet-stream');
  return new Response(request.method === 'HEAD' ? null : file.body, { headers });
}

let begun = false;

export default {
  async fetch(request, env, ctx) {
    if (!begun) {
      begun = true;
      ctx.waitUntil(env.HOURS.getByName('hours').begin());
    }
    const { pathname } = new URL(request.url);
    if (!isFile(pathname)) return gatehouse.fetch(request, env, ctx);
    const found = await env.ASSETS.fetch(`https://files.invalid${pathname}`, { method: 'HEAD' });
    return found.status === 200 ? answerFile(request, pathname, env.ASSETS) : gatehouse.fetch(request, env, ctx);
  },
};
