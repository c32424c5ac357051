import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../check/part.ts';
import { claimsPage } from './claims-page.ts';
import { columnsPage } from './columns-page.ts';
import { conformancePage } from './conformance-page.ts';
import { journeyPage } from './journey-page.ts';
import { limitsPage, securityLimits } from './limits-page.ts';
import { messagesPage } from './messages-page.ts';

const limitsInSecurity = /(<!-- limits: [^>]*-->\n)[\s\S]*?(<!-- end of limits -->)/;

/** SECURITY.md is written by hand, but for the table between its two marks. */
async function securityPage(): Promise<string> {
  const written = await readFile(join(projectRoot, 'SECURITY.md'), 'utf8');
  if (!limitsInSecurity.test(written)) {
    throw new Error('SECURITY.md has lost the marks of its generated table');
  }
  const table = await securityLimits();
  return written.replace(limitsInSecurity, (_, start, end) => `${start}\n${table}\n\n${end}`);
}

const makers: Readonly<Record<string, () => Promise<string>>> = {
  'docs/claims.md': claimsPage,
  'docs/conformance.md': conformancePage,
  'docs/journey.md': journeyPage,
  'docs/limits.md': limitsPage,
  'docs/messages.md': messagesPage,
  'docs/sensitive-columns.md': columnsPage,
  'SECURITY.md': securityPage,
};

/** The generated pages by path, as they should read now. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(makers).map(async ([path, make]) => [path, await make()] as const);
  return new Map(await Promise.all(entries));
}

/** The paths among `pages` whose file is missing or reads otherwise. */
export async function stalePages(pages: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const judged = [...pages].map(async ([path, wanted]) => {
    const found = await readFile(join(projectRoot, path), 'utf8').catch(() => undefined);
    return found === wanted ? [] : [path];
  });
  return (await Promise.all(judged)).flat();
}
