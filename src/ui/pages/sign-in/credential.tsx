import { Form } from '../../components/form';
import { HeldPassword } from '../../components/held-password';
import { KnownAddress } from '../../components/known-address';
import { Passkey } from '../../components/passkey';
import { RegisterAside } from '../../components/register-aside';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface SignInCredentialPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email: string;
  /** The page that asks for another address. */
  readonly backHref: string;
  readonly forgotHref?: string | undefined;
  /** Absent where the service allows no registration. */
  readonly registerHref?: string | undefined;
  /** Where a passkey's challenge comes from; absent where the request takes none, whatever the account has. */
  readonly passkeyUrl?: string | undefined;
  /** The service takes a passkey and nothing else; the name by which it is known. */
  readonly passkeyOnlyFor?: string | undefined;
  /** A passkey that was tried and that nobody here knows. */
  readonly unknownPasskey?: string | undefined;
  /** A new password has just been chosen. */
  readonly reset?: boolean | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the password of the address given before, or, where the request allows, for a passkey. */
export const SignInCredentialPage = (props: SignInCredentialPageProps) => {
  const { page, email, backHref, forgotHref, errors = [] } = props;
  const { content } = page;
  const words = content.signIn.credential;
  return (
    <Layout
      page={page}
      title={words.heading}
      errors={errors}
      backHref={backHref}
      notice={props.reset ? words.reset : undefined}
      showService
    >
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={words.as} email={email} change={{ href: backHref, text: words.differentAddress }} />
      {props.passkeyOnlyFor ? <p>{words.passkeyOnly(props.passkeyOnlyFor)}</p> : undefined}
      <Form page={page} action={props.action}>
        <input type="text" name="username" value={email} autocomplete="username" readonly hidden />
        <HeldPassword page={page} errors={errors} />
        {props.passkeyUrl ? (
          <Passkey
            page={page}
            ceremony="get"
            optionsUrl={props.passkeyUrl}
            label={words.passkey}
            hint={words.passkeyHint}
            unknown={props.unknownPasskey}
            errors={errors}
          />
        ) : undefined}
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
