import type { Child } from 'hono/jsx';
import type { PageContext } from '../page-context';

export interface FormProps {
  readonly page: Pick<PageContext, 'csrf'>;
  readonly action: string;
  readonly children: Child;
}

/** A form that posts back to us with the page's CSRF token; the browser's own checks stay off, ours speak. */
export const Form = ({ page, action, children }: FormProps) => (
  <form method="post" action={action} novalidate>
    <input type="hidden" name="csrf" value={page.csrf} />
    {children}
  </form>
);
