import type { Child } from 'hono/jsx';
import { type Attributes, classNames } from './attributes';

export interface ErrorMessageProps {
  readonly id?: string | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  /** What a screen reader says before the message; `false` says nothing. */
  readonly prefix?: string | false | undefined;
  readonly children: Child;
}

/** What is wrong with one form field, beside that field. */
export const ErrorMessage = (props: ErrorMessageProps) => {
  const { prefix = 'Error' } = props;
  return (
    <span class={classNames('nhsuk-error-message', props.class)} id={props.id} {...props.attributes}>
      {prefix ? <span class="nhsuk-u-visually-hidden">{prefix}: </span> : undefined}
      {props.children}
    </span>
  );
};
