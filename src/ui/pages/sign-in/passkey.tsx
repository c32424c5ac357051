import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Passkey, WithoutPasskeys } from '../../components/passkey';
import { Layout } from '../../layout';
import type { FieldError, PageContext } from '../../page-context';

export interface PasskeyPageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly optionsUrl: string;
  /** A passkey that was tried and that nobody here knows. */
  readonly unknown?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** Asks a person whose account is known to show one of their passkeys. */
export const SignInPasskeyPage = (props: PasskeyPageProps & { readonly newPasskey?: boolean | undefined }) => {
  const words = props.page.content.signIn.passkey;
  // A passkey that was just made has not been used yet: whoever made it wonders why it is asked for.
  return <AskForPasskey {...props} ceremony="get" words={props.newPasskey ? { ...words, text: words.first } : words} />;
};

/** Asks a person whose account is known to make a passkey. */
export const AddPasskeyPage = (props: PasskeyPageProps & { readonly ownAccount?: boolean | undefined }) => (
  <AskForPasskey
    {...props}
    ceremony="create"
    words={{
      ...props.page.content.signIn.addPasskey,
      ...(props.ownAccount ? { text: () => props.page.content.signIn.addPasskey.errandText } : {}),
    }}
  />
);

interface Words {
  readonly heading: string;
  readonly text: (service: string) => string;
  readonly button: string;
  readonly hint?: string;
  readonly cannot: string;
}

/** A page with one button for a passkey, and a way back to the service for who can use none. */
export const AskForPasskey = ({
  page,
  action,
  optionsUrl,
  unknown,
  errors = [],
  ceremony,
  words,
}: PasskeyPageProps & { readonly ceremony: 'create' | 'get'; readonly words: Words }) => {
  const { content } = page;
  const service = page.service?.name ?? content.levelUnavailable.fallbackService;
  return (
    <Layout page={page} title={words.heading} errors={errors} showService>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text(service)}</p>
      <WithoutPasskeys>
        <p>{words.cannot}</p>
      </WithoutPasskeys>
      <Form page={page} action={action}>
        <Passkey
          page={page}
          ceremony={ceremony}
          optionsUrl={optionsUrl}
          label={words.button}
          hint={words.hint}
          unknown={unknown}
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
