import type { Child } from 'hono/jsx';
import { classNames } from './attributes';
import { Heading } from './heading';

export interface WarningCalloutProps {
  readonly heading: string;
  readonly headingLevel?: 2 | 3 | 4 | undefined;
  /** What a screen reader says before the heading; `false` when the heading says it itself. */
  readonly prefix?: string | false | undefined;
  readonly class?: string | undefined;
  readonly children: Child;
}

/** Something a person must know before they go on. */
export const WarningCallout = ({ prefix = 'Important', ...props }: WarningCalloutProps) => (
  <div class={classNames('nhsuk-card nhsuk-card--warning', props.class)}>
    <div class="nhsuk-card__content">
      <Heading level={props.headingLevel ?? 3} class="nhsuk-card__heading">
        {prefix ? (
          <span role="text">
            <span class="nhsuk-u-visually-hidden">{prefix}: </span>
            {props.heading}
          </span>
        ) : (
          props.heading
        )}
      </Heading>
      {typeof props.children === 'string' ? <p class="nhsuk-card__description">{props.children}</p> : props.children}
    </div>
  </div>
);
