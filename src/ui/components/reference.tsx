import type { PageContext } from '../page-context';
import { SummaryList } from './summary-list';

export interface ReferenceProps {
  readonly page: PageContext;
  /** A stable code for the kind of problem, such as `CID1004`. */
  readonly reference?: string | undefined;
  /** The number of this one request, by which we find it again. */
  readonly requestId?: string | undefined;
}

/** What a person should tell us when they ask for help. */
export const Reference = ({ page: { content }, reference, requestId }: ReferenceProps) => {
  const words = content.reference;
  const rows = [
    { key: words.label, value: reference },
    { key: words.request, value: requestId },
  ].flatMap(({ key, value }) => (value ? [{ key, value: <span class="app-reference">{value}</span> }] : []));
  if (rows.length === 0) return null;
  return (
    <section class="app-aside">
      <p>{rows.length > 1 ? words.advices : words.advice}</p>
      <SummaryList rows={rows} border={false} class="app-references" />
    </section>
  );
};
