import { Button } from '../components/button';
import { Form } from '../components/form';
import { Inline } from '../components/inline';
import { Reference } from '../components/reference';
import type { ErrorPageKey } from '../content';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface ErrorPageProps {
  readonly page: PageContext;
  /** Which of the content file's error pages this is. */
  readonly heading: ErrorPageKey;
  /** A stable code for the kind of problem, such as `CID1004`. */
  readonly reference?: string | undefined;
  /** The service it is about, for a page that can name one. */
  readonly service?: string | undefined;
  readonly requestId?: string | undefined;
  /** Where the form goes that leads back to the service of the page. */
  readonly leave?: string | undefined;
}

/** A page that ends the road: what happened, what to do, what to tell us. */
export const ErrorPage = ({ page, heading, reference, service, requestId, leave }: ErrorPageProps) => {
  const { content } = page;
  const words = content.errorPages[heading];
  const title = service !== undefined && 'named' in words ? words.named(service) : words.heading;
  return (
    <Layout page={page} title={title}>
      <h1 class="nhsuk-heading-l">{title}</h1>
      {words.text.map((paragraph) => (
        <p>
          <Inline text={paragraph} />
        </p>
      ))}
      <p>
        <Inline text={content.common.help} />
      </p>
      {leave !== undefined && page.service !== undefined ? (
        <Form page={page} action={leave}>
          <Button name="decision" value="leave">
            {content.common.leave(page.service.name)}
          </Button>
        </Form>
      ) : undefined}
      <Reference page={page} reference={reference} requestId={requestId} />
    </Layout>
  );
};
