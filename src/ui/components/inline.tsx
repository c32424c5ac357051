import type { Child } from 'hono/jsx';

const markup = /\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*/g;

/** A text of the content file with its `[links](/help)` and `**strong words**` made into elements. */
export const Inline = ({ text }: { readonly text: string }) => {
  const parts: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(markup)) {
    const [whole, label, href, strong] = match;
    parts.push(text.slice(end, match.index));
    parts.push(href === undefined ? <strong>{strong}</strong> : <a href={href}>{label}</a>);
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return <>{parts}</>;
};
