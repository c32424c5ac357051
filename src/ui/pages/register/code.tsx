import { limits } from '../../../domain/limits';
import { Button } from '../../components/button';
import { CodeInput } from '../../components/code-input';
import { Form } from '../../components/form';
import { KnownAddress } from '../../components/known-address';
import { Resend } from '../../components/resend';
import { SentCode } from '../../components/sent-code';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface RegisterCodePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email: string;
  /** The page that asks for another address. */
  readonly changeHref?: string | undefined;
  /** A new code has just been sent. */
  readonly resent?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the code that was sent to the address given before. */
export const RegisterCodePage = (props: RegisterCodePageProps) => {
  const { page, changeHref, errors = [] } = props;
  const { content } = page;
  const words = content.register.code;
  const change = changeHref ? { href: changeHref, text: words.change } : undefined;
  return (
    <Layout
      page={page}
      title={words.heading}
      errors={errors}
      backHref={changeHref}
      notice={props.resent ? words.resent : undefined}
      showService
    >
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={content.fields.email} email={props.email} change={change} />
      <SentCode page={page} sent={words.sent} minutes={limits.emailCodeLife.value / 60} />
      <Form page={page} action={props.action}>
        <CodeInput page={page} errors={errors} />
        <Button>{content.common.continue}</Button>
        <Resend summary={words.noCode} advice={words.noCodeAdvice} button={words.resend} />
      </Form>
    </Layout>
  );
};
