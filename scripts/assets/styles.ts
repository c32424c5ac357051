import { join } from 'node:path';
import { compile } from 'sass';
import { brands } from '../../src/ui/brand.ts';

const root = join(import.meta.dirname, '../..');

/** Each brand's colours as custom properties, found by the page's `data-brand`. */
const brandColours = (): string =>
  Object.values(brands)
    .map(
      ({ id, colours }) =>
        `[data-brand=${id}]{--app-header:${colours.header};--app-on-header:${colours.onHeader};--app-accent:${colours.accent}}`,
    )
    .join('');

/**
 * The pages' one stylesheet.
 * @throws Error when it names an address outside this service: a sign-in page must not tell others who opens it.
 */
export const buildStylesheet = (): string => {
  const { css } = compile(join(root, 'src/ui/styles/app.scss'), {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
  });
  const foreign = css.match(/https?:\/\/[^)"']+/);
  if (foreign) throw new Error(`the stylesheet names another site: ${foreign[0]}`);
  return `${brandColours()}${css}\n`;
};
