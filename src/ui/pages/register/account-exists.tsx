import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { KnownAddress } from '../../components/known-address';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

export interface AccountExistsPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email: string;
  /** The page that asks for another address. */
  readonly changeHref?: string | undefined;
}

/** Tells the owner of an address, once they have shown that it is theirs, that it already has an account. */
export const AccountExistsPage = ({ page, action, email, changeHref }: AccountExistsPageProps) => {
  const words = page.content.register.accountExists;
  return (
    <Layout page={page} title={words.heading} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={words.text} email={email} />
      <p>{words.advice}</p>
      <Form page={page} action={action}>
        <Button>{words.continue}</Button>
      </Form>
      {changeHref ? (
        <p>
          <a href={changeHref}>{words.different}</a>
        </p>
      ) : undefined}
    </Layout>
  );
};
