import { Button } from '../components/button';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface FactorOffPageProps {
  readonly page: PageContext;
  /** Where a link to choose a new password is asked for. */
  readonly resetHref: string;
}

/** Tells a person that guessing has turned off their password or their codes, and the way out. */
export const FactorOffPage = ({ page, resetHref }: FactorOffPageProps) => {
  const words = page.content.factorOff;
  return (
    <Layout page={page} title={words.heading} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <p>{words.out}</p>
      <Button href={resetHref}>{words.submit}</Button>
    </Layout>
  );
};
