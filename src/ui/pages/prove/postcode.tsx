import type { ProofSoFar } from '../../../domain/step-outcome';
import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Inline } from '../../components/inline';
import { Input } from '../../components/input';
import { SummaryList } from '../../components/summary-list';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

/** Where each answer of before is changed. */
export interface ToldHrefs {
  readonly nhsNumber: string;
  readonly name: string;
  readonly birthDate: string;
}

export interface ProvePostcodePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly postcode?: string | undefined;
  /** No record agreed: what else was said is shown once more, to be changed. */
  readonly told?: { readonly proof: ProofSoFar; readonly hrefs: ToldHrefs } | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

const grouped = (nhsNumber: string): string => nhsNumber.replace(/^(...)(...)/, '$1 $2 ');

/** What a person said of who they are, and the way back to each answer. */
const Told = ({
  page: { content },
  told: { proof, hrefs },
}: {
  readonly page: PageContext;
  readonly told: NonNullable<ProvePostcodePageProps['told']>;
}) => {
  const words = content.proof.postcode;
  const { nhsNumber, name, birthDate } = proof;
  const rows = [
    {
      of: 'nhsNumber',
      value: nhsNumber && nhsNumber !== 'not-known' && <span class="nhsuk-u-nowrap">{grouped(nhsNumber)}</span>,
    },
    { of: 'name', value: name && [name.first, name.middle, name.last].filter(Boolean).join(' ') },
    { of: 'birthDate', value: birthDate && content.day(Date.parse(`${birthDate}T12:00:00Z`) / 1000) },
  ] as const;
  return (
    <>
      <h2 class="nhsuk-heading-s">{words.told}</h2>
      <SummaryList
        rows={rows.flatMap(({ of, value }) =>
          value
            ? [{ key: words[of], value, actions: [{ href: hrefs[of], text: words.change, of: words.of[of] }] }]
            : [],
        )}
      />
      <p>
        <Inline text={words.help} />
      </p>
    </>
  );
};

/** Asks for the postcode; then the records of the NHS are searched. */
export const ProvePostcodePage = (props: ProvePostcodePageProps) => {
  const { page, action, backHref, postcode, told, errors = [] } = props;
  const { content } = page;
  const words = content.proof.postcode;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <Form page={page} action={action}>
        <Input
          name="postcode"
          label={{ text: words.label, size: 's' }}
          value={postcode}
          error={errorAt(content, errors, 'postcode')}
          errorPrefix={content.common.errorPrefix}
          width={10}
          autocomplete="postal-code"
          autocapitalize="characters"
          spellcheck={false}
        />
        {told ? <Told page={page} told={told} /> : <p>{words.check}</p>}
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
