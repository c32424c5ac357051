/** The places that the operator configured; they may lie inside the house. */
const configured = (env) =>
  [
    env.NEON_FETCH_ENDPOINT,
    env.REDIS_URL,
    env.NOTIFY_BASE_URL,
    env.VOODOO_BASE_URL,
    env.SNS_BASE_URL,
    env.PDS_BASE_URL,
    env.ODS_BASE_URL,
  ].map((address) => URL.parse(address ?? '')?.origin);

/**
 * The way out. Only what was configured may be reached at private addresses: a name that a connected service registered for
 * its keys, and that leads inside, ends here.
 */
export default {
  fetch(request, env) {
    const way = configured(env).includes(new URL(request.url).origin) ? env.INSIDE : env.PUBLIC;
    return way.fetch(request);
  },
};
