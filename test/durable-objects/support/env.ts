import { env } from 'cloudflare:workers';
import type { Env } from '../../../src/env';

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte))).replaceAll('=', '');

/** The environment of a worker with the atoms under test; a new one is a new isolate's: nothing is held yet. */
export function anEnv(overrides: Partial<Env> = {}): Env {
  const bindings = env as unknown as Env;
  return {
    ...bindings,
    ORIGIN: 'https://auth.example',
    ENVIRONMENT: 'local',
    JURISDICTION: '',
    GENERATION: '1',
    CLIENT_ADDRESS_FROM: 'socket',
    BRAND: 'gatehouse',
    RELATED_ORIGINS: '',
    BLOCKED_EMAIL_DOMAINS: '',
    NOTIFY_BASE_URL: 'https://notify.example',
    NOTIFY_TEMPLATES: '{}',
    VOODOO_BASE_URL: 'https://voodoo.example',
    SNS_BASE_URL: 'https://sns.example',
    SNS_REGION: 'eu-west-2',
    PDS_BASE_URL: 'https://pds.example',
    PDS_REQUESTS_PER_SECOND: '5',
    ODS_BASE_URL: 'https://ods.example',
    MESSAGE_SENDER: 'Gatehouse',
    TEST_PHONE_NUMBERS: 'accepted',
    OPERATOR_PUBLIC_JWK: '',
    SECOND_OPERATOR_PUBLIC_JWK: '',
    NEON_FETCH_ENDPOINT: '',
    MASTER_KEYS: JSON.stringify({ 1: key(1) }),
    INDEX_KEYS: JSON.stringify({ 1: key(2) }),
    ROUTING_KEYS: JSON.stringify({ 1: key(3) }),
    AUDIT_KEYS: JSON.stringify({ 1: key(4) }),
    SHARD_KEY: key(5),
    DATABASE_URL: 'postgres://app:x@localhost/gatehouse',
    LEDGER_DATABASE_URL: 'postgres://ledger:x@localhost/gatehouse',
    REDIS_URL: 'https://redis.example',
    REDIS_TOKEN: 'token',
    NOTIFY_API_KEY: 'test-00000000-0000-4000-8000-000000000000-00000000-0000-4000-8000-000000000001',
    NOTIFY_CALLBACK_TOKEN: 'a token of thirty-two characters!'.replace(/[ !]/g, '-'),
    VOODOO_API_KEY: '',
    SNS_ACCESS_KEY_ID: '',
    SNS_SECRET_ACCESS_KEY: '',
    PDS_API_KEY: '',
    PDS_SIGNING_KEY: '',
    ODS_API_KEY: '',
    ...overrides,
  };
}

/** Bindings whose objects never answer, as when a class is overloaded. */
export function away(): DurableObjectNamespace {
  const stub = new Proxy(
    {},
    { get: () => () => Promise.reject(Object.assign(new Error('overloaded'), { overloaded: true })) },
  );
  return { idFromName: () => ({}), get: () => stub } as unknown as DurableObjectNamespace;
}
