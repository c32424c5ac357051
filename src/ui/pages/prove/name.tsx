import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface ProveNamePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly first?: string | undefined;
  readonly middle?: string | undefined;
  readonly last?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the name of a person who does not know their NHS number. */
export const ProveNamePage = ({ page, action, backHref, first, middle, last, errors = [] }: ProveNamePageProps) => {
  const { content } = page;
  const words = content.proof.name;
  const fields = [
    { name: 'first-name', text: words.first, value: first, autocomplete: 'given-name' },
    { name: 'middle-name', text: words.middle, value: middle, autocomplete: 'additional-name' },
    { name: 'last-name', text: words.last, value: last, autocomplete: 'family-name' },
  ];
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <Form page={page} action={action}>
        {fields.map(({ name, text, value, autocomplete }) => (
          <Input
            name={name}
            label={{ text, size: 's' }}
            value={value}
            error={errorAt(content, errors, name)}
            errorPrefix={content.common.errorPrefix}
            width={20}
            autocomplete={autocomplete}
            autocapitalize="words"
            spellcheck={false}
          />
        ))}
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
