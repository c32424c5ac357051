import { loadBundle } from './load-bundle.ts';
import { generatedPage, markdownTable } from './markdown.ts';

type Step = typeof import('../../src/domain/journey')['journey'][number];

/** Boxes have ids of their own: a section and a step may share a name. */
const idOf = (section: string) => `section-${section.replaceAll(' ', '-')}`;

/** The two ways to begin; what follows them is common. */
const beginnings: readonly Step['section'][] = ['sign in', 'register'];

const lineBreak = '\n    ';

function node({ name, page }: Step): string {
  return `${name}["/${page}"]`;
}

function box(section: string, steps: readonly Step[]): string {
  const chain = steps.map(node).join(' --> ');
  return `  subgraph ${idOf(section)}["${section}"]${lineBreak}${chain}\n  end`;
}

/** The sections as boxes: the two beginnings side by side, then the common ones. */
function diagram(journey: readonly Step[]): string {
  const sections = [...new Set(journey.map(({ section }) => section))];
  const boxes = sections.map((section) =>
    box(
      section,
      journey.filter((step) => step.section === section),
    ),
  );
  const ids = sections.map(idOf);
  const begins = (id: string) => beginnings.some((section) => idOf(section) === id);
  const common = ids.filter((id) => !begins(id));
  const [first = 'done'] = common;
  const arrows = [
    ...ids.filter(begins).flatMap((id) => [`  authorize(["/authorize"]) --> ${id}`, `  ${id} --> ${first}`]),
    ...common.map(
      (id, index) =>
        `  ${id} --> ${common[index + 1] ?? 'done(["back to the service with a code, or to one\'s account"])'}`,
    ),
  ];
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows, '```'].join('\n');
}

/** docs/journey.md */
export async function journeyPage(): Promise<string> {
  const { journey } = await loadBundle<typeof import('../../src/domain/journey')>('src/domain/journey.ts');
  const rows = journey.map(({ section, name, page, neededWhile, silentError }) => [
    section,
    name,
    `/${page}`,
    neededWhile,
    `\`${silentError}\``,
  ]);
  return generatedPage(
    'The journey',
    'src/domain/journey.ts',
    'The first need not yet met is the next page; when nothing is needed the person goes back to the service with a code, or to the page of their own account that they came for. With `prompt=none` the error stands in for the page.',
    diagram(journey),
    markdownTable(['section', 'step', 'page', 'needed while', 'if `prompt=none`'], rows),
  );
}
