import type { Child } from 'hono/jsx';
import { classNames } from './attributes';
import { Heading } from './heading';

export interface ErrorSummaryProps {
  readonly heading: Child;
  readonly description?: Child;
  /** `href` names the field to mend: `#` and its id. */
  readonly errors: readonly { readonly text: Child; readonly href?: string | undefined }[];
  readonly autoFocus?: boolean | undefined;
  readonly class?: string | undefined;
}

/** All that is wrong on the page, at its top, each line leading to its field. */
export const ErrorSummary = (props: ErrorSummaryProps) => (
  <div
    class={classNames('nhsuk-error-summary', props.class)}
    data-module="nhsuk-error-summary"
    data-disable-auto-focus={props.autoFocus === undefined ? undefined : String(!props.autoFocus)}
  >
    <div role="alert">
      <Heading level={2} class="nhsuk-error-summary__heading">
        {props.heading}
      </Heading>
      <div class="nhsuk-error-summary__body">
        {props.description ? <p>{props.description}</p> : undefined}
        {props.errors.length > 0 ? (
          <ul class="nhsuk-list nhsuk-error-summary__list">
            {props.errors.map((error) => (
              <li>{error.href ? <a href={error.href}>{error.text}</a> : error.text}</li>
            ))}
          </ul>
        ) : undefined}
      </div>
    </div>
  </div>
);
