import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface ResetAddressPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email?: string | undefined;
  /** The journey that the person comes from, to go back to it. */
  readonly journey?: string | undefined;
  readonly backHref?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks which address a link is to be sent to; whether it has an account stays unsaid. */
export const ResetAddressPage = (props: ResetAddressPageProps) => {
  const { page, errors = [] } = props;
  const { content } = page;
  const words = content.reset.address;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={props.backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      <Form page={page} action={props.action}>
        {props.journey ? <input type="hidden" name="journey" value={props.journey} /> : undefined}
        <Input
          name="email"
          type="email"
          label={{ text: content.fields.email, size: 's' }}
          value={props.email}
          error={errorAt(content, errors, 'email')}
          errorPrefix={content.common.errorPrefix}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
        <Button>{words.submit}</Button>
      </Form>
    </Layout>
  );
};
