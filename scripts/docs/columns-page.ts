import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { projectRoot } from '../check/part.ts';
import { loadBundle } from './load-bundle.ts';
import { generatedPage, markdownTable } from './markdown.ts';

export const schemaFile = 'src/storage/schema.ts';

/** A column of the book of record, with the mark at the end of its lines in the schema. */
export interface MarkedColumn {
  readonly table: string;
  readonly column: string;
  readonly sensitive: boolean | undefined;
}

/** The text of the schema from `  key:` to the next key; of its table first, of the whole file for shared columns. */
function textOfColumn(source: string, table: string, key: string): string {
  const declared = new RegExp(`\\n  +${key}: [\\s\\S]*?(?=\\n  +\\w+: |\\n  +\\.\\.\\.|\\n\\}|\\n  \\})`);
  const from = source.search(new RegExp(`\\(\\s*['"]${table}['"],`));
  const ownTable = source.slice(Math.max(from, 0)).split('\n});')[0] ?? '';
  return (declared.exec(ownTable) ?? declared.exec(source))?.[0] ?? '';
}

/** Every column of these tables with its mark in the source. */
export function readColumns(tables: readonly unknown[], source: string): readonly MarkedColumn[] {
  return tables
    .filter((table) => is(table, PgTable))
    .flatMap((table) =>
      Object.entries(getTableColumns(table)).map(([key, column]) => {
        const name = getTableName(table);
        const marked = /\/\/.*\bsensitive=(true|false)\b/.exec(textOfColumn(source, name, key))?.[1];
        return { table: name, column: column.name, sensitive: marked === undefined ? undefined : marked === 'true' };
      }),
    );
}

/** Every column of src/storage/schema.ts with its mark. */
export async function schemaColumns(): Promise<readonly MarkedColumn[]> {
  const tables = Object.values(await loadBundle<Record<string, unknown>>(schemaFile));
  return readColumns(tables, await readFile(join(projectRoot, schemaFile), 'utf8'));
}

/** docs/sensitive-columns.md */
export async function columnsPage(): Promise<string> {
  const columns = await schemaColumns();
  const rows = columns
    .filter(({ sensitive }) => sensitive)
    .map(({ table, column }) => [`\`${table}\``, `\`${column}\``]);
  const tables = new Set(columns.map(({ table }) => table)).size;
  return generatedPage(
    'Sensitive columns',
    schemaFile,
    `Columns that hold something about a person, sealed or in the clear: ${rows.length} of ${columns.length} columns in ${tables} tables.`,
    markdownTable(['table', 'column'], rows),
  );
}
