import type { Child } from 'hono/jsx';
import { type Attributes, classNames } from './attributes';
import { Heading } from './heading';

export type Size = 's' | 'm' | 'l' | 'xl';

export interface LabelProps {
  readonly for?: string | undefined;
  readonly size?: Size | undefined;
  /** Set when the label is also a heading of the page: 1 for the page's own. */
  readonly headingLevel?: 1 | 2 | 3 | undefined;
  readonly headingId?: string | undefined;
  readonly caption?: Child;
  readonly id?: string | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly children: Child;
}

/** The label of one form field, which on a page with one question is also its heading. */
export const Label = (props: LabelProps) => {
  const { size, headingLevel, caption } = props;
  const label = (
    <label
      class={classNames('nhsuk-label', size && `nhsuk-label--${size}`, props.class)}
      id={props.id}
      for={props.for}
      {...props.attributes}
    >
      {caption ? (
        <span class={size && size !== 's' ? `nhsuk-caption-${size}` : 'nhsuk-caption'}>{caption}</span>
      ) : undefined}
      {props.children}
    </label>
  );
  if (!headingLevel) return label;
  return (
    <Heading level={headingLevel} class="nhsuk-label-wrapper" id={props.headingId}>
      {label}
    </Heading>
  );
};
