import type { Child } from 'hono/jsx';
import { type Attributes, classNames } from './attributes';

export type ButtonVariant = 'login' | 'reverse' | 'secondary' | 'secondary-solid' | 'warning';

export interface ButtonProps {
  readonly variant?: ButtonVariant | undefined;
  readonly small?: boolean | undefined;
  /** A link that looks like a button; without it a real button. */
  readonly href?: string | undefined;
  readonly type?: 'submit' | 'button' | undefined;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly id?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly ariaLabel?: string | undefined;
  readonly preventDoubleClick?: boolean | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly children: Child;
}

/** A button, or a link that carries out the page's main action. */
export const Button = (props: ButtonProps) => {
  const className = classNames(
    'nhsuk-button',
    props.variant && `nhsuk-button--${props.variant}`,
    props.small && 'nhsuk-button--small',
    props.class,
  );
  if (props.href !== undefined)
    return (
      <a
        class={className}
        id={props.id}
        data-module="nhsuk-button"
        href={props.href}
        role="button"
        draggable="false"
        aria-label={props.ariaLabel}
        {...props.attributes}
      >
        {props.children}
      </a>
    );
  return (
    <button
      class={className}
      id={props.id}
      name={props.name}
      data-module="nhsuk-button"
      data-prevent-double-click={props.preventDoubleClick === undefined ? undefined : String(props.preventDoubleClick)}
      type={props.type ?? 'submit'}
      value={props.value}
      disabled={props.disabled}
      aria-label={props.ariaLabel}
      aria-disabled={props.disabled ? 'true' : undefined}
      {...props.attributes}
    >
      {props.children}
    </button>
  );
};
