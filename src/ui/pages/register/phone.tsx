import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface RegisterPhonePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly phone?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the phone that will get the account's security codes. */
export const RegisterPhonePage = ({ page, action, phone, errors = [] }: RegisterPhonePageProps) => {
  const { content } = page;
  const words = content.register.phone;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.why}</p>
      <p>{words.landline}</p>
      <p>{words.gp}</p>
      <Form page={page} action={action}>
        <Input
          name="phone"
          type="tel"
          label={{ text: words.label, size: 's' }}
          hint={words.hint}
          value={phone}
          error={errorAt(content, errors, 'phone')}
          errorPrefix={content.common.errorPrefix}
          width={20}
          autocomplete="tel"
        />
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
