import type { Child } from 'hono/jsx';
import { classNames } from './attributes';
import { Heading } from './heading';

export interface NotificationBannerProps {
  readonly title: Child;
  readonly titleId?: string | undefined;
  readonly success?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly role?: string | undefined;
  readonly class?: string | undefined;
  /** A plain text becomes the banner's heading. */
  readonly children: Child;
}

/** News about what the person has just done; `success` is read out and focused at once. */
export const NotificationBanner = ({
  titleId = 'nhsuk-notification-banner-title',
  ...props
}: NotificationBannerProps) => (
  <div
    class={classNames('nhsuk-notification-banner', props.class, props.success && 'nhsuk-notification-banner--success')}
    data-module="nhsuk-notification-banner"
    data-disable-auto-focus={props.autoFocus === undefined ? undefined : String(!props.autoFocus)}
    role={props.role ?? (props.success ? 'alert' : 'region')}
    aria-labelledby={titleId}
  >
    <div class="nhsuk-notification-banner__header">
      <Heading level={2} class="nhsuk-notification-banner__title" id={titleId}>
        {props.title}
      </Heading>
    </div>
    <div class="nhsuk-notification-banner__content">
      {typeof props.children === 'string' ? (
        <p class="nhsuk-notification-banner__heading">{props.children}</p>
      ) : (
        props.children
      )}
    </div>
  </div>
);
