import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { NewPassword } from '../../components/new-password';
import { Passkey } from '../../components/passkey';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';
import { AskForPasskey, type PasskeyPageProps } from '../sign-in/passkey';

export interface RegisterPasswordPageProps {
  readonly page: PageContext;
  readonly action: string;
  /** For the password manager only; it is not shown. */
  readonly email: string;
  /** Where a passkey's challenge comes from; absent where the service takes none. */
  readonly passkeyUrl?: string | undefined;
  /** The service takes passkeys only: there is no password to choose. */
  readonly passkeyOnly?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks how the new account will be signed in to: a passkey where the service and the browser know it, or a password. */
export const RegisterPasswordPage = (props: RegisterPasswordPageProps) =>
  props.passkeyOnly && props.passkeyUrl !== undefined ? (
    <RegisterPasskeyPage {...props} optionsUrl={props.passkeyUrl} />
  ) : (
    <ChoicePage {...props} />
  );

const ChoicePage = ({ page, action, email, passkeyUrl, errors = [] }: RegisterPasswordPageProps) => {
  const words = page.content.register.password;
  const heading = passkeyUrl ? words.chooseHeading : words.heading;
  return (
    <Layout page={page} title={heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <Form page={page} action={action}>
        {passkeyUrl ? (
          <>
            <Passkey
              page={page}
              ceremony="create"
              optionsUrl={passkeyUrl}
              label={words.passkey}
              hint={words.passkeyIntro}
              errors={errors}
              first
            />
            <h2 class="nhsuk-heading-m">{words.heading}</h2>
          </>
        ) : undefined}
        <p>{words.intro}</p>
        <NewPassword page={page} email={email} errors={errors} />
        <Button name="decision" value="password">
          {page.content.common.continue}
        </Button>
      </Form>
    </Layout>
  );
};

/** Where the service takes passkeys only. */
const RegisterPasskeyPage = ({ page, action, optionsUrl, errors }: PasskeyPageProps) => {
  const {
    passkeyOnlyHeading: heading,
    passkeyOnly: text,
    passkey: button,
    passkeyIntro: hint,
    cannot,
  } = page.content.register.password;
  const words = { heading, text, button, hint, cannot };
  return (
    <AskForPasskey
      page={page}
      action={action}
      optionsUrl={optionsUrl}
      errors={errors}
      ceremony="create"
      words={words}
    />
  );
};
