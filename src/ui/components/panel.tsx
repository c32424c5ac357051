import type { Child } from 'hono/jsx';
import { classNames } from './attributes';
import { Heading } from './heading';

export interface PanelProps {
  readonly heading: Child;
  readonly headingLevel?: 1 | 2 | 3 | undefined;
  readonly headingSize?: 'm' | 'l' | 'xl' | undefined;
  readonly headingClass?: string | undefined;
  readonly variant?: 'interruption' | undefined;
  readonly class?: string | undefined;
  readonly children?: Child;
}

/** The good end of a task. */
export const Panel = (props: PanelProps) => (
  <div class={classNames('nhsuk-panel', props.variant && `nhsuk-panel--${props.variant}`, props.class)}>
    <Heading
      level={props.headingLevel}
      class={classNames(
        'nhsuk-panel__heading',
        props.headingSize && `nhsuk-panel__heading--${props.headingSize}`,
        props.headingClass,
      )}
    >
      {props.heading}
    </Heading>
    {props.children ? <div class="nhsuk-panel__body">{props.children}</div> : undefined}
  </div>
);
