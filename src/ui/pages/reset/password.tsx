import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { NewPassword } from '../../components/new-password';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface ResetPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  /** For the password manager only; it is not shown. */
  readonly email: string;
  /** Where passkeys are got rid of; absent where the account has none. */
  readonly passkeysHref?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks once for the new password, and says what saving it does. */
export const ResetPasswordPage = ({ page, action, email, passkeysHref, errors = [] }: ResetPasswordPageProps) => {
  const words = page.content.reset.password;
  return (
    <Layout page={page} title={words.heading} errors={errors}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      <Form page={page} action={action}>
        <NewPassword page={page} email={email} errors={errors} />
        <Button>{words.submit}</Button>
      </Form>
      {passkeysHref ? (
        <>
          <h2 class="nhsuk-heading-s">{words.passkeysHeading}</h2>
          <p>{words.passkeysText}</p>
          <p>
            <a href={passkeysHref}>{words.passkeys}</a>
          </p>
        </>
      ) : undefined}
    </Layout>
  );
};
