/**
 * The import law of docs/design.md, as rules. Paths are relative to the folder the cruise starts in, so the same rules
 * judge the product and the planted breaches of test/boundaries-fixture.
 * Each room has one allow-list rule (`<room>-imports`): what is not listed is a breach. Further rules say what an
 * allow-list cannot: types only, never a sibling.
 */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The files of the atoms, by the class names of wrangler.toml; what else stands in durable-objects is shared. */
const toml = readFileSync(join(__dirname, 'wrangler.toml'), 'utf8');
const classNames = [...toml.matchAll(/^class_name = "(\w+)"/gm)].map(([, name]) => name);
const atomFiles = [...new Set(classNames)].map((name) => name.replace(/\B[A-Z]/g, '-$&').toLowerCase());

const npm = (name) => `(^|/)node_modules/${name}/`;
const hono = npm('hono');
const honoJsx = '(^|/)node_modules/hono/dist/(jsx|helper/html)/';
const rooms = {
  domain: '^src/domain/',
  protocol: '^src/protocol/',
  crypto: '^src/crypto/',
  ports: '^src/ports(\\.ts$|/)',
  flows: '^src/flows/',
  storage: '^src/storage/',
  integrations: '^src/integrations/',
  http: '^src/http/',
  ui: '^src/ui/',
  uiBrowser: '^src/ui/browser/',
  problemPages: '^src/ui/pages/(error|problem|service-unavailable)[.]tsx$',
  pageDrawing: '^src/ui/(brand|content|content[.]en|page-context|render)[.]ts$',
  messageText: '^src/ui/message-text[.]ts$',
  formEncoding: '^src/protocol/form-encoding[.]ts$',
  oauthError: '^src/protocol/oauth-error\\.ts$',
  env: '^src/env\\.ts$',
  context: '^src/context\\.ts$',
  wiring: '^src/wiring(\\.ts$|/)',
  app: '^src/app\\.tsx?$',
  index: '^src/index\\.ts$',
  routes: '^routes/',
  atoms: '^durable-objects/',
  cli: '^cli/',
};

/** Only the listed places may be imported from this room. */
const only = (name, from, allowed, comment, fromNot) => ({
  name,
  comment,
  severity: 'error',
  from: fromNot ? { path: from, pathNot: fromNot } : { path: from },
  to: { pathNot: allowed },
});

/** What is imported from this place must vanish at compile time. */
const byType = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to, dependencyTypesNot: ['type-only', 'type-import'] },
});

