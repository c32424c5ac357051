import type { Child } from 'hono/jsx';

export interface HeadingProps {
  readonly level?: 1 | 2 | 3 | 4 | undefined;
  readonly class?: string | undefined;
  readonly id?: string | undefined;
  readonly children: Child;
}

/** A heading whose level is chosen by the page, since a component cannot know where it stands. */
export const Heading = ({ level = 1, class: className, id, children }: HeadingProps) => {
  const Level = `h${level}` as const;
  return (
    <Level class={className} id={id}>
      {children}
    </Level>
  );
};
