import { Button } from '../../components/button';
import { DateInput } from '../../components/date-input';
import { Form } from '../../components/form';
import type { ErrorKey } from '../../content';
import { Layout } from '../../layout';
import { errorText, type FieldError, type PageContext } from '../../page-context';

export interface ProveBirthDatePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly day?: string | undefined;
  readonly month?: string | undefined;
  readonly year?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** The one field that an error is about; without it all of them are. */
const parts: Partial<Record<ErrorKey, 'day' | 'month' | 'year'>> = {
  birthDateDay: 'day',
  birthDateMonth: 'month',
  birthDateYear: 'year',
  birthDateYearDigits: 'year',
};

/** Asks for the date of birth. */
export const ProveBirthDatePage = ({ page, action, backHref, errors = [], ...given }: ProveBirthDatePageProps) => {
  const { content } = page;
  const words = content.proof.birthDate;
  const [error] = errors;
  // What is wrong with the whole date leads to its first field, and marks all of them.
  const wrongPart = error && 'key' in error ? parts[error.key] : undefined;
  const field = (name: 'day' | 'month' | 'year') => ({
    name,
    label: words[name],
    value: given[name],
    autocomplete: `bday-${name}`,
    wrong: error !== undefined && (wrongPart ?? name) === name,
  });
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <Form page={page} action={action}>
        <DateInput
          id="birth-date"
          legend={{ text: words.heading, size: 'l', headingLevel: 1 }}
          hint={words.hint}
          error={error && errorText(content, error)}
          errorOf={error?.field}
          errorPrefix={content.common.errorPrefix}
          items={[
            { ...field('day'), width: 2 },
            { ...field('month'), width: 2 },
            { ...field('year'), width: 4 },
          ]}
        />
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
