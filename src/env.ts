import { checkRelatedOrigins } from './domain/related-origins';

/** Bindings of the worker, and the only reader of its variables. */
export interface Env {
  readonly ACCOUNT: DurableObjectNamespace;
  readonly DIRECTORY: DurableObjectNamespace;
  readonly INTERACTION: DurableObjectNamespace;
  readonly CLIENT: DurableObjectNamespace;
  readonly RATE_LIMIT: DurableObjectNamespace;
  readonly KEY_RING: DurableObjectNamespace;
  readonly SUPPLIER: DurableObjectNamespace;
  readonly LEDGER: DurableObjectNamespace;
  readonly HASHER: DurableObjectNamespace;
  readonly ASSETS: Fetcher;
  readonly AUDIT_HEADS: R2Bucket | undefined;
  readonly ORIGIN: string;
  readonly ENVIRONMENT: string;
  readonly JURISDICTION: string;
  readonly GENERATION: string;
  readonly CLIENT_ADDRESS_FROM: string;
  readonly BRAND: string;
  readonly RELATED_ORIGINS: string;
  readonly BLOCKED_EMAIL_DOMAINS: string;
  readonly NOTIFY_BASE_URL: string;
  readonly NOTIFY_TEMPLATES: string;
  readonly VOODOO_BASE_URL: string;
  readonly SNS_BASE_URL: string;
  readonly SNS_REGION: string;
  readonly MESSAGE_SENDER: string;
  readonly PDS_BASE_URL: string;
  readonly PDS_REQUESTS_PER_SECOND: string;
  readonly ODS_BASE_URL: string;
  readonly TEST_PHONE_NUMBERS: string;
  readonly OPERATOR_PUBLIC_JWK: string;
  readonly SECOND_OPERATOR_PUBLIC_JWK: string;
  readonly NEON_FETCH_ENDPOINT: string;
  readonly MASTER_KEYS: string;
  readonly INDEX_KEYS: string;
  readonly ROUTING_KEYS: string;
  readonly AUDIT_KEYS: string;
  readonly SHARD_KEY: string;
  readonly DATABASE_URL: string;
  readonly LEDGER_DATABASE_URL: string;
  readonly REDIS_URL: string;
  readonly REDIS_TOKEN: string;
  readonly NOTIFY_API_KEY: string;
  readonly NOTIFY_CALLBACK_TOKEN: string;
  readonly VOODOO_API_KEY: string;
  readonly SNS_ACCESS_KEY_ID: string;
  readonly SNS_SECRET_ACCESS_KEY: string;
  readonly PDS_API_KEY: string;
  readonly PDS_SIGNING_KEY: string;
  readonly ODS_API_KEY: string;
  /** `own` where hashers have a process to themselves, which holds nothing else of this; see runtimes/workerd. */
  readonly HASHER_THREAD?: string;
}

/** 32-byte keys by version; the highest version seals, every version opens. */
export type KeySet = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/** The private half of a key pair, with the name under which the public half is registered. */
export type PrivateJwk = JsonWebKey & { readonly kid: string };

