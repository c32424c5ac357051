import type { Child } from 'hono/jsx';
import { errorAt, type FieldError, type PageContext } from '../page-context';
import { Button } from './button';
import { ErrorMessage } from './error-message';

export interface PasskeyProps {
  readonly page: PageContext;
  /** Making a passkey, or using one. */
  readonly ceremony: 'create' | 'get';
  /** Where the script asks for a challenge. */
  readonly optionsUrl: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** The page's main way on, once the script has shown it; otherwise one beside it. */
  readonly first?: boolean | undefined;
  /** Also offers passkeys where the browser fills in the address. */
  readonly autofill?: boolean | undefined;
  /** A passkey that was tried and that nobody here knows: its keeper may forget it. */
  readonly unknown?: string | undefined;
  readonly errors: readonly FieldError[];
}

/**
 * A button for passkeys, inside the form that its answer is sent with. It appears only where the browser can do it: the
 * script shows it, and fills the field `passkey`.
 */
export const Passkey = (props: PasskeyProps) => {
  const { page, ceremony, optionsUrl, label, hint, first, autofill, unknown } = props;
  const words = page.content.passkey;
  const error = errorAt(page.content, props.errors, 'passkey');
  return (
    <div
      class="app-passkey"
      data-module="app-passkey"
      data-ceremony={ceremony}
      data-options={optionsUrl}
      data-first={first ? 'yes' : undefined}
      data-autofill={autofill ? 'yes' : undefined}
      data-unknown={unknown}
      data-cancelled={ceremony === 'get' ? words.cancelled : words.notMade}
      data-exists={words.exists}
      hidden
    >
      <input type="hidden" name="passkey" value="" />
      {hint ? <p>{hint}</p> : undefined}
      {error ? (
        <ErrorMessage id="passkey-error" prefix={page.content.common.errorPrefix}>
          {error}
        </ErrorMessage>
      ) : undefined}
      <Button type="button" id="passkey" variant="secondary">
        {label}
      </Button>
      <p class="app-passkey__status" role="status" />
    </div>
  );
};

/** What a person reads where passkeys cannot be used: no script, an old browser, an app's own web view. */
export const WithoutPasskeys = ({ children }: { readonly children: Child }) => (
  <div data-module="app-without-passkeys">{children}</div>
);

/**
 * Nothing to be seen: lets a browser that can do so make a passkey by itself, for somebody who has just signed in by password
 * and has none. Without such a browser nothing happens.
 */
export const UpgradeToPasskey = ({ page }: { readonly page: PageContext }) => (
  <div
    data-module="app-passkey-upgrade"
    data-action="/account/passkey-upgrade"
    data-options="/account/passkey-upgrade/options"
    data-csrf={page.csrf}
    hidden
  />
);
