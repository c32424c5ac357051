import type { Child } from 'hono/jsx';
import { classNames } from './attributes';

export interface TagProps {
  readonly colour?:
    | 'white'
    | 'grey'
    | 'green'
    | 'aqua-green'
    | 'blue'
    | 'purple'
    | 'pink'
    | 'red'
    | 'orange'
    | 'yellow'
    | false
    | undefined;
  readonly border?: boolean | undefined;
  readonly class?: string | undefined;
  readonly children: Child;
}

/** The state of a thing in a word. */
export const Tag = (props: TagProps) => (
  <strong
    class={classNames(
      'nhsuk-tag',
      props.colour && `nhsuk-tag--${props.colour}`,
      props.colour === false && 'nhsuk-tag--no-colour',
      props.border === false && 'nhsuk-tag--no-border',
      props.class,
    )}
  >
    {props.children}
  </strong>
);
