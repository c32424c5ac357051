import type { Child } from 'hono/jsx';
import { classNames } from './attributes';

export interface InsetTextProps {
  readonly class?: string | undefined;
  /** What a screen reader says before the text. */
  readonly prefix?: string | undefined;
  readonly children: Child;
}

/** A note set apart from the running text. */
export const InsetText = ({ prefix = 'Information', ...props }: InsetTextProps) => (
  <div class={classNames('nhsuk-inset-text', props.class)}>
    <span class="nhsuk-u-visually-hidden">{prefix}: </span>
    {typeof props.children === 'string' ? <p>{props.children}</p> : props.children}
  </div>
);
