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

/** A folder in place of a bucket: as much of R2 as the product uses. Its names are `<prefix>/<time>.json`. */
const bucketIn = (folder) => ({
  async put(key, text) {
    const answer = await folder.fetch(`https://heads.invalid/${nameOf(key)}`, { method: 'PUT', body: text });
    if (!answer.ok) throw new Error(`the folder of signed heads answered ${answer.status}`);
  },
  async list({ prefix, startAfter }) {
    const answer = await folder.fetch('https://heads.invalid/');
    if (!answer.ok) throw new Error(`the folder of signed heads answered ${answer.status}`);
    const keys = (await answer.json()).map(({ name }) => `${prefix}${name.replaceAll('_', ':')}`);
    return {
      objects: keys
        .filter((key) => key > startAfter)
        .toSorted()
        .map((key) => ({ key })),
    };
  },
  async get(key) {
    const answer = await folder.fetch(`https://heads.invalid/${nameOf(key)}`);
    return answer.ok ? answer : null;
  },
});
/** Not every disk takes a colon in a name. */
const nameOf = (key) => key.slice(key.lastIndexOf('/') + 1).replaceAll(':', '_');

/** The process of hashers.capnp in place of atoms of this one, whose thread a hash would keep. As much as the product uses. */
const hashersIn = (process) => {
  const ask = (verb) => async (input) => {
    const signal = AbortSignal.timeout(hashersPatienceMillis);
    const body = JSON.stringify(input);
    const answer = await process.fetch(`http://hashers.invalid/${verb}`, { method: 'POST', body, signal });
    if (!answer.ok) throw new Error(`the hashers answered ${answer.status}`);
    return answer.json();
  };
  const hashers = { hash: ask('hash'), verify: ask('verify') };
  return { idFromName: (name) => name, get: () => hashers };
};
const hashersPatienceMillis = 3000;

/** What the product is given: the folder of signed heads as a bucket. Once per isolate, for it holds by this object. */
let given;
const give = (env) => {
  given ??= {
    ...env,
    AUDIT_HEADS: bucketIn(env.AUDIT_HEADS),
    HASHER: env.HASHERS === 'apart' ? hashersIn(env.HASHER_PROCESS) : env.HASHER,
  };
  return given;
};

const hour = 3_600_000;

/** Does each hour what a cron trigger does on Cloudflare. */
export class Hours extends DurableObject {
  async begin() {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 1000);
  }

  async alarm() {
    await this.ctx.storage.setAlarm(Date.now() + hour);
    await gatehouse.scheduled({}, give(this.env), this.ctx);
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
    if (!isFile(pathname)) return gatehouse.fetch(request, give(env), ctx);
    const found = await env.ASSETS.fetch(`https://files.invalid${pathname}`, { method: 'HEAD' });
    return found.status === 200 ? answerFile(request, pathname, env.ASSETS) : gatehouse.fetch(request, give(env), ctx);
  },
};
