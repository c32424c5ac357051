import { Button } from '../components/button';
import { Inline } from '../components/inline';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface TooManyPageProps {
  readonly page: PageContext;
  /** What there was too much of. */
  readonly of: 'password' | 'code' | 'sends' | 'links' | 'requests' | 'traces';
  /** How long to wait, in whole minutes, rounded up. */
  readonly minutes: number;
  /** The page to try again on. */
  readonly againHref?: string | undefined;
  /** Where a link to choose a new password is asked for: it spares the wait after wrong passwords. */
  readonly resetHref?: string | undefined;
}

/** Tells a person who is locked out how long to wait. */
export const TooManyPage = ({ page, of, minutes, againHref, resetHref }: TooManyPageProps) => {
  const words = page.content.tooMany;
  const { heading, text } = words[of];
  return (
    <Layout page={page} title={heading} showService>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{text}</p>
      <p class="app-wait">{words.wait(minutes)}</p>
      {of === 'password' && resetHref ? (
        <p>
          {words.noWait} <a href={resetHref}>{words.reset}</a>
        </p>
      ) : undefined}
      {of === 'password' || of === 'code' ? (
        <p>
          <Inline text={words.notYou} />
        </p>
      ) : undefined}
      {of === 'traces' ? (
        <p>
          <Inline text={words.recordHelp} />
        </p>
      ) : undefined}
      {againHref ? (
        <Button href={againHref} variant="secondary">
          {words.again}
        </Button>
      ) : undefined}
    </Layout>
  );
};
