import { errorAt, type FieldError, type PageContext } from '../page-context';
import { Details } from './details';
import { PasswordInput } from './password-input';

/** Asks once for a new password, which the person may look at, with advice. @param email for the password manager only */
export const NewPassword = ({
  page: { content },
  email,
  errors,
}: {
  readonly page: PageContext;
  readonly email: string;
  readonly errors: readonly FieldError[];
}) => {
  const words = content.register.password;
  return (
    <>
      <input type="text" name="username" value={email} autocomplete="username" readonly hidden />
      <PasswordInput
        name="password"
        label={{ text: words.label, size: 's' }}
        hint={words.hint}
        error={errorAt(content, errors, 'password')}
        errorPrefix={content.common.errorPrefix}
        autocomplete="new-password"
        words={content.fields.showPassword}
      />
      <Details summary={words.tipsHeading}>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {words.tips.map((tip) => (
            <li>{tip}</li>
          ))}
        </ul>
      </Details>
    </>
  );
};
