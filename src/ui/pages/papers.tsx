import { Inline } from '../components/inline';
import { SummaryList } from '../components/summary-list';
import type { Content } from '../content';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface PaperPageProps {
  readonly page: PageContext;
}

/** The names under which this deployment sets its cookies; a cookie without a name is not listed. */
export interface CookiesPageProps extends PaperPageProps {
  readonly names: Readonly<Partial<Record<keyof Content['papers']['cookies']['kinds'], string>>>;
}

type PaperKey = Exclude<keyof Content['papers'], 'cookies'>;

const Block = ({ block }: { readonly block: string | readonly string[] }) =>
  typeof block === 'string' ? (
    <p>
      <Inline text={block} />
    </p>
  ) : (
    <ul class="nhsuk-list nhsuk-list--bullet">
      {block.map((item) => (
        <li>
          <Inline text={item} />
        </li>
      ))}
    </ul>
  );

const Updated = ({ text }: { readonly text: string }) => (text ? <p class="app-updated">{text}</p> : null);

const PaperPage = ({ page, paper: key }: PaperPageProps & { readonly paper: PaperKey }) => {
  const { content, brand } = page;
  const paper = content.papers[key];
  const who = {
    brand: brand.name,
    organisation: brand.organisation,
    helpEmail: `[${brand.helpEmail}](mailto:${brand.helpEmail})`,
  };
  return (
    <Layout page={page} title={paper.heading}>
      <h1 class="nhsuk-heading-l">{paper.heading}</h1>
      <p class="nhsuk-lede-text">{paper.intro}</p>
      {paper.parts(who).map((part) => (
        <section>
          <h2 class="nhsuk-heading-m" id={part.id}>
            {part.heading}
          </h2>
          {part.blocks.map((block) => (
            <Block block={block} />
          ))}
        </section>
      ))}
      <Updated text={paper.updated} />
    </Layout>
  );
};

/** What the person and we promise each other. */
export const TermsAndConditionsPage = ({ page }: PaperPageProps) => <PaperPage page={page} paper="terms" />;

/** What is known about a person, why and for how long. */
export const PrivacyPage = ({ page }: PaperPageProps) => <PaperPage page={page} paper="privacy" />;

/** How well everyone can use the pages, and what does not work yet. */
export const AccessibilityStatementPage = ({ page }: PaperPageProps) => <PaperPage page={page} paper="accessibility" />;

/** Answers to what people ask most, and how to reach us. */
export const HelpPage = ({ page }: PaperPageProps) => <PaperPage page={page} paper="help" />;

/** The cookies we set, each with its purpose. */
export const CookiesPage = ({ page, names }: CookiesPageProps) => {
  const words = page.content.papers.cookies;
  const listed = (['interaction', 'session', 'device'] as const).flatMap((kind) => {
    const name = names[kind];
    return name ? [{ name, ...words.kinds[kind] }] : [];
  });
  return (
    <Layout page={page} title={words.heading}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p class="nhsuk-lede-text">{words.intro}</p>
      <p>{words.only}</p>
      <h2 class="nhsuk-heading-m">{words.listHeading}</h2>
      {listed.map(({ title, name, purpose, lasts }) => (
        <section>
          <h3 class="nhsuk-heading-s">{title}</h3>
          <SummaryList
            rows={[
              { key: words.name, value: <span class="app-reference">{name}</span> },
              { key: words.purpose, value: purpose },
              { key: words.lasts, value: lasts },
            ]}
          />
        </section>
      ))}
      <Updated text={words.updated} />
    </Layout>
  );
};
