import { Button } from '../../components/button';
import { ErrorMessage } from '../../components/error-message';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface ChangePasskeyPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly name: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Gives a passkey another name, or removes it. */
export const ChangePasskeyPage = ({ page, action, backHref, name, errors = [] }: ChangePasskeyPageProps) => {
  const { content } = page;
  const words = content.passkeys;
  const removal = errorAt(content, errors, 'remove');
  return (
    <Layout page={page} title={words.changeHeading} errors={errors} backHref={backHref}>
      <h1 class="nhsuk-heading-l">{words.changeHeading}</h1>
      <Form page={page} action={action}>
        <Input
          name="name"
          label={{ text: words.name, size: 's' }}
          hint={words.nameHint}
          value={name}
          error={errorAt(content, errors, 'name')}
          errorPrefix={content.common.errorPrefix}
          autocomplete="off"
        />
        <Button name="decision" value="save">
          {words.save}
        </Button>
        <h2 class="nhsuk-heading-m">{words.removeHeading}</h2>
        <p>{words.removeText}</p>
        {removal ? (
          <ErrorMessage id="remove-error" prefix={content.common.errorPrefix}>
            {removal}
          </ErrorMessage>
        ) : undefined}
        <Button id="remove" name="decision" value="remove" variant="secondary">
          {words.remove}
        </Button>
      </Form>
    </Layout>
  );
};
