const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

const decoded = (text: string): string =>
  text.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity);

/** Attributes sorted by name; `checked` and `checked=""` are one. */
const attributes = (source: string): string =>
  [...source.matchAll(/([^\s=/]+)(?:=(?:"([^"]*)"|'([^']*)'))?/g)]
    .map(
      ([, name, double, single]) =>
        `${name}="${decoded(double ?? single ?? '')
          .replace(/\s+/g, ' ')
          .trim()}"`,
    )
    .sort()
    .join(' ');

/**
 * HTML reduced to what matters for comparing two renderings: one tag or text a line, attributes in the order of the
 * alphabet, white space around tags left out. Not a parser: it trusts that the markup is well formed.
 */
export const normaliseHtml = (html: string): string =>
  [...html.matchAll(/<(\/?)([a-z0-9-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)\/?>|([^<]+)/gi)]
    .map(([, closing, tag, source, text]) =>
      text === undefined ? `<${closing}${[tag, attributes(source ?? '')].filter(Boolean).join(' ')}>` : decoded(text),
    )
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !/^<\/(input|br|path)>$/.test(line))
    .join('\n');
