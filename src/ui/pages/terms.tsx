import { Button } from '../components/button';
import { Form } from '../components/form';
import { Layout } from '../layout';
import type { FieldError, PageContext } from '../page-context';

export interface TermsPageProps {
  readonly page: PageContext;
  readonly action: string;
  /** The person agreed to an older version. */
  readonly changed?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

const Papers = ({ page: { content, brand } }: Pick<TermsPageProps, 'page'>) => (
  <ul class="nhsuk-list app-links">
    {[
      { href: brand.links.terms, text: content.terms.terms },
      { href: brand.links.privacy, text: content.terms.privacy },
      { href: brand.links.cookies, text: content.terms.cookies },
    ].map(({ href, text }) => (
      <li>
        <a href={href} target="_blank" rel="noopener">
          {text} {content.common.newTab}
        </a>
      </li>
    ))}
  </ul>
);

/** Asks the person to agree to the terms before an account is theirs to use, and again when they change. */
export const TermsPage = ({ page, action, changed, errors = [] }: TermsPageProps) => {
  const { content, brand } = page;
  const words = content.terms;
  const heading = changed ? words.changedHeading : words.heading;
  return (
    <Layout page={page} title={heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{changed ? words.changedIntro : words.intro(brand.name)}</p>
      <h2 class="nhsuk-heading-s">{words.short}</h2>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {words.points.map((point) => (
          <li>{point}</li>
        ))}
      </ul>
      <h2 class="nhsuk-heading-s">{words.readHeading}</h2>
      <Papers page={page} />
      <p>{changed ? words.changedDeclineText : words.declineText}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="accept">
            {words.accept}
          </Button>
          <Button name="decision" value="decline" variant="secondary">
            {words.decline}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
