import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';

const app = createApp(() => {
  throw new Error('no request is made here');
});
/** What answers an address, without the middleware around all of them; the pages of a journey have a table of their own. */
const paths = [...new Set(app.routes.map(({ path }) => path.replaceAll(/\{[^}]*\}/g, '')))].filter(
  (path) =>
    !path.includes('*') && !path.startsWith('/operator/') && !/^\/journey\/:interaction\/(?!passkey-)/.test(path),
);

const source = await readFile(join(import.meta.dirname, '../../src/app.ts'), 'utf8');
const [, map = ''] = /The site map:(.*?)\*\//s.exec(source) ?? [];

describe('an address', () => {
  it('is found by one expression that has all of them, and not by trying one after the other', async () => {
    await app.request('/');
    // Which tries them one by one when it meets a pattern that the other does not take, and reads alternatives loosely.
    expect(app.router.name).toBe('SmartRouter + RegExpRouter');
  });
});

describe('the site map', () => {
  it.each(paths)('tells where %s is answered', (path) => {
    expect(map.split(/\s+/)).toContain(path);
  });

  it('names no address that nothing answers', () => {
    const named = map.split(/\s+/).filter((word) => word.startsWith('/') && word !== '/operator/:verb');
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
  });
});
