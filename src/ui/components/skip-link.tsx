import type { Child } from 'hono/jsx';

/** The first thing the keyboard reaches: past the header, to what the page is about. */
export const SkipLink = ({
  href = '#maincontent',
  children,
}: {
  readonly href?: string | undefined;
  readonly children: Child;
}) => (
  <a class="nhsuk-skip-link" data-module="nhsuk-skip-link" href={href}>
    {children}
  </a>
);
