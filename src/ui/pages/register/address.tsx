import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface RegisterAddressPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email?: string | undefined;
  readonly signInHref?: string | undefined;
  readonly backHref?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Begins an account: says what it takes and asks for the address it will be known by. */
export const RegisterAddressPage = (props: RegisterAddressPageProps) => {
  const { page, errors = [] } = props;
  const { content } = page;
  const words = content.register.address;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={props.backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.needHeading}</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {words.needs.map((need) => (
          <li>{need}</li>
        ))}
      </ul>
      <p>{words.one}</p>
      <Form page={page} action={props.action}>
        <Input
          name="email"
          type="email"
          label={{ text: content.fields.email, size: 's' }}
          hint={words.hint}
          value={props.email}
          error={errorAt(content, errors, 'email')}
          errorPrefix={content.common.errorPrefix}
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
        />
        <Button>{content.common.continue}</Button>
      </Form>
      {props.signInHref ? (
        <p>
          <a href={props.signInHref}>{words.signIn}</a>
        </p>
      ) : undefined}
    </Layout>
  );
};
