import type { Child } from 'hono/jsx';
import { type Attributes, classNames } from './attributes';

export interface HintProps {
  readonly id?: string | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly children: Child;
}

/** The help text of a form field. */
export const Hint = (props: HintProps) => (
  <div class={classNames('nhsuk-hint', props.class)} id={props.id} {...props.attributes}>
    {props.children}
  </div>
);
