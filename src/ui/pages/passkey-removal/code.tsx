import { limits } from '../../../domain/limits';
import { Button } from '../../components/button';
import { CodeInput } from '../../components/code-input';
import { Form } from '../../components/form';
import { Resend } from '../../components/resend';
import { SentCode } from '../../components/sent-code';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface RemovalCodePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly phoneEnding: string;
  /** It is a landline: the code is read out. */
  readonly called: boolean;
  readonly resent?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the code that was sent to the phone of the account. */
export const RemovalCodePage = (props: RemovalCodePageProps) => {
  const { page, errors = [], called, phoneEnding } = props;
  const { signIn, register, common } = page.content;
  const words = signIn.passcode;
  const phone = register.phoneCode;
  const resent = called ? phone.calledAgain : words.resent;
  return (
    <Layout page={page} title={words.heading} errors={errors} notice={props.resent ? resent : undefined}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <SentCode
        page={page}
        sent={called ? phone.called(phoneEnding) : words.sent(phoneEnding)}
        minutes={limits.phoneCodeLife.value / 60}
      />
      <Form page={page} action={props.action}>
        <CodeInput page={page} errors={errors} />
        <Button>{common.continue}</Button>
        <Resend
          summary={words.noCode}
          advice={called ? phone.noCallAdvice : words.noCodeAdvice}
          button={words.resend}
        />
      </Form>
    </Layout>
  );
};
