import { Button } from '../../components/button';
import { DateInput } from '../../components/date-input';
import { Form } from '../../components/form';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface ProveBirthDatePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly day?: string | undefined;
  readonly month?: string | undefined;
  readonly year?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the date of birth. */
export const ProveBirthDatePage = ({ page, action, backHref, errors = [], ...given }: ProveBirthDatePageProps) => {
  const { content } = page;
  const words = content.proof.birthDate;
  const wrong = errorAt(content, errors, 'birth-date') !== undefined;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <Form page={page} action={action}>
        <DateInput
          id="birth-date"
          legend={{ text: words.heading, size: 'l', headingLevel: 1 }}
          hint={words.hint}
          error={errorAt(content, errors, 'birth-date')}
          errorPrefix={content.common.errorPrefix}
          items={[
            { name: 'day', label: words.day, value: given.day, width: 2, autocomplete: 'bday-day', wrong },
            { name: 'month', label: words.month, value: given.month, width: 2, autocomplete: 'bday-month', wrong },
            { name: 'year', label: words.year, value: given.year, width: 4, autocomplete: 'bday-year', wrong },
          ]}
        />
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
