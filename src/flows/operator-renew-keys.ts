import type { Ports } from '../ports';
import type { StoredKeys } from '../ports/keys';

/** Brings some accounts under the newest keys of the deployment. @param after where the call before ended */
export const renewKeys = (
  ports: Pick<Ports, 'storedKeys'>,
  after: string | undefined,
): ReturnType<StoredKeys['renew']> => ports.storedKeys.renew(after);
