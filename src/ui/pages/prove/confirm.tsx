import type { ProofSoFar } from '../../../domain/step-outcome';
import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { SummaryList } from '../../components/summary-list';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface ProveConfirmPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly proof: ProofSoFar;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks whether the record is theirs: nothing of it is shown that they did not type, but the end of its number. */
export const ProveConfirmPage = ({ page, action, backHref, proof, errors = [] }: ProveConfirmPageProps) => {
  const { content } = page;
  const words = content.proof.confirm;
  const { ending, name, birthDate, postcode } = proof;
  const rows = [
    { key: words.nhsNumber, value: ending && words.ending(ending) },
    { key: words.name, value: name && [name.first, name.middle, name.last].filter(Boolean).join(' ') },
    { key: words.birthDate, value: birthDate && content.day(Date.parse(`${birthDate}T12:00:00Z`) / 1000) },
    { key: words.postcode, value: postcode },
  ].flatMap(({ key, value }) => (value ? [{ key, value }] : []));
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <SummaryList rows={rows} />
      <h2 class="nhsuk-heading-m">{words.question}</h2>
      <p>{words.one}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="mine">
            {words.mine}
          </Button>
          <Button name="decision" value="partly-mine" variant="secondary">
            {words.partlyMine}
          </Button>
          <Button name="decision" value="not-mine" variant="secondary">
            {words.notMine}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
