import { Button } from '../components/button';
import { Form } from '../components/form';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface LevelUnavailablePageProps {
  readonly page: PageContext;
  readonly action: string;
}

/** Says that the identity level a service wants cannot be had, and leads back to it. */
export const LevelUnavailablePage = ({ page, action }: LevelUnavailablePageProps) => {
  const words = page.content.levelUnavailable;
  const service = page.service?.name ?? words.fallbackService;
  const heading = words.heading(service);
  return (
    <Layout page={page} title={heading}>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{words.text(service)}</p>
      <p>{words.kept}</p>
      <Form page={page} action={action}>
        <Button name="decision" value="continue">
          {words.continue(service)}
        </Button>
      </Form>
    </Layout>
  );
};
