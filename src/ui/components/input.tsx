import type { Child } from 'hono/jsx';
import { type Attributes, classNames, describedBy } from './attributes';
import { ErrorMessage } from './error-message';
import { Hint } from './hint';
import { Label, type LabelProps } from './label';

export type FieldLabel = Omit<LabelProps, 'for' | 'children'> & { readonly text: Child };

export interface InputProps {
  readonly name: string;
  readonly id?: string | undefined;
  readonly label: FieldLabel;
  readonly hint?: Child;
  readonly error?: Child;
  readonly errorPrefix?: string | undefined;
  readonly type?: string | undefined;
  readonly value?: string | undefined;
  readonly width?: 2 | 3 | 4 | 5 | 10 | 20 | 30 | undefined;
  /** Wide letters of equal size, for codes that people copy figure by figure. */
  readonly code?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly autocomplete?: string | undefined;
  readonly autocapitalize?: 'none' | 'sentences' | 'words' | 'characters' | undefined;
  readonly inputmode?: 'text' | 'email' | 'numeric' | 'tel' | undefined;
  readonly spellcheck?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly class?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly prefix?: Child;
  readonly suffix?: Child;
  readonly after?: Child;
  readonly groupClass?: string | undefined;
  readonly groupAttributes?: Attributes | undefined;
}

const Affix = ({ kind, children }: { readonly kind: 'prefix' | 'suffix'; readonly children: Child }) => (
  <div class={`nhsuk-input-wrapper__${kind}`} aria-hidden="true">
    {children}
  </div>
);

// An enumerated attribute: `false` must be written out, where JSX would leave it away.
const spellcheck = (on: boolean | undefined): Attributes => (on === undefined ? {} : { spellcheck: String(on) });

const Field = (props: InputProps & { readonly id: string }) => (
  <input
    class={classNames(
      'nhsuk-input',
      props.code && 'nhsuk-input--code',
      Boolean(props.error) && 'nhsuk-input--error',
      props.width && `nhsuk-input--width-${props.width}`,
      props.class,
    )}
    id={props.id}
    name={props.name}
    type={props.type ?? 'text'}
    value={props.value}
    disabled={props.disabled}
    aria-describedby={describedBy(
      props.describedBy,
      Boolean(props.hint) && `${props.id}-hint`,
      Boolean(props.error) && `${props.id}-error`,
    )}
    autocomplete={props.autocomplete}
    autocapitalize={props.autocapitalize}
    inputmode={props.inputmode}
    {...spellcheck(props.spellcheck)}
    {...props.attributes}
  />
);

/** A one-line text field with its label, help text and error message. */
export const Input = (props: InputProps) => {
  const id = props.id ?? props.name;
  const { text, ...label } = props.label;
  const wrapped = Boolean(props.prefix || props.suffix || props.after);
  return (
    <div
      class={classNames('nhsuk-form-group', Boolean(props.error) && 'nhsuk-form-group--error', props.groupClass)}
      {...props.groupAttributes}
    >
      <Label {...label} for={id}>
        {text}
      </Label>
      {props.hint ? <Hint id={`${id}-hint`}>{props.hint}</Hint> : undefined}
      {props.error ? (
        <ErrorMessage id={`${id}-error`} prefix={props.errorPrefix}>
          {props.error}
        </ErrorMessage>
      ) : undefined}
      {wrapped ? (
        <div class="nhsuk-input-wrapper">
          {props.prefix ? <Affix kind="prefix">{props.prefix}</Affix> : undefined}
          <Field {...props} id={id} />
          {props.suffix ? <Affix kind="suffix">{props.suffix}</Affix> : undefined}
          {props.after}
        </div>
      ) : (
        <Field {...props} id={id} />
      )}
    </div>
  );
};
