import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Input } from '../../components/input';
import { Passkey } from '../../components/passkey';
import { RegisterAside } from '../../components/register-aside';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

export interface SignInAddressPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly email?: string | undefined;
  /** Absent where the service allows no registration. */
  readonly registerHref?: string | undefined;
  /** Where a passkey's challenge comes from; absent where the request takes none. */
  readonly passkeyUrl?: string | undefined;
  /** A passkey that was tried and that nobody here knows. */
  readonly unknownPasskey?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks for the address of the account; whether there is one stays unsaid. */
export const SignInAddressPage = (props: SignInAddressPageProps) => {
  const { page, action, email, registerHref, passkeyUrl, errors = [] } = props;
  const { content, brand } = page;
  const words = content.signIn.address;
  const heading = words.heading(brand.name);
  return (
    <Layout page={page} title={heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{words.intro}</p>
      <Form page={page} action={action}>
        <Input
          name="email"
          type="email"
          label={{ text: content.fields.email, size: 's' }}
          value={email}
          error={errorAt(content, errors, 'email')}
          errorPrefix={content.common.errorPrefix}
          autocomplete="username webauthn"
          autocapitalize="none"
          spellcheck={false}
        />
        <Button>{content.common.continue}</Button>
        {passkeyUrl ? (
          <Passkey
            page={page}
            ceremony="get"
            optionsUrl={passkeyUrl}
            label={content.signIn.credential.passkeyFirst}
            unknown={props.unknownPasskey}
            errors={errors}
            autofill
          />
        ) : undefined}
      </Form>
      <RegisterAside page={page} href={registerHref} />
    </Layout>
  );
};
