import { type Attributes, classNames } from './attributes';
import { Button } from './button';
import { Input, type InputProps } from './input';

/** The words of the show/hide button; without them the browser script's English. */
export interface PasswordInputWords {
  readonly show: string;
  readonly hide: string;
  readonly showLabel: string;
  readonly hideLabel: string;
  readonly shown: string;
  readonly hidden: string;
}

export interface PasswordInputProps
  extends Pick<
    InputProps,
    | 'name'
    | 'id'
    | 'label'
    | 'hint'
    | 'error'
    | 'errorPrefix'
    | 'value'
    | 'width'
    | 'disabled'
    | 'describedBy'
    | 'class'
    | 'prefix'
  > {
  readonly autocomplete?: 'current-password' | 'new-password' | undefined;
  readonly words?: PasswordInputWords | undefined;
}

const translations = (words: PasswordInputWords | undefined): Attributes =>
  words
    ? {
        'data-i18n.show-password': words.show,
        'data-i18n.hide-password': words.hide,
        'data-i18n.show-password-aria-label': words.showLabel,
        'data-i18n.hide-password-aria-label': words.hideLabel,
        'data-i18n.password-shown-announcement': words.shown,
        'data-i18n.password-hidden-announcement': words.hidden,
      }
    : {};

/** A password field. Its show/hide button stays hidden until the browser script can work it. */
export const PasswordInput = ({ words, autocomplete, ...props }: PasswordInputProps) => (
  <Input
    {...props}
    type="password"
    spellcheck={false}
    autocapitalize="none"
    autocomplete={autocomplete ?? 'current-password'}
    class={classNames('nhsuk-password-input__input nhsuk-js-password-input-input', props.class)}
    groupClass="nhsuk-password-input"
    groupAttributes={{ 'data-module': 'nhsuk-password-input', ...translations(words) }}
    after={
      <Button
        type="button"
        variant="secondary"
        small
        disabled={props.disabled}
        class="nhsuk-password-input__toggle nhsuk-js-password-input-toggle"
        ariaLabel={words?.showLabel ?? 'Show password'}
        attributes={{ 'aria-controls': props.id ?? props.name, hidden: true }}
      >
        {words?.show ?? 'Show'}
      </Button>
    }
  />
);
