import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { PasswordInput } from '../../components/password-input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface SignInPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks somebody who is signed in for their password once more. */
export const SignInPasswordPage = ({ page, action, errors = [] }: SignInPasswordPageProps) => {
  const { content } = page;
  const words = content.signIn.password;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <Form page={page} action={action}>
        <PasswordInput
          name="password"
          label={{ text: content.fields.password, size: 's' }}
          error={errorAt(content, errors, 'password')}
          errorPrefix={content.common.errorPrefix}
          words={content.fields.showPassword}
        />
        <Button name="decision" value="password">
          {content.common.continue}
        </Button>
      </Form>
    </Layout>
  );
};
