import type { PageContext } from '../page-context';
import { NotificationBanner } from './notification-banner';

/** Says what has just been done, when there is something to say. */
export const Notice = ({
  page: { content },
  text,
}: {
  readonly page: PageContext;
  readonly text: string | false | undefined;
}) =>
  text ? (
    <NotificationBanner title={content.common.successTitle} success>
      {text}
    </NotificationBanner>
  ) : null;
