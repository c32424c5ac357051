import type { Child } from 'hono/jsx';
import { classNames, describedBy } from './attributes';
import { ErrorMessage } from './error-message';
import { Fieldset, type FieldsetProps } from './fieldset';
import { Hint } from './hint';
import { Label } from './label';

export interface Choice {
  readonly value: string;
  readonly text: Child;
  readonly hint?: Child;
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Ticking an `exclusive` box clears the others ("none of these"). Checkboxes only. */
  readonly behaviour?: 'exclusive' | undefined;
}

export interface Divider {
  readonly divider: string;
}

export interface ChoicesProps {
  readonly name: string;
  readonly idPrefix?: string | undefined;
  readonly items: readonly (Choice | Divider)[];
  readonly legend?: FieldsetProps['legend'] | undefined;
  readonly hint?: Child;
  readonly error?: Child;
  readonly errorPrefix?: string | undefined;
  readonly inline?: boolean | undefined;
  readonly small?: boolean | undefined;
}

interface Kind {
  readonly block: 'nhsuk-checkboxes' | 'nhsuk-radios';
  readonly type: 'checkbox' | 'radio';
}

const Item = (props: { kind: Kind; name: string; id: string; item: Choice; describedBy: string | undefined }) => {
  const { kind, item, id } = props;
  const hintId = item.hint ? `${id}-item-hint` : undefined;
  return (
    <div class={`${kind.block}__item`}>
      <input
        class={`${kind.block}__input`}
        id={id}
        name={item.name ?? props.name}
        type={kind.type}
        value={item.value}
        checked={item.checked}
        disabled={item.disabled}
        data-behaviour={item.behaviour}
        aria-describedby={describedBy(kind.type === 'checkbox' && props.describedBy, hintId)}
      />
      <Label class={`${kind.block}__label`} for={id}>
        {item.text}
      </Label>
      {hintId ? (
        <Hint id={hintId} class={`${kind.block}__hint`}>
          {item.hint}
        </Hint>
      ) : undefined}
    </div>
  );
};

const Choices = ({ kind, ...props }: ChoicesProps & { readonly kind: Kind }) => {
  const prefix = props.idPrefix ?? props.name;
  const description = describedBy(Boolean(props.hint) && `${prefix}-hint`, Boolean(props.error) && `${prefix}-error`);
  const fields = (
    <>
      {props.hint ? <Hint id={`${prefix}-hint`}>{props.hint}</Hint> : undefined}
      {props.error ? (
        <ErrorMessage id={`${prefix}-error`} prefix={props.errorPrefix}>
          {props.error}
        </ErrorMessage>
      ) : undefined}
      <div
        class={classNames(kind.block, props.small && `${kind.block}--small`, props.inline && `${kind.block}--inline`)}
        data-module={kind.block}
      >
        {props.items.map((item, index) => {
          if ('divider' in item) return <div class={`${kind.block}__divider`}>{item.divider}</div>;
          const id = item.id ?? (index ? `${prefix}-${index + 1}` : prefix);
          return (
            <Item
              kind={kind}
              name={props.name}
              id={id}
              item={item}
              describedBy={props.legend ? undefined : description}
            />
          );
        })}
      </div>
    </>
  );
  return (
    <div class={classNames('nhsuk-form-group', Boolean(props.error) && 'nhsuk-form-group--error')}>
      {props.legend ? (
        <Fieldset legend={props.legend} describedBy={description}>
          {fields}
        </Fieldset>
      ) : (
        fields
      )}
    </div>
  );
};

/** Boxes of which a person may tick any number; without a legend for a single box. */
export const Checkboxes = (props: ChoicesProps) => (
  <Choices {...props} kind={{ block: 'nhsuk-checkboxes', type: 'checkbox' }} />
);

/** Options of which a person chooses one. */
export const Radios = (props: ChoicesProps) => <Choices {...props} kind={{ block: 'nhsuk-radios', type: 'radio' }} />;
