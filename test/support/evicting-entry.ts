import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Before each request every atom is put out of memory, as the platform does with those that rest. The header
 * `x-since-eviction` counts the requests since the last time: it says 1 while that is so.
 */
const evictingEntry = `
import unsafe from 'workerd:unsafe';
import entry, { Hours as ProductHours } from 'entry.js';
export * from 'entry.js';
export class Hours extends ProductHours {
  #requests = 0;
  count() { return ++this.#requests; }
}
export default {
  async fetch(request, env, ctx) {
    await unsafe.abortAllDurableObjects();
    const since = await env.HOURS.getByName('counter').count();
    const answer = await entry.fetch(request, env, ctx);
    const headers = new Headers(answer.headers);
    headers.set('x-since-eviction', String(since));
    return new Response(answer.body, { status: answer.status, headers });
  },
};
`;

/** Puts it in front of the production entry. @param folder a copy of `runtimes/workerd` */
export function makeEvicting(folder: string): void {
  const file = join(folder, 'gatehouse.capnp');
  const product = readFileSync(file, 'utf8');
  const entry = '    (name = "entry.js", esModule = embed "entry.js"),\n';
  const changed = product
    .replace(entry, `    (name = "evicting.js", esModule = embed "evicting.js"),\n${entry}`)
    .replace('  compatibilityDate = ', '  compatibilityFlags = ["unsafe_module"],\n  compatibilityDate = ');
  writeFileSync(file, changed);
  writeFileSync(join(folder, 'evicting.js'), evictingEntry);
}

export const isEvicting = (folder: string): boolean => existsSync(join(folder, 'evicting.js'));
