import { Button } from '../components/button';
import { Form } from '../components/form';
import { Layout } from '../layout';
import type { FieldError, PageContext, ServiceContext } from '../page-context';

export interface ConsentDeclinePageProps {
  readonly page: PageContext & { readonly service: ServiceContext };
  readonly action: string;
  /** The service this page was shown for; an answer for another one is refused. */
  readonly serviceId: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Makes sure that a person who declines knows what follows. */
export const ConsentDeclinePage = ({ page, action, serviceId, errors = [] }: ConsentDeclinePageProps) => {
  const words = page.content.consentDecline;
  return (
    <Layout page={page} title={words.heading} errors={errors}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text(page.service.name)}</p>
      <p>{words.later}</p>
      <Form page={page} action={action}>
        <input type="hidden" name="service" value={serviceId} />
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="back">
            {words.back}
          </Button>
          <Button name="decision" value="continue" variant="secondary">
            {words.continue}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
