import { Button } from '../components/button';
import { Form } from '../components/form';
import { KnownAddress } from '../components/known-address';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface SignOutPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly maskedEmail?: string | undefined;
  /** Where a person goes who would rather stay. */
  readonly stayHref?: string | undefined;
}

/** Signs out by a button, since a link must not act. */
export const SignOutPage = ({ page, action, maskedEmail, stayHref }: SignOutPageProps) => {
  const words = page.content.signOut;
  return (
    <Layout page={page} title={words.heading}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      {maskedEmail ? <KnownAddress label={words.as} email={maskedEmail} /> : undefined}
      <p>{words.text}</p>
      <p>{words.services}</p>
      <Form page={page} action={action}>
        <Button>{words.submit}</Button>
      </Form>
      {stayHref ? (
        <p>
          <a href={stayHref}>{words.stay}</a>
        </p>
      ) : undefined}
    </Layout>
  );
};
