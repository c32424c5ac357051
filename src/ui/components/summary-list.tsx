import type { Child } from 'hono/jsx';
import { classNames } from './attributes';

export interface SummaryListAction {
  readonly href: string;
  readonly text: string;
  /** What the action acts on, for those who hear the link without its row. */
  readonly of?: string | undefined;
}

export interface SummaryListRow {
  readonly key: Child;
  readonly value: Child;
  readonly actions?: readonly SummaryListAction[] | undefined;
  readonly border?: boolean | undefined;
  readonly class?: string | undefined;
}

export interface SummaryListProps {
  readonly rows: readonly SummaryListRow[];
  readonly border?: boolean | undefined;
  readonly lastRowBorder?: boolean | undefined;
  readonly class?: string | undefined;
}

const Action = ({ href, text, of }: SummaryListAction) => (
  <a class="nhsuk-link" href={href}>
    {text}
    {of ? <span class="nhsuk-u-visually-hidden"> {of}</span> : undefined}
  </a>
);

const Actions = ({ actions }: { readonly actions: readonly SummaryListAction[] }) => (
  <dd class="nhsuk-summary-list__actions">
    {actions.length === 1 ? (
      actions.map((action) => <Action {...action} />)
    ) : (
      <ul class="nhsuk-summary-list__actions-list">
        {actions.map((action) => (
          <li class="nhsuk-summary-list__actions-list-item">
            <Action {...action} />
          </li>
        ))}
      </ul>
    )}
  </dd>
);

/** Facts by name, each with what may be done about it. */
export const SummaryList = ({ rows, ...props }: SummaryListProps) => {
  const anyActions = rows.some((row) => row.actions?.length);
  return (
    <dl
      class={classNames(
        'nhsuk-summary-list',
        props.border === false && 'nhsuk-summary-list--no-border',
        props.lastRowBorder === false && 'nhsuk-summary-list--no-last-row-border',
        props.class,
      )}
    >
      {rows.map((row) => (
        <div
          class={classNames(
            'nhsuk-summary-list__row',
            anyActions && !row.actions?.length && 'nhsuk-summary-list__row--no-actions',
            row.border === false && 'nhsuk-summary-list__row--no-border',
            row.class,
          )}
        >
          <dt class="nhsuk-summary-list__key">{row.key}</dt>
          <dd class="nhsuk-summary-list__value">{row.value}</dd>
          {row.actions?.length ? <Actions actions={row.actions} /> : undefined}
        </div>
      ))}
    </dl>
  );
};
