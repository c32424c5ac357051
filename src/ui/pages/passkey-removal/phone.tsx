import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Inline } from '../../components/inline';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

export interface RemovalPhonePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly phoneEnding: string;
  /** It is a landline: the code is read out. */
  readonly called: boolean;
  readonly backHref?: string | undefined;
}

/** Says how passkeys are got rid of, and offers to send the code: a page sends nothing. */
export const RemovalPhonePage = ({ page, action, phoneEnding, called, backHref }: RemovalPhonePageProps) => {
  const words = page.content.removal.phone;
  return (
    <Layout page={page} title={words.heading} backHref={backHref}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      <h2 class="nhsuk-heading-s">{words.stepsHeading}</h2>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {words.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ul>
      <p>{words.again}</p>
      <p>
        <Inline text={called ? words.calls(phoneEnding) : words.sends(phoneEnding)} />
      </p>
      <Form page={page} action={action}>
        <Button name="decision" value="send">
          {words.submit}
        </Button>
      </Form>
    </Layout>
  );
};
