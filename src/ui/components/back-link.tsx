import type { Child } from 'hono/jsx';
import { classNames } from './attributes';

export interface BackLinkProps {
  readonly href: string;
  readonly reverse?: boolean | undefined;
  readonly children: Child;
}

/** The way to the page before. */
export const BackLink = (props: BackLinkProps) => (
  <a class={classNames('nhsuk-back-link', props.reverse && 'nhsuk-back-link--reverse')} href={props.href}>
    {props.children}
  </a>
);
