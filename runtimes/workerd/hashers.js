export { Hasher } from 'index.js';

/** What a hasher can be asked: `POST /<verb>` with its input as JSON. */
const verbs = ['hash', 'verify'];

export default {
  async fetch(request, env) {
    const verb = new URL(request.url).pathname.slice(1);
    if (request.method !== 'POST' || !verbs.includes(verb)) return new Response(null, { status: 404 });
    return Response.json(await env.HASHER.getByName('hashers')[verb](await request.json()));
  },
};
