import { limits } from '../../../domain/limits';
import { Button } from '../../components/button';
import { CodeInput } from '../../components/code-input';
import { Form } from '../../components/form';
import { InsetText } from '../../components/inset-text';
import { Resend } from '../../components/resend';
import { SentCode } from '../../components/sent-code';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface RegisterPhoneCodePageProps {
  readonly page: PageContext;
  readonly action: string;
  /** The last figures of the phone number. */
  readonly phoneEnding: string;
  /** It is a landline: the code is read out. */
  readonly called?: boolean | undefined;
  /** The network said that messages can never reach this number. */
  readonly suspect?: boolean | undefined;
  /** Text messages have failed twice: a landline is offered. */
  readonly offerLandline?: boolean | undefined;
  /** The page that asks for another number. */
  readonly changeHref?: string | undefined;
  /** A new code has just been sent. */
  readonly resent?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the code that was sent to the phone given before. */
export const RegisterPhoneCodePage = (props: RegisterPhoneCodePageProps) => {
  const { page, changeHref, errors = [] } = props;
  const { content } = page;
  const words = content.register.phoneCode;
  const change = changeHref ? { href: changeHref, text: words.change } : undefined;
  return (
    <Layout
      page={page}
      title={words.heading}
      errors={errors}
      backHref={changeHref}
      notice={props.resent ? (props.called ? words.calledAgain : words.resent) : undefined}
      showService
    >
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <SentCode
        page={page}
        sent={(props.called ? words.called : words.sent)(props.phoneEnding)}
        minutes={limits.phoneCodeLife.value / 60}
      />
      {props.suspect ? <InsetText prefix={content.common.informationPrefix}>{words.suspect}</InsetText> : undefined}
      {props.offerLandline && changeHref ? (
        <p>
          {words.landline} <a href={changeHref}>{words.useLandline}</a>
        </p>
      ) : undefined}
      <Form page={page} action={props.action}>
        <CodeInput page={page} errors={errors} />
        <Button>{content.common.continue}</Button>
        <Resend
          summary={words.noCode}
          advice={props.called ? words.noCallAdvice : words.noCodeAdvice}
          button={words.resend}
          change={change}
        />
      </Form>
    </Layout>
  );
};
