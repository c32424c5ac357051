import type { Child } from 'hono/jsx';
import { type Attributes, classNames } from './attributes';
import { Heading } from './heading';
import type { Size } from './label';

export interface FieldsetProps {
  readonly legend: {
    readonly text: Child;
    readonly size?: Size | undefined;
    /** Set when the legend is also a heading of the page. */
    readonly headingLevel?: 1 | 2 | 3 | undefined;
  };
  readonly describedBy?: string | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly children?: Child;
}

/** A group of form fields under one question. */
export const Fieldset = ({ legend, ...props }: FieldsetProps) => (
  <fieldset
    class={classNames('nhsuk-fieldset', props.class)}
    aria-describedby={props.describedBy}
    {...props.attributes}
  >
    <legend class={classNames('nhsuk-fieldset__legend', legend.size && `nhsuk-fieldset__legend--${legend.size}`)}>
      {legend.headingLevel ? (
        <Heading level={legend.headingLevel} class="nhsuk-fieldset__heading">
          {legend.text}
        </Heading>
      ) : (
        legend.text
      )}
    </legend>
    {props.children}
  </fieldset>
);
