import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, projectRoot } from './part.ts';

const read = (path: string): Promise<string> => readFile(join(projectRoot, path), 'utf8');

/** The settings that src/env.ts reads and the guide does not name. */
function unnamed(source: string, guide: string): readonly string[] {
  const body = /interface Env \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  const names = [...body.matchAll(/readonly ([A-Z_]+):/g)].map(([, name = '']) => name);
  return names.filter((name) => !guide.includes(`\`${name}\``));
}

/** The rows of the tables of promises, and rows that lost their head; tables of measurements have another. */
function promisesOf(page: string): readonly string[] {
  const tables = page.split(/\n(?!\|)/).map((part) => part.split('\n').filter((line) => line.startsWith('|')));
  return tables.flatMap(([head = '', line = '', ...rows]) => {
    if (!/^\|[-:| ]+\|$/.test(line)) return [head, line, ...rows].filter((row) => row !== '');
    return head.startsWith('| promise') ? rows : [];
  });
}

/** The promises of the page that name no test, or one whose title is not there. */
async function unkept(page: string): Promise<readonly string[]> {
  const judged = promisesOf(page).map(async (row) => {
    const [, path = '', title = ''] = /\(\.\.\/(test\/[\w./-]+)\): \*(.+)\* \|$/.exec(row) ?? [];
    const test = await read(path || 'no-test').catch(() => '');
    return title !== '' && test.includes(title) ? [] : [row.split('|')[1]?.trim() ?? row];
  });
  return (await Promise.all(judged)).flat();
}

/** docs/deploy.md names every setting; each promise of docs/reliability.md names a test that there is. */
export const guides: Part = {
  name: 'guides',
  promise: 'settings and promises',
  run: async () => {
    const [source, guide, page] = await Promise.all(['src/env.ts', 'docs/deploy.md', 'docs/reliability.md'].map(read));
    const planted = [
      ...unnamed('interface Env {\n  readonly PLANTED: string;\n}', guide ?? ''),
      ...(await unkept(
        '| promise | test |\n|---|---|\n| planted | [audit](../test/world/audit.test.ts): *no such title* |',
      )),
    ];
    if (planted.length !== 2) return { summary: 'the judge is blind', faults: ['planted faults were not found'] };
    const settings = unnamed(source ?? '', guide ?? '').map((name) => `docs/deploy.md does not name ${name}`);
    const promises = (await unkept(page ?? '')).map((promise) => `docs/reliability.md: no test keeps "${promise}"`);
    return { summary: 'every setting has its line, every promise its test', faults: [...settings, ...promises] };
  },
};
