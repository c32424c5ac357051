import type { Child } from 'hono/jsx';
import { classNames } from './attributes';

export interface DetailsProps {
  readonly summary: Child;
  readonly open?: boolean | undefined;
  readonly class?: string | undefined;
  readonly children: Child;
}

/** Help that opens when a person asks for it. */
export const Details = (props: DetailsProps) => (
  <details class={classNames('nhsuk-details', props.class)} open={props.open}>
    <summary class="nhsuk-details__summary">
      <span class="nhsuk-details__summary-text">{props.summary}</span>
    </summary>
    <div class="nhsuk-details__text">{props.children}</div>
  </details>
);
