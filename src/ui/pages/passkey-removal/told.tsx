import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Inline } from '../../components/inline';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';
import type { ChosenPasskey } from './choose';
import { PasskeysToGo } from './passkeys-to-go';

export interface RemovalToldPageProps {
  readonly page: PageContext;
  /** Takes `decision` `continue` or `put-off`. */
  readonly action: string;
  /** When it may be done, in epoch seconds. */
  readonly from: number;
  readonly canPutOff: boolean;
  /** Those that go. */
  readonly passkeys: readonly ChosenPasskey[];
  readonly errors?: readonly FieldError[] | undefined;
}

/** Tells a person who signed in by passkey that somebody asked to remove passkeys, and lets them say no. */
export const RemovalToldPage = ({ page, action, from, canPutOff, passkeys, errors = [] }: RemovalToldPageProps) => {
  const { content } = page;
  const words = content.removal.told;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      {passkeys.length > 0 ? <PasskeysToGo page={page} passkeys={passkeys} /> : undefined}
      <p>{words.from(content.moment(from))}</p>
      <p>{words.yours}</p>
      <p>
        <Inline text={canPutOff ? words.notYours : words.putOffBefore} />
      </p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="continue">
            {words.continue}
          </Button>
          {canPutOff ? (
            <Button name="decision" value="put-off" variant="secondary">
              {words.putOff}
            </Button>
          ) : undefined}
        </div>
      </Form>
    </Layout>
  );
};
