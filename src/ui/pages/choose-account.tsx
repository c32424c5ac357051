import type { AccountHint } from '../../domain/step-outcome';
import { Button } from '../components/button';
import { Form } from '../components/form';
import { Layout } from '../layout';
import type { FieldError, PageContext } from '../page-context';

export interface ChooseAccountPageProps {
  readonly page: PageContext;
  /** Takes `decision` `asserted` or `session`. */
  readonly action: string;
  /** Whose login the other service passed on. */
  readonly asserted: AccountHint;
  /** Who is signed in in this browser. */
  readonly session: AccountHint;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks whose account to go on with, when another service passed on the login of somebody else. */
export const ChooseAccountPage = ({ page, action, asserted, session, errors = [] }: ChooseAccountPageProps) => {
  const words = page.content.chooseAccount;
  // Two masked addresses may look the same.
  const name = ({ email, phoneEnding }: AccountHint): string =>
    asserted.email === session.email ? words.withPhone(email, phoneEnding) : email;
  return (
    <Layout page={page} title={words.heading(name(asserted))} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading(name(asserted))}</h1>
      <p>{words.text(name(session))}</p>
      <p>{words.stays}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="asserted">
            {words.asserted(name(asserted))}
          </Button>
          <Button name="decision" value="session" variant="secondary">
            {words.session(name(session))}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
