import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { NewPassword } from '../../components/new-password';
import { Passkey, WithoutPasskeys } from '../../components/passkey';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

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
    <PasskeyOnlyPage {...props} passkeyUrl={props.passkeyUrl} />
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
        <Button>{page.content.common.continue}</Button>
      </Form>
    </Layout>
  );
};

const PasskeyOnlyPage = ({
  page,
  action,
  passkeyUrl,
  errors = [],
}: RegisterPasswordPageProps & { readonly passkeyUrl: string }) => {
  const { content } = page;
  const words = content.register.password;
  const service = page.service?.name ?? content.levelUnavailable.fallbackService;
  return (
    <Layout page={page} title={words.passkeyOnlyHeading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.passkeyOnlyHeading}</h1>
      <p>{words.passkeyOnly(service)}</p>
      <WithoutPasskeys>
        <p>{words.cannot}</p>
      </WithoutPasskeys>
      <Form page={page} action={action}>
        <Passkey
          page={page}
          ceremony="create"
          optionsUrl={passkeyUrl}
          label={words.passkey}
          hint={words.passkeyIntro}
          errors={errors}
          first
        />
        <Button name="decision" value="leave">
          {content.passkey.leave(service)}
        </Button>
      </Form>
    </Layout>
  );
};
