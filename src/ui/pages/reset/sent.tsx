import { Details } from '../../components/details';
import { Inline } from '../../components/inline';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

export interface ResetSentPageProps {
  readonly page: PageContext;
  /** How long a link works, in minutes. */
  readonly minutes: number;
  readonly backHref?: string | undefined;
}

/** Says the same for every address. */
export const ResetSentPage = ({ page, minutes, backHref }: ResetSentPageProps) => {
  const words = page.content.reset.sent;
  return (
    <Layout page={page} title={words.heading} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text(minutes)}</p>
      <Details summary={words.noMail}>
        {words.advice.map((paragraph) => (
          <p>
            <Inline text={paragraph} />
          </p>
        ))}
      </Details>
      {backHref ? (
        <p>
          <a href={backHref}>{words.back}</a>
        </p>
      ) : undefined}
    </Layout>
  );
};
