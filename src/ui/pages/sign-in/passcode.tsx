import { limits } from '../../../domain/limits';
import { Button } from '../../components/button';
import { Checkboxes } from '../../components/choices';
import { CodeInput } from '../../components/code-input';
import { Form } from '../../components/form';
import { InsetText } from '../../components/inset-text';
import { Resend } from '../../components/resend';
import { SentCode } from '../../components/sent-code';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface SignInPasscodePageProps {
  readonly page: PageContext;
  readonly action: string;
  /** The last figures of the number that a code was sent to; absent when none was sent yet. */
  readonly phoneEnding?: string | undefined;
  /** It is a landline: the code is read out. */
  readonly called?: boolean | undefined;
  /** The network said that messages can never reach this number. */
  readonly suspect?: boolean | undefined;
  readonly backHref?: string | undefined;
  /** A new code has just been sent. */
  readonly resent?: boolean | undefined;
  /** The device was to be remembered, before the page came again. */
  readonly remember?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the code that was sent to the account's phone; before one was sent, offers to send it: a page sends nothing. */
export const SignInPasscodePage = (props: SignInPasscodePageProps) =>
  props.phoneEnding === undefined ? (
    <SendCodePage {...props} />
  ) : (
    <EnterCodePage {...props} ending={props.phoneEnding} />
  );

const SendCodePage = ({ page, action, errors = [] }: SignInPasscodePageProps) => {
  const words = page.content.signIn.passcode;
  return (
    <Layout page={page} title={words.sendHeading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.sendHeading}</h1>
      <p>{words.sendText}</p>
      <Form page={page} action={action}>
        <Button name="decision" value="resend">
          {words.send}
        </Button>
      </Form>
    </Layout>
  );
};

const EnterCodePage = (props: SignInPasscodePageProps & { readonly ending: string }) => {
  const { page, errors = [] } = props;
  const { content } = page;
  const words = content.signIn.passcode;
  const { called, calledAgain, noCallAdvice } = content.register.phoneCode;
  const resent = props.called ? calledAgain : words.resent;
  return (
    <Layout
      page={page}
      title={words.heading}
      errors={errors}
      backHref={props.backHref}
      notice={props.resent ? resent : undefined}
      showService
    >
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <SentCode
        page={page}
        sent={props.called ? called(props.ending) : words.sent(props.ending)}
        minutes={limits.phoneCodeLife.value / 60}
      />
      {props.suspect ? <InsetText prefix={content.common.informationPrefix}>{words.suspect}</InsetText> : undefined}
      <Form page={page} action={props.action}>
        <CodeInput page={page} errors={errors} />
        <Checkboxes
          name="remember"
          small
          items={[{ value: 'yes', text: words.remember, hint: words.rememberHint, checked: props.remember }]}
        />
        <Button>{content.common.continue}</Button>
        <Resend
          summary={words.noCode}
          advice={props.called ? noCallAdvice : words.noCodeAdvice}
          button={words.resend}
        />
      </Form>
    </Layout>
  );
};
