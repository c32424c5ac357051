import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Part, projectFiles, projectRoot } from './part.ts';

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

/** The anchors of a page: its headings, written as GitHub writes them. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The links of a page to files and headings of the project that are not there. */
async function brokenLinks(path: string, page: string): Promise<readonly string[]> {
  const prose = page.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  const judged = targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map(async (target) => {
      const [file = '', anchor] = target.split('#');
      const named = file === '' ? path : join(dirname(path), file);
      const isThere = existsSync(join(projectRoot, named));
      if (isThere && (anchor === undefined || !named.endsWith('.md'))) return [];
      const there = isThere && anchorsOf(file === '' ? page : await read(named)).includes(anchor ?? '');
      return there ? [] : [`${path}: ${target} leads nowhere`];
    });
  return (await Promise.all(judged)).flat();
}

async function allBrokenLinks(): Promise<readonly string[]> {
  const pages = (await projectFiles('.')).filter((path) => path.endsWith('.md'));
  return (await Promise.all(pages.map(async (path) => brokenLinks(path, await read(path))))).flat();
}

/** The pages of decisions that their index does not lead to. */
const unlisted = (pages: readonly string[], index: string): readonly string[] =>
  pages.map((path) => basename(path)).filter((name) => name !== 'README.md' && !index.includes(`](${name})`));

/** docs/deploy.md names every setting; each promise of docs/reliability.md names a test that there is; links lead somewhere, decisions are listed. */
export const guides: Part = {
  name: 'guides',
  promise: 'settings, promises and links',
  run: async () => {
    const [source, guide, page, index = ''] = await Promise.all(
      ['src/env.ts', 'docs/deploy.md', 'docs/reliability.md', 'docs/decisions/README.md'].map(read),
    );
    const planted = [
      ...unnamed('interface Env {\n  readonly PLANTED: string;\n}', guide ?? ''),
      ...(await unkept(
        '| promise | test |\n|---|---|\n| planted | [audit](../test/world/audit.test.ts): *no such title* |',
      )),
      ...(await brokenLinks(
        'docs/planted.md',
        '[gone](no-such-file.md) [no heading](deploy.md#no-such-heading) [there](deploy.md)',
      )),
      ...unlisted(['docs/decisions/planted.md'], index),
    ];
    if (planted.length !== 5) return { summary: 'the judge is blind', faults: ['planted faults were not found'] };
    const settings = unnamed(source ?? '', guide ?? '').map((name) => `docs/deploy.md does not name ${name}`);
    const promises = (await unkept(page ?? '')).map((promise) => `docs/reliability.md: no test keeps "${promise}"`);
    const decisions = unlisted(await projectFiles('docs/decisions'), index);
    return {
      summary: 'every setting has its line, every promise its test, every link its end',
      faults: [
        ...[...settings, ...promises, ...(await allBrokenLinks())],
        ...decisions.map((name) => `docs/decisions/README.md does not list ${name}`),
      ],
    };
  },
};
