import type { Client, PublicJwk } from './client';
import { isSameKey } from './service-key';

/** A service some of whose keys are on their way out: those of before the last rotation verify too. */
export interface RotatedClient extends Client {
  readonly previousKeys?: readonly PublicJwk[];
}

export type RotationVerdict =
  | { readonly kind: 'rotated'; readonly client: RotatedClient }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * The service with new keys. The keys it had until now stay valid beside them until the next rotation, so that
 * its servers can change over one by one; those of an earlier rotation end.
 * @param newKeys empty to only drop the old ones
 * @param dropOld whether only the new keys are to be valid, at once
 */
export function rotateKeys(
  client: RotatedClient,
  { newKeys, dropOld }: { readonly newKeys: readonly PublicJwk[]; readonly dropOld: boolean },
): RotationVerdict {
  if (client.keys.kind === 'jwks_uri')
    return refused(`This service publishes its keys at ${client.keys.uri}: it rotates them there.`);
  const { previousKeys = [], ...rest } = client;
  const next = { ...rest, version: client.version + 1 };
  if (newKeys.length === 0) {
    if (!dropOld) return refused('Give the new keys, or --drop-old to end the previous ones.');
    return { kind: 'rotated', client: next };
  }
  const held = client.keys.keys;
  if (!dropOld && newKeys.every((key) => held.some((old) => isSameKey(key, old)))) {
    return refused('These keys are registered already. Give a new one, or --drop-old to end the others.');
  }
  const outgoing = held.filter((old) => !newKeys.some((key) => isSameKey(key, old)));
  const isAmbiguous = newKeys.some(({ kid }) => kid !== undefined && outgoing.some((old) => old.kid === kid));
  if (!dropOld && isAmbiguous)
    return refused('Give the new key another kid than the old one: both are valid for a while.');
  const keys = { kind: 'jwks', keys: newKeys } as const;
  return { kind: 'rotated', client: dropOld ? { ...next, keys } : { ...next, keys, previousKeys: outgoing } };
}

const refused = (sentence: string): RotationVerdict => ({ kind: 'refused', sentence });
