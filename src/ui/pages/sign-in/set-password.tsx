import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { NewPassword } from '../../components/new-password';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface SetPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks somebody who signs in by passkey for a first password, because a service wants one. */
export const SetPasswordPage = ({ page, action, errors = [] }: SetPasswordPageProps) => {
  const { content } = page;
  const words = content.signIn.setPassword;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text(page.service?.name ?? content.levelUnavailable.fallbackService)}</p>
      <Form page={page} action={action}>
        <NewPassword page={page} email="" errors={errors} />
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
