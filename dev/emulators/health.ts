import type { JWK } from 'jose';
import type { WorldClock } from '../clock.ts';
import type { Secrets } from '../home.ts';
import type { RecordChanges } from '../record-changes.ts';
import { pdsPerSecond } from '../service-environment.ts';
import type { Emulator } from './dispatch.ts';
import { createOdsEmulator } from './ods/emulator.ts';
import { createPdsEmulator } from './pds/emulator.ts';

export type HealthSystemName = 'pds' | 'ods';

/** What the systems of the health service are part of. */
export interface HealthWorld {
  readonly clock: WorldClock;
  readonly secrets: Pick<Secrets, 'PDS_API_KEY' | 'PDS_SIGNING_KEY' | 'ODS_API_KEY'>;
  readonly records?: Pick<RecordChanges, 'of'>;
  /** The address of a system's emulator. */
  baseUrl(system: HealthSystemName): string;
}

/** The public half of a private JWK, as it is registered with the platform. */
export function publicHalf(privateJwk: string): JWK {
  const { kty = '', n = '', e = '', kid = '' }: Record<string, string> = JSON.parse(privateJwk);
  return { kty, n, e, kid, alg: 'RS512', use: 'sig' };
}

/** The systems of the health service that are asked about people and practices, filled with the people of this world. */
export function createHealthSystems({
  clock,
  secrets,
  records,
  baseUrl,
}: HealthWorld): Record<HealthSystemName, Emulator> {
  return {
    pds: createPdsEmulator({
      clock,
      ...(records && { changes: records }),
      baseUrl: baseUrl('pds'),
      app: { apiKey: secrets.PDS_API_KEY, jwks: { keys: [publicHalf(secrets.PDS_SIGNING_KEY)] } },
      perSecond: pdsPerSecond,
    }),
    ods: createOdsEmulator({ apiKey: secrets.ODS_API_KEY }),
  };
}
