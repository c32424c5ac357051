import type { Ports } from '../ports';
import type { StoredKeys } from '../ports/keys';

/** How many accounts and signing keys are stored under each version of the deployment's keys. */
export const countKeys = (ports: Pick<Ports, 'storedKeys'>): ReturnType<StoredKeys['count']> =>
  ports.storedKeys.count();
