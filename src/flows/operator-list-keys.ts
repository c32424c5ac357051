import type { PublicJwk } from '../domain/client';
import { profileNames } from '../domain/client-registration';
import type { ProfileName } from '../domain/profiles';
import type { Ports } from '../ports';

/** The signing keys that services are told of now, issuer by issuer. */
export async function listKeys(
  ports: Pick<Ports, 'keys'>,
): Promise<readonly { readonly issuer: ProfileName; readonly keys: readonly PublicJwk[] }[]> {
  return Promise.all(profileNames.map(async (issuer) => ({ issuer, keys: await ports.keys.published(issuer) })));
}
