import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface ProvePostcodePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly backHref: string;
  readonly postcode?: string | undefined;
  /** No record agreed: what else was said may be changed. `of`: which question. */
  readonly changes?: readonly {
    readonly of: 'changeNumber' | 'changeName' | 'changeBirthDate';
    readonly href: string;
  }[];
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the postcode; then the records of the NHS are searched. */
export const ProvePostcodePage = (props: ProvePostcodePageProps) => {
  const { page, action, backHref, postcode, changes = [], errors = [] } = props;
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
        {changes.length > 0 ? (
          <>
            <h2 class="nhsuk-heading-s">{words.change}</h2>
            <ul class="nhsuk-list">
              {changes.map(({ of, href }) => (
                <li>
                  <a href={href}>{words[of]}</a>
                </li>
              ))}
            </ul>
          </>
        ) : undefined}
        <p>{words.check}</p>
        <Button>{content.common.continue}</Button>
      </Form>
    </Layout>
  );
};
