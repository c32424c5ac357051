import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { NewPassword } from '../../components/new-password';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface ChangePasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  /** For the password manager only; it is not shown. */
  readonly email: string;
  /** The person has no password that works: they add one. */
  readonly isFirst?: boolean | undefined;
  readonly backHref: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks once for another password, and says what saving it does. */
export const ChangePasswordPage = ({
  page,
  action,
  email,
  isFirst,
  backHref,
  errors = [],
}: ChangePasswordPageProps) => {
  const words = isFirst ? page.content.addPassword : page.content.changePassword;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      <Form page={page} action={action}>
        <NewPassword page={page} email={email} errors={errors} />
        <Button>{words.submit}</Button>
      </Form>
    </Layout>
  );
};
