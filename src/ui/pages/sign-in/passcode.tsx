import { Button } from '../../components/button';
import { Checkboxes } from '../../components/choices';
import { CodeInput } from '../../components/code-input';
import { Form } from '../../components/form';
import { Inline } from '../../components/inline';
import { Resend } from '../../components/resend';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface SignInPasscodePageProps {
  readonly page: PageContext;
  readonly action: string;
  /** The last figures of the phone number. */
  readonly phoneEnding: string;
  /** How long a code works, in minutes. */
  readonly minutes?: number | undefined;
  readonly backHref?: string | undefined;
  /** A new code has just been sent. */
  readonly resent?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the code that was sent to the account's phone. */
export const SignInPasscodePage = (props: SignInPasscodePageProps) => {
  const { page, errors = [] } = props;
  const { content } = page;
  const words = content.signIn.passcode;
  return (
    <Layout
      page={page}
      title={words.heading}
      errors={errors}
      backHref={props.backHref}
      notice={props.resent ? words.resent : undefined}
      showService
    >
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>
        <Inline text={words.sent(props.phoneEnding, props.minutes ?? 5)} />
      </p>
      <Form page={page} action={props.action}>
        <CodeInput page={page} errors={errors} />
        <Checkboxes name="remember" small items={[{ value: 'yes', text: words.remember, hint: words.rememberHint }]} />
        <Button>{content.common.continue}</Button>
        <Resend summary={words.noCode} advice={words.noCodeAdvice} button={words.resend} />
      </Form>
    </Layout>
  );
};
