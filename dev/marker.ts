/**
 * Stands in every entry module of the local world, and therefore in any bundle that swallowed a piece of it.
 * The production bundle is searched for this text, and must not contain it.
 */
export const LOCAL_WORLD_MARKER = 'gatehouse-local-world:not-for-production:7d1f0c62';
