import { Form } from '../../components/form';
import { HeldPassword } from '../../components/held-password';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface SignInPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks somebody who is signed in for their password once more. */
export const SignInPasswordPage = ({ page, action, errors = [] }: SignInPasswordPageProps) => {
  const words = page.content.signIn.password;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <Form page={page} action={action}>
        <HeldPassword page={page} errors={errors} />
      </Form>
    </Layout>
  );
};
