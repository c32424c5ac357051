import { errorAt, type FieldError, type PageContext } from '../page-context';
import { Button } from './button';
import { PasswordInput } from './password-input';

/** Asks for the password that somebody has, with the button that sends it. */
export const HeldPassword = ({
  page: { content },
  errors,
}: {
  readonly page: PageContext;
  readonly errors: readonly FieldError[];
}) => (
  <>
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
  </>
);
