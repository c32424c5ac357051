import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_readConfig } from 'wrangler';
import { type Part, projectRoot } from './part.ts';

const environments = [undefined, 'staging', 'production'];

/** One member of the interface `Env` in src/env.ts. */
interface EnvMember {
  readonly name: string;
  readonly type: string;
}

/** What wrangler.toml says for one environment, as far as it is compared. */
interface Deployment {
  readonly environment: string;
  readonly atoms: ReadonlyMap<string, string>;
  readonly migratedClasses: readonly string[];
  readonly assets: string | undefined;
  readonly buckets: readonly string[];
  readonly vars: readonly string[];
}

function envMembers(source: string): EnvMember[] {
  const body = /interface Env \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  return [...body.matchAll(/readonly ([A-Z_]+): (\w+)/g)].map(([, name = '', type = '']) => ({ name, type }));
}

/** What wrangler makes of wrangler.toml, as far as it is read here. */
interface WranglerConfig {
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly migrations: readonly { readonly new_sqlite_classes?: readonly string[] }[];
  readonly assets?: { readonly binding?: string };
  readonly r2_buckets: readonly { readonly binding: string }[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly observability?: {
    readonly logs?: { readonly invocation_logs?: boolean };
    readonly traces?: { readonly enabled?: boolean };
  };
}

function readDeployment(environment: string | undefined): Deployment {
  const config: WranglerConfig = unstable_readConfig({
    config: join(projectRoot, 'wrangler.toml'),
    ...(environment === undefined ? {} : { env: environment }),
  });
  return {
    environment: environment ?? 'local',
    atoms: new Map(config.durable_objects.bindings.map(({ name, class_name }) => [name, class_name])),
    migratedClasses: config.migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes ?? []),
    assets: config.assets?.binding,
    buckets: config.r2_buckets.map(({ binding }) => binding),
    vars: Object.keys(config.vars),
  };
}

/** The platform's own log of a request, and its traces, hold the address, and with it the secrets of links. */
function keepsAddresses(environment: string | undefined): boolean {
  const { observability }: Pick<WranglerConfig, 'observability'> = unstable_readConfig({
    config: join(projectRoot, 'wrangler.toml'),
    ...(environment === undefined ? {} : { env: environment }),
  });
  return observability?.logs?.invocation_logs !== false || observability.traces?.enabled !== false;
}

/** Why one member of `Env` would be missing in this deployment, if it would be. */
function missing(member: EnvMember, deployment: Deployment, secrets: readonly string[]): string | undefined {
  const { name, type } = member;
  if (type === 'DurableObjectNamespace') {
    const className = deployment.atoms.get(name);
    if (className === undefined) {
      return `no Durable Object binding ${name}`;
    }
    return deployment.migratedClasses.includes(className) ? undefined : `${className} stands in no migration`;
  }
  if (type === 'Fetcher') {
    return deployment.assets === name ? undefined : `no assets binding ${name}`;
  }
  if (type === 'R2Bucket') {
    return deployment.buckets.includes(name) ? undefined : `no bucket ${name}`;
  }
  return deployment.vars.includes(name) || secrets.includes(name)
    ? undefined
    : `neither a variable nor a secret ${name}`;
}

/** What src/env.ts reads and a deployment lacks, or a deployment sets and src/env.ts does not read. */
function judgeDeployment(members: readonly EnvMember[], deployment: Deployment, secrets: readonly string[]) {
  const known = members.map(({ name }) => name);
  const told = [...deployment.atoms.keys(), ...deployment.buckets, ...deployment.vars, ...secrets];
  return [
    ...members.map((member) => missing(member, deployment, secrets)).filter((fault) => fault !== undefined),
    ...told.filter((name) => !known.includes(name)).map((name) => `${name} is set and src/env.ts does not read it`),
    ...deployment.vars.filter((name) => secrets.includes(name)).map((name) => `the secret ${name} is a plain variable`),
  ].map((fault) => `wrangler.toml, ${deployment.environment}: ${fault}`);
}

/** wrangler.toml has every class, variable and secret name that src/env.ts reads, in each environment. */
export const settings: Part = {
  name: 'settings',
  promise: 'wrangler.toml and src/env.ts agree',
  run: async () => {
    const members = envMembers(await readFile(join(projectRoot, 'src/env.ts'), 'utf8'));
    const toml = await readFile(join(projectRoot, 'wrangler.toml'), 'utf8');
    const secrets = [...toml.matchAll(/^# ([A-Z_]{4,})\s/gm)].map(([, name = '']) => name);
    const deployments = environments.map(readDeployment);
    const [local] = deployments;
    const blind =
      local === undefined ||
      judgeDeployment([...members, { name: 'PLANTED', type: 'string' }], local, secrets).length === 0 ||
      members.length < 10;
    const told = environments.filter((environment) => keepsAddresses(environment));
    const faults = blind
      ? ['src/env.ts has no interface Env that this check can read']
      : [
          ...deployments.flatMap((deployment) => judgeDeployment(members, deployment, secrets)),
          ...told.map((environment) => `wrangler.toml, ${environment ?? 'local'}: the platform would log addresses`),
        ];
    return { summary: `${members.length} names, ${secrets.length} of them secret, 3 environments`, faults };
  },
};