/** The worker's configuration, checked. */
export interface Config {
  /** Issuer origin without a trailing slash. */
  readonly origin: string;
  readonly environment: 'local' | 'staging' | 'production';
  /** Undefined where the atoms live wherever the process does; outside the local environment that must be said: `none`. */
  readonly jurisdiction: 'eu' | undefined;
  readonly generation: string;
  readonly clientAddressFrom: 'socket' | 'cf-connecting-ip';
  readonly brand: string;
  /** Other origins of the same operator whose pages may use our passkeys; none as a rule. */
  readonly relatedOrigins: readonly string[];
  /** Domains, lower case, at which nobody sets up an account. */
  readonly blockedEmailDomains: readonly string[];
  /** True only while the issuer itself is http on localhost: then services may be too. */
  readonly loopback: boolean;
  readonly testPhoneNumbers: boolean;
  readonly operatorPublicJwk: JsonWebKey | undefined;
  /** Approves what one operator may not do alone, and can do nothing by itself. */
  readonly secondOperatorPublicJwk: JsonWebKey | undefined;
  readonly notify: {
    readonly baseUrl: string;
    readonly apiKey: string;
    readonly templates: Readonly<Record<string, string>>;
  };
  /** What GOV.UK Notify bears when it tells of a message; undefined where it is not asked to. */
  readonly notifyCallbackToken: string | undefined;
  /** Undefined where there is no account with them: messages go by the others. */
  readonly voodoo: { readonly baseUrl: string; readonly apiKey: string } | undefined;
  readonly sns:
    | {
        readonly baseUrl: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      }
    | undefined;
  /** The Personal Demographics Service; undefined where there is no account with it: nobody's identity can be verified. */
  readonly pds:
    | {
        /** Of the platform: the token endpoint lies there too. */
        readonly baseUrl: string;
        readonly apiKey: string;
        readonly signingKey: PrivateJwk;
        /** For the whole deployment. */
        readonly requestsPerSecond: number;
      }
    | undefined;
  /** Names of organisations; undefined where there is no account: codes are shown as they are. */
  readonly ods: { readonly baseUrl: string; readonly apiKey: string } | undefined;
  /** Who a text message is from, as a phone shows it; at GOV.UK Notify that is a setting of theirs. */
  readonly messageSender: string;
  readonly postgres: { readonly url: string; readonly ledgerUrl: string; readonly fetchEndpoint: string | undefined };
  readonly redis: { readonly url: string; readonly token: string };
  readonly masterKeys: KeySet;
  readonly indexKeys: KeySet;
  readonly routingKeys: KeySet;
  readonly auditKeys: KeySet;
  readonly shardKey: Uint8Array<ArrayBuffer>;
}

const held = new WeakMap<Env, Config>();

/** Reads and checks every variable once per isolate. @throws Error naming the variable that is missing or wrong */
export function readConfig(env: Env): Config {
  const known = held.get(env);
  if (known !== undefined) return known;
  const config = parseConfig(env);
  held.set(env, config);
  return config;
}

/** Without one of these nothing works; the others may be empty, left out, or are checked where they are read. */
const needed = [
  'ORIGIN',
  'ENVIRONMENT',
  'GENERATION',
  'CLIENT_ADDRESS_FROM',
  'BRAND',
  'NOTIFY_BASE_URL',
  'NOTIFY_TEMPLATES',
  'NOTIFY_API_KEY',
  'MESSAGE_SENDER',
  'DATABASE_URL',
  'LEDGER_DATABASE_URL',
  'REDIS_URL',
  'REDIS_TOKEN',
  'MASTER_KEYS',
  'INDEX_KEYS',
  'ROUTING_KEYS',
  'AUDIT_KEYS',
  'SHARD_KEY',
] as const satisfies readonly (keyof Env)[];

