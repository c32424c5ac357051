import type { PageContext } from '../page-context';
import { NotificationBanner } from './notification-banner';

/** Says what has just been done; read out and focused at once. */
export const Notice = ({ page, text }: { readonly page: PageContext; readonly text: string }) => (
  <NotificationBanner title={page.content.common.successTitle} success>
    {text}
  </NotificationBanner>
);
