import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { KnownAddress } from '../../components/known-address';
import { PasswordInput } from '../../components/password-input';
import { RegisterAside } from '../../components/register-aside';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface SignInCredentialPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email: string;
  /** The page that asks for another address. */
  readonly backHref: string;
  readonly forgotHref?: string | undefined;
  /** Absent where the service allows no registration. */
  readonly registerHref?: string | undefined;
  /** Whether the request accepts a passkey; never whether the account has one. */
  readonly offerPasskey?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

const Passkey = ({ page }: Pick<SignInCredentialPageProps, 'page'>) => (
  <div class="app-passkey" data-module="app-passkey" hidden>
    <p>{page.content.signIn.credential.passkeyHint}</p>
    <Button type="button" variant="secondary">
      {page.content.signIn.credential.passkey}
    </Button>
  </div>
);

/** Asks for the password of the address given before, or, where the request allows, for a passkey. */
export const SignInCredentialPage = (props: SignInCredentialPageProps) => {
  const { page, email, backHref, forgotHref, errors = [] } = props;
  const { content } = page;
  const words = content.signIn.credential;
  return (
    <Layout page={page} title={words.heading} errors={errors} backHref={backHref} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={words.as} email={email} change={{ href: backHref, text: words.differentAddress }} />
      <Form page={page} action={props.action}>
        <input type="text" name="username" value={email} autocomplete="username" readonly hidden />
        <PasswordInput
          name="password"
          label={{ text: content.fields.password, size: 's' }}
          error={errorAt(content, errors, 'password')}
          errorPrefix={content.common.errorPrefix}
          words={content.fields.showPassword}
        />
        <Button name="decision" value="password">
          {content.common.continue}
        </Button>
        {props.offerPasskey ? <Passkey page={page} /> : undefined}
      </Form>
      {forgotHref ? (
        <p>
          <a href={forgotHref}>{words.forgot}</a>
        </p>
      ) : undefined}
      <RegisterAside page={page} href={props.registerHref} />
    </Layout>
  );
};
