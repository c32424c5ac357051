import type { Addresses } from './context.ts';
import { templateIds } from './emulators/govuk-notify/templates.ts';
import type { OperatorKeys, Secrets } from './home.ts';
import type { DatabaseUrls } from './postgres/database.ts';
import type { Cache } from './redis.ts';

/** Where the local account with Amazon is used. */
export const snsRegion = 'eu-west-2';
/** What the local account with PDS may ask in a second. */
export const pdsPerSecond = 20;

/** The variables of the service in a local world: the same names as in a deployment, and two of the development entry. */
export function serviceVars(addresses: Addresses, operators: OperatorKeys, generation = '1'): Record<string, string> {
  return {
    ORIGIN: addresses.issuer,
    ENVIRONMENT: 'local',
    JURISDICTION: '',
    GENERATION: generation,
    CLIENT_ADDRESS_FROM: 'socket',
    BRAND: 'gatehouse',
    RELATED_ORIGINS: '',
    BLOCKED_EMAIL_DOMAINS: 'blocked.example',
    NOTIFY_BASE_URL: `${addresses.console}/emulators/govuk-notify`,
    NOTIFY_TEMPLATES: templateIds,
    VOODOO_BASE_URL: `${addresses.console}/emulators/voodoo-sms`,
    SNS_BASE_URL: `${addresses.console}/emulators/amazon-sns`,
    SNS_REGION: snsRegion,
    PDS_BASE_URL: `${addresses.console}/emulators/pds`,
    PDS_REQUESTS_PER_SECOND: String(pdsPerSecond),
    ODS_BASE_URL: `${addresses.console}/emulators/ods/organisation-data-terminology-api/fhir`,
    MESSAGE_SENDER: 'Gatehouse',
    TEST_PHONE_NUMBERS: 'accepted',
    OPERATOR_PUBLIC_JWK: JSON.stringify(operators.first),
    SECOND_OPERATOR_PUBLIC_JWK: JSON.stringify(operators.second),
    NEON_FETCH_ENDPOINT: `${addresses.console}/emulators/postgres/sql`,
    DEV_CONSOLE: addresses.console,
  };
}

/** The secrets of the service in a local world. */
export function serviceSecrets(secrets: Secrets, urls: DatabaseUrls, cache: Cache): Record<string, string> {
  return {
    MASTER_KEYS: secrets.MASTER_KEYS,
    INDEX_KEYS: secrets.INDEX_KEYS,
    ROUTING_KEYS: secrets.ROUTING_KEYS,
    AUDIT_KEYS: secrets.AUDIT_KEYS,
    SHARD_KEY: secrets.SHARD_KEY,
    DATABASE_URL: urls.app,
    LEDGER_DATABASE_URL: urls.ledger,
    REDIS_URL: cache.url,
    REDIS_TOKEN: cache.token,
    NOTIFY_API_KEY: secrets.NOTIFY_API_KEY,
    NOTIFY_CALLBACK_TOKEN: secrets.NOTIFY_CALLBACK_TOKEN,
    VOODOO_API_KEY: secrets.VOODOO_API_KEY,
    SNS_ACCESS_KEY_ID: secrets.SNS_ACCESS_KEY_ID,
    SNS_SECRET_ACCESS_KEY: secrets.SNS_SECRET_ACCESS_KEY,
    PDS_API_KEY: secrets.PDS_API_KEY,
    PDS_SIGNING_KEY: secrets.PDS_SIGNING_KEY,
    ODS_API_KEY: secrets.ODS_API_KEY,
    DEV_SECRET: secrets.DEV_SECRET,
  };
}
