import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { buildBlocklist } from '../../scripts/assets/blocklist';
import { headersFile } from '../../scripts/assets/headers';
import { buildScript } from '../../scripts/assets/script';
import { buildStylesheet } from '../../scripts/assets/styles';
import { brands } from '../../src/ui/brand';

const inBlocklist = (buckets: ReadonlyMap<string, string>, password: string): boolean => {
  const digits = hash('sha256', password.normalize('NFKC').toLowerCase());
  return buckets.get(digits.slice(0, 2))?.split('\n').includes(digits.slice(2, 18)) ?? false;
};

test('the stylesheet asks no other site for anything, has no licensed font, and knows every brand’s colours', () => {
  const css = buildStylesheet();
  expect(css).not.toMatch(/https?:/);
  expect(css).not.toMatch(/frutiger|@font-face/i);
  for (const { id, colours } of Object.values(brands))
    expect(css).toContain(`[data-brand=${id}]{--app-header:${colours.header}`);
});

test('the browser script asks no other site for anything and evaluates no text', async () => {
  const script = await buildScript();
  expect(script).not.toMatch(/https?:\/\/(?!www\.w3\.org|simplewebauthn\.dev\/docs)/);
  expect(script).not.toMatch(/\beval\(|new Function/);
});

test('a build leaves what has not changed in its place, for worlds that run on it, and takes away what is no part of it', async () => {
  const root = join(import.meta.dirname, '../..');
  const build = () => promisify(execFile)(process.execPath, [join(root, 'scripts/build-assets.ts')], { cwd: root });
  await build();
  const files = ['blocklist/00.txt', 'favicon.ico', 'manifest.json'].map((name) => join(root, 'dist/assets', name));
  const nodes = () => files.map((file) => statSync(file).ino);
  const before = nodes();
  const stray = join(root, 'dist/assets/blocklist/stray.txt');
  writeFileSync(stray, '');
  await build();
  expect(nodes()).toEqual(before);
  expect(existsSync(stray)).toBe(false);
});

test('hashed files may be kept for ever, the others not, and none may be sniffed, framed or embedded', () => {
  const [everything = '', ...parts] = headersFile.split('\n\n');
  expect(everything).toContain('X-Content-Type-Options: nosniff');
  expect(everything).toContain('Cross-Origin-Resource-Policy: same-origin');
  expect(everything).toContain("default-src 'none'");
  expect(everything).not.toContain('Cache-Control');
  expect(parts.filter((part) => part.includes('immutable'))).toEqual([expect.stringMatching(/^\/assets\/\*/)]);
});

test('the blocklist holds at least 100,000 common passwords in 256 sorted buckets of equal lines', () => {
  const buckets = buildBlocklist();
  expect(buckets.size).toBe(256);
  const lines = [...buckets.values()].flatMap((bucket) => bucket.trimEnd().split('\n'));
  expect(lines.length).toBeGreaterThan(100_000);
  expect(lines.every((line) => /^[0-9a-f]{16}$/.test(line))).toBe(true);
  for (const bucket of buckets.values()) {
    const suffixes = bucket.trimEnd().split('\n');
    expect(suffixes).toEqual([...suffixes].sort());
  }
});

test('a common password is found however it is written, and a rare one is not', () => {
  const buckets = buildBlocklist();
  for (const password of ['password1234', 'Password1234', 'ｐａｓｓｗｏｒｄ1234', 'qwertyuiop123', '123456789012'])
    expect(inBlocklist(buckets, password), password).toBe(true);
  for (const password of ['plum-cello-harbour', 'vN7#pq0Lz!tt', ''])
    expect(inBlocklist(buckets, password), password).toBe(false);
});

test('each icon that the pages and the manifest name is there', () => {
  const folder = join(import.meta.dirname, '../../public');
  const manifest: { icons: { src: string }[] } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  for (const name of ['favicon.ico', 'favicon.svg', 'icon-180.png', ...manifest.icons.map(({ src }) => src)])
    expect(readFileSync(join(folder, name)).length, name).toBeGreaterThan(100);
});
