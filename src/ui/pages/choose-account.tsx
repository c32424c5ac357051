import { Button } from '../components/button';
import { Form } from '../components/form';
import { Layout } from '../layout';
import type { FieldError, PageContext } from '../page-context';

export interface ChooseAccountPageProps {
  readonly page: PageContext;
  /** Takes `decision` `asserted` or `session`. */
  readonly action: string;
  /** Whose login the other service passed on, masked. */
  readonly asserted: string;
  /** Who is signed in in this browser, masked. */
  readonly session: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks whose account to go on with, when another service passed on the login of somebody else. */
export const ChooseAccountPage = ({ page, action, asserted, session, errors = [] }: ChooseAccountPageProps) => {
  const words = page.content.chooseAccount;
  return (
    <Layout page={page} title={words.heading(asserted)} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading(asserted)}</h1>
      <p>{words.text(session)}</p>
      <p>{words.stays}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="asserted">
            {words.asserted(asserted)}
          </Button>
          <Button name="decision" value="session" variant="secondary">
            {words.session(session)}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