function parseConfig(env: Env): Config {
  // Ensure that all that is missing is named at once, not one name after each start.
  const missing = needed.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set`);
  const origin = text(env.ORIGIN, 'ORIGIN');
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    throw new Error('ORIGIN must be an origin without a path or a trailing slash');
  const loopback = new URL(origin).protocol === 'http:' && new URL(origin).hostname === 'localhost';
  if (!loopback && !origin.startsWith('https://'))
    throw new Error('ORIGIN must be https, or http://localhost with a port');
  const environment = oneOf(env.ENVIRONMENT, 'ENVIRONMENT', ['local', 'staging', 'production'] as const);
  // Ensure that the audit chains have a second witness wherever people are real.
  if (environment !== 'local' && !env.AUDIT_HEADS) throw new Error('AUDIT_HEADS is not bound to a bucket');
  const local = environment === 'local' && !env.JURISDICTION;
  const jurisdiction = local ? 'none' : oneOf(env.JURISDICTION, 'JURISDICTION', ['eu', 'none'] as const);
  return {
    origin,
    environment,
    loopback,
    jurisdiction: jurisdiction === 'eu' ? 'eu' : undefined,
    generation: generationOf(env.GENERATION),
    clientAddressFrom: oneOf(env.CLIENT_ADDRESS_FROM, 'CLIENT_ADDRESS_FROM', ['socket', 'cf-connecting-ip'] as const),
    brand: text(env.BRAND, 'BRAND'),
    relatedOrigins: relatedOrigins(env.RELATED_ORIGINS),
    blockedEmailDomains: (env.BLOCKED_EMAIL_DOMAINS ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    testPhoneNumbers: env.TEST_PHONE_NUMBERS === 'accepted' && environment !== 'production',
    operatorPublicJwk: env.OPERATOR_PUBLIC_JWK
      ? (json(env.OPERATOR_PUBLIC_JWK, 'OPERATOR_PUBLIC_JWK') as JsonWebKey)
      : undefined,
    secondOperatorPublicJwk: secondOperator(env),
    ...messageSuppliers(env),
    ...healthSystems(env),
    messageSender: senderName(env.MESSAGE_SENDER),
    postgres: {
      url: text(env.DATABASE_URL, 'DATABASE_URL'),
      ledgerUrl: text(env.LEDGER_DATABASE_URL, 'LEDGER_DATABASE_URL'),
      fetchEndpoint: env.NEON_FETCH_ENDPOINT || undefined,
    },
    redis: { url: text(env.REDIS_URL, 'REDIS_URL'), token: text(env.REDIS_TOKEN, 'REDIS_TOKEN') },
    masterKeys: keySet(env.MASTER_KEYS, 'MASTER_KEYS'),
    indexKeys: keySet(env.INDEX_KEYS, 'INDEX_KEYS'),
    routingKeys: keySet(env.ROUTING_KEYS, 'ROUTING_KEYS'),
    auditKeys: keySet(env.AUDIT_KEYS, 'AUDIT_KEYS'),
    shardKey: keyBytes(env.SHARD_KEY, 'SHARD_KEY'),
  };
}

function messageSuppliers(env: Env): Pick<Config, 'notify' | 'notifyCallbackToken' | 'voodoo' | 'sns'> {
  return {
    notify: {
      baseUrl: text(env.NOTIFY_BASE_URL, 'NOTIFY_BASE_URL'),
      apiKey: text(env.NOTIFY_API_KEY, 'NOTIFY_API_KEY'),
      templates: json(env.NOTIFY_TEMPLATES, 'NOTIFY_TEMPLATES') as Record<string, string>,
    },
    notifyCallbackToken: env.NOTIFY_CALLBACK_TOKEN ? longToken(env.NOTIFY_CALLBACK_TOKEN) : undefined,
    voodoo: env.VOODOO_API_KEY
      ? { baseUrl: text(env.VOODOO_BASE_URL, 'VOODOO_BASE_URL'), apiKey: env.VOODOO_API_KEY }
      : undefined,
    sns: env.SNS_ACCESS_KEY_ID
      ? {
          baseUrl: text(env.SNS_BASE_URL, 'SNS_BASE_URL'),
          region: text(env.SNS_REGION, 'SNS_REGION'),
          accessKeyId: env.SNS_ACCESS_KEY_ID,
          secretAccessKey: text(env.SNS_SECRET_ACCESS_KEY, 'SNS_SECRET_ACCESS_KEY'),
        }
      : undefined,
  };
}

function healthSystems(env: Env): Pick<Config, 'pds' | 'ods'> {
  return {
    pds: env.PDS_API_KEY
      ? {
          baseUrl: text(env.PDS_BASE_URL, 'PDS_BASE_URL'),
          apiKey: env.PDS_API_KEY,
          signingKey: rsaKey(env.PDS_SIGNING_KEY, 'PDS_SIGNING_KEY'),
          requestsPerSecond: rate(env.PDS_REQUESTS_PER_SECOND, 'PDS_REQUESTS_PER_SECOND'),
        }
      : undefined,
    ods: env.ODS_API_KEY ? { baseUrl: text(env.ODS_BASE_URL, 'ODS_BASE_URL'), apiKey: env.ODS_API_KEY } : undefined,
  };
}

/** Ensure that two operators are not one, by the key they hold. */
function secondOperator(env: Env): JsonWebKey | undefined {
  if (!env.SECOND_OPERATOR_PUBLIC_JWK) return undefined;
  const second = json(env.SECOND_OPERATOR_PUBLIC_JWK, 'SECOND_OPERATOR_PUBLIC_JWK') as JsonWebKey;
  const first = (env.OPERATOR_PUBLIC_JWK ? json(env.OPERATOR_PUBLIC_JWK, 'OPERATOR_PUBLIC_JWK') : {}) as JsonWebKey;
  if (second.x === first.x) throw new Error('SECOND_OPERATOR_PUBLIC_JWK must be another key than OPERATOR_PUBLIC_JWK');
  return second;
}

/** A host that reads its own environment gives null for what is not there. */
function text(value: string | null | undefined, name: string): string {
  if (value === undefined || value === null || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** Ensure that generations can be counted: the changes of a later one must be known as later. */
function generationOf(value: string | undefined): string {
  if (!/^[1-9]\d{0,2}$/.test(value ?? '')) throw new Error('GENERATION must be a whole number from 1 to 999');
  return text(value, 'GENERATION');
}

/** Ensure that a token that opens an address cannot be guessed. */
function longToken(value: string): string {
  if (!/^[\w.~+/=-]{32,200}$/.test(value))
    throw new Error('NOTIFY_CALLBACK_TOKEN must be 32 to 200 characters of a token');
  return value;
}

/** Ensure that a key can sign RS512 and be found by its name. 2,048 bits are 342 characters. */
function rsaKey(value: string | undefined, name: string): PrivateJwk {
  const key = json(value, name) as PrivateJwk;
  const isWhole = key.kty === 'RSA' && typeof key.d === 'string' && (key.n?.length ?? 0) >= 342;
  if (!isWhole || typeof key.kid !== 'string' || key.kid === '')
    throw new Error(`${name} must be a private RSA JWK of 2048 bits or more with a kid`);
  return key;
}

function rate(value: string | undefined, name: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value ?? '')) throw new Error(`${name} must be a whole number from 1 to 9999`);
  return Number(value);
}

/** What the suppliers take as the sender of a text message. */
function senderName(value: string | undefined): string {
  if (!/^[A-Za-z0-9]{3,11}$/.test(value ?? '')) throw new Error('MESSAGE_SENDER must be 3 to 11 letters and figures');
  return text(value, 'MESSAGE_SENDER');
}

/** Origins with spaces between them; none where the variable is empty or not there. */
function relatedOrigins(value: string | null | undefined): readonly string[] {
  const origins = (value ?? '').split(/\s+/).filter((origin) => origin !== '');
  const fault = checkRelatedOrigins(origins);
  if (fault !== undefined) throw new Error(`RELATED_ORIGINS: ${fault}`);
  return origins;
}

function oneOf<const T extends readonly string[]>(value: string | undefined, name: string, allowed: T): T[number] {
  if (!allowed.includes(value ?? '')) throw new Error(`${name} must be one of ${allowed.join(', ')}`);
  return value as T[number];
}

function json(value: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text(value, name));
  } catch {
    throw new Error(`${name} is not JSON`);
  }
}

function keySet(value: string | undefined, name: string): KeySet {
  const entries = Object.entries(json(value, name) as Record<string, string>);
  if (entries.length === 0) throw new Error(`${name} has no key`);
  // Ensure that the newest can be told.
  if (entries.some(([version]) => !/^[1-9]\d{0,8}$/.test(version)))
    throw new Error(`${name} must number its keys from 1`);
  return new Map(entries.map(([version, key]) => [Number(version), keyBytes(key, name)]));
}

function keyBytes(value: string | undefined, name: string): Uint8Array<ArrayBuffer> {
  const encoded = text(value, name).replaceAll('-', '+').replaceAll('_', '/');
  // 32 bytes are 43 characters.
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(encoded)) throw new Error(`${name} must hold keys of 32 bytes, base64url`);
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}
