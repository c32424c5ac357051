import { Button } from '../../components/button';
import { Radios } from '../../components/choices';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext, type ServiceContext } from '../../page-context';

export interface ProveNhsNumberPageProps {
  readonly page: PageContext & { readonly service: ServiceContext };
  readonly action: string;
  readonly knows?: 'yes' | 'no' | undefined;
  readonly nhsNumber?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the NHS number, which many people do not know by heart. */
export const ProveNhsNumberPage = ({ page, action, knows, nhsNumber, errors = [] }: ProveNhsNumberPageProps) => {
  const { content, service } = page;
  const words = content.proof.nhsNumber;
  const [before, example, after] = words.where;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <Form page={page} action={action}>
        <Radios
          name="knows"
          legend={{ text: words.heading, size: 'l', headingLevel: 1 }}
          hint={
            <>
              <p>{words.why(service.name)}</p>
              {before}
              <span class="nhsuk-u-nowrap">{example}</span>
              {after}
            </>
          }
          error={errorAt(content, errors, 'knows')}
          errorPrefix={content.common.errorPrefix}
          items={[
            { value: 'yes', text: words.yes, checked: knows === 'yes' },
            { value: 'no', text: words.no, checked: knows === 'no' },
          ]}
        />
        <Input
          name="nhs-number"
          label={{ text: words.label, size: 's' }}
          hint={words.labelHint}
          value={nhsNumber}
          error={errorAt(content, errors, 'nhs-number')}
          errorPrefix={content.common.errorPrefix}
          width={10}
          code
          inputmode="numeric"
          autocomplete="off"
          spellcheck={false}
        />
        <div class="nhsuk-button-group">
          <Button>{content.common.continue}</Button>
          <Button name="decision" value="leave" variant="secondary">
            {words.leave(service.name)}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
