import { Button } from '../../components/button';
import { Details } from '../../components/details';
import { Form } from '../../components/form';
import { PasswordInput } from '../../components/password-input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface RegisterPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  /** For the password manager only; it is not shown. */
  readonly email: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks once for the new account's password, which the person may look at. */
export const RegisterPasswordPage = ({ page, action, email, errors = [] }: RegisterPasswordPageProps) => {
  const { content } = page;
  const words = content.register.password;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      <Form page={page} action={action}>
        <input type="text" name="username" value={email} autocomplete="username" readonly hidden />
        <PasswordInput
          name="password"
          label={{ text: words.label, size: 's' }}
          hint={words.hint}
          error={errorAt(content, errors, 'password')}
          errorPrefix={content.common.errorPrefix}
          autocomplete="new-password"
          words={content.fields.showPassword}
        />
        <Details summary={words.tipsHeading}>
          <ul class="nhsuk-list nhsuk-list--bullet">
            {words.tips.map((tip) => (
              <li>{tip}</li>
            ))}
          </ul>
        </Details>
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
