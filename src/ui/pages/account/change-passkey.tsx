import { Button } from '../../components/button';
import { Checkboxes } from '../../components/choices';
import { ErrorMessage } from '../../components/error-message';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';
import { type ChosenPasskey, passkeyChoice } from '../passkey-removal/choose';

export interface ChangePasskeyPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly name: string;
  /** The passkeys that were added by somebody who had signed in with it. */
  readonly added?: readonly ChosenPasskey[] | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Gives a passkey another name, or removes it, and those that were added with it if its person says so. */
export const ChangePasskeyPage = ({
  page,
  action,
  backHref,
  name,
  added = [],
  errors = [],
}: ChangePasskeyPageProps) => {
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
        {added.length > 0 ? (
          <Checkboxes
            name="also"
            legend={{ text: words.also, size: 's' }}
            hint={words.alsoHint}
            items={added.map((one) => passkeyChoice(content, one))}
          />
        ) : undefined}
        <Button id="remove" name="decision" value="remove" variant="secondary">
          {words.remove}
        </Button>
      </Form>
    </Layout>
  );
};
