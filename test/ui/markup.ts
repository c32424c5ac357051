/** One start tag of a document: its name, its attributes (empty for `hidden` and the like) and what stands after it. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: number;
}

const attributesOf = (source: string): Record<string, string> =>
  Object.fromEntries(
    [...source.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
  );

/** All start tags of a page of ours, in order. */
export const tagsOf = (html: string): readonly Tag[] =>
  [...html.matchAll(/<([a-z][a-z0-9-]*)((?:"[^"]*"|[^>"])*?)\/?>/g)].map(({ 1: name = '', 2: source = '', index }) => ({
    name,
    attributes: attributesOf(source),
    at: index,
  }));

/** The words between an element's tags, without the tags within. */
export const textOf = (html: string, element: string): string =>
  new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`).exec(html)?.[1]?.replace(/<[^>]*>/g, '') ?? '';