const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    only('domain-imports', rooms.domain, [rooms.domain], 'domain is true on paper: it imports domain only, no npm.'),

    only(
      'protocol-imports',
      rooms.protocol,
      [
        rooms.protocol,
        rooms.domain,
        rooms.crypto,
        npm('jose'),
        npm('@simplewebauthn/server'),
        npm('libphonenumber-js'),
      ],
      'protocol is what the standards say: domain, crypto, jose, SimpleWebAuthn, libphonenumber.',
    ),

    only(
      'crypto-imports',
      rooms.crypto,
      [rooms.crypto, rooms.domain, npm('jose'), '^(node:)?crypto$'],
      'crypto: domain, jose, node:crypto.',
    ),

    only('ports-imports', rooms.ports, [rooms.ports, rooms.domain, rooms.protocol], 'ports: domain and protocol.'),
    byType('ports-types-only', rooms.ports, '.', 'ports are types: no value is imported.'),

    only(
      'flows-imports',
      rooms.flows,
      [rooms.flows, rooms.domain, rooms.protocol, rooms.ports],
      'a flow puts rules in order: domain, protocol and ports are all it may see.',
    ),
    byType('flows-ports-by-type', rooms.flows, rooms.ports, 'a flow is given its ports; it imports their types.'),
    never(
      'flows-never-flows',
      { path: rooms.flows },
      { path: rooms.flows },
      'a flow calls no flow: what two share moves to domain or protocol, or is one more port.',
    ),

    only(
      'storage-imports',
      rooms.storage,
      [
        rooms.storage,
        rooms.domain,
        rooms.crypto,
        rooms.ports,
        rooms.env,
        rooms.atoms,
        npm('drizzle-orm'),
        npm('@neondatabase/serverless'),
        npm('@upstash/redis'),
      ],
      'storage: domain, crypto, port types, env, atom types, its client libraries.',
    ),
    only(
      'integrations-imports',
      rooms.integrations,
      [
        rooms.integrations,
        rooms.domain,
        rooms.crypto,
        rooms.ports,
        rooms.env,
        npm('jose'),
        npm('zod'),
        npm('aws4fetch'),
      ],
      'integrations: domain, crypto, port types, env, their client libraries.',
    ),
    byType(
      'adapters-ports-by-type',
      '^src/(storage|integrations)/',
      rooms.ports,
      'an adapter keeps a contract: it imports the type of the port.',
    ),
    byType('storage-atoms-by-type', rooms.storage, rooms.atoms, 'an atom is called through its stub: type only.'),

    only(
      'atoms-imports',
      rooms.atoms,
      [rooms.atoms, rooms.domain, rooms.env, '^cloudflare:workers$'],
      'an atom decides with domain rules alone; it never calls outside.',
    ),
    byType('atoms-env-by-type', rooms.atoms, rooms.env, 'an atom reads no configuration.'),
    never(
      'atoms-never-atoms',
      { path: '^durable-objects/([^/.]+)' },
      { path: `^durable-objects/(${atomFiles.join('|')})[/.]`, pathNot: '^durable-objects/$1[/.]' },
      'atoms do not know each other, and what they share knows none of them.',
    ),
    never(
      'cloudflare-in-atoms-only',
      { pathNot: [rooms.atoms, rooms.index] },
      { path: '^cloudflare:' },
      'the platform is seen by durable-objects and src/index.ts only: a second host is possible.',
    ),

    only(
      'ui-imports',
      rooms.ui,
      [rooms.ui, rooms.domain, honoJsx],
      'ui: domain types and tables, hono/jsx.',
      rooms.uiBrowser,
    ),
    only(
      'ui-browser-imports',
      rooms.uiBrowser,
      [rooms.uiBrowser, rooms.domain, npm('@simplewebauthn/browser'), npm('nhsuk-frontend')],
      'browser scripts: domain, @simplewebauthn/browser, the behaviour of nhsuk-frontend.',
    ),
    never(
      'ui-pages-never-browser',
      { path: rooms.ui, pathNot: rooms.uiBrowser },
      { path: rooms.uiBrowser },
      'browser scripts are assets; a page names their address.',
    ),

    only(
      'http-imports',
      rooms.http,
      [
        rooms.http,
        rooms.context,
        rooms.domain,
        rooms.env,
        rooms.ports,
        rooms.formEncoding,
        rooms.oauthError,
        rooms.problemPages,
        rooms.pageDrawing,
        hono,
      ],
      'http: context, domain, types of env and ports, form-encoding, oauth-error, what draws the problem pages, hono.',
    ),

    only(
      'routes-imports',
      rooms.routes,
      [
        rooms.routes,
        rooms.flows,
        rooms.ui,
        rooms.http,
        rooms.context,
        rooms.domain,
        rooms.ports,
        hono,
        npm('zod'),
        npm('@hono/zod-validator'),
      ],
      'routes are transport: flows, ui, http, context, domain tables, types of ports, hono, zod.',
    ),
    byType(
      'edge-ports-and-env-by-type',
      '^(routes|src/http)/',
      '^src/(ports(\\.ts$|/)|env\\.ts$)',
      'the edge is given its configuration and ports by the context.',
    ),

    only(
      'wiring-imports',
      rooms.wiring,
      [
        rooms.wiring,
        rooms.storage,
        rooms.integrations,
        rooms.crypto,
        rooms.ports,
        rooms.env,
        rooms.domain,
        rooms.atoms,
        rooms.messageText,
      ],
      'wiring: storage, integrations, crypto, ports, env, domain, the words of messages, types of what atoms need.',
    ),
    byType('wiring-atoms-by-type', rooms.wiring, rooms.atoms, 'index.ts binds the atoms; wiring knows what they need.'),
    only(
      'app-imports',
      rooms.app,
      [rooms.routes, rooms.http, rooms.context, rooms.wiring, hono],
      'the site map: routes, http, context, wiring, hono.',
    ),
    only(
      'index-imports',
      rooms.index,
      [rooms.app, rooms.atoms, rooms.wiring, rooms.env, '^cloudflare:workers$'],
      'the entry: app, durable-objects, wiring, type of env.',
    ),
    byType('index-env-by-type', rooms.index, rooms.env, 'the entry reads no variable.'),
    only('env-imports', rooms.env, [rooms.domain, npm('zod')], 'env: domain and zod.'),
    only(
      'context-imports',
      rooms.context,
      [rooms.domain, rooms.ports, rooms.env, hono],
      'the context type: domain, ports, env, hono.',
    ),
    byType('context-types-only', rooms.context, '.', 'the context is a type: no value is imported.'),

    only(
      'cli-imports',
      rooms.cli,
      [rooms.cli, rooms.domain, rooms.routes, npm('jose'), '^(node:)?[a-z/]+$'],
      'cli speaks to the operator API: its types, domain types, jose, Node.',
    ),
    byType('cli-product-by-type', rooms.cli, '^(src|routes)/', 'cli carries none of the product: types only.'),

    never(
      'product-never-tools',
      { path: '^(src|routes|durable-objects)/' },
      { path: '^(dev|cli|bench|test|scripts|runtimes)/' },
      'nothing that is deployed imports a tool.',
    ),
    never(
      'product-never-dev-packages',
      { path: '^(src|routes|durable-objects)/', pathNot: rooms.uiBrowser },
      { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
      'what is deployed stands under dependencies in package.json.',
    ),
    never(
      'no-cycles',
      { path: '^(src|routes|durable-objects|cli)/' },
      { circular: true },
      'no cycles, by type neither.',
    ),
    never(
      'no-unresolved',
      { path: '^(src|routes|durable-objects|cli)/' },
      { couldNotResolve: true, pathNot: ['^cloudflare:'] },
      'every import leads somewhere.',
    ),
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^worker-configuration' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
