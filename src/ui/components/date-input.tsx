import type { Child } from 'hono/jsx';
import { classNames, describedBy } from './attributes';
import { ErrorMessage } from './error-message';
import { Fieldset, type FieldsetProps } from './fieldset';
import { Hint } from './hint';
import { Label } from './label';

/** One of the three fields of a date. */
export interface DateField {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly width: 2 | 4;
  readonly autocomplete?: string | undefined;
  /** This field is what is wrong with the date. */
  readonly wrong?: boolean | undefined;
}

export interface DateInputProps {
  /** Where a link to the error leads: the first field has this id. */
  readonly id: string;
  readonly legend: FieldsetProps['legend'];
  readonly hint?: Child;
  readonly error?: Child;
  /** The id of the field that the error is about, where it is not the first. */
  readonly errorOf?: string | undefined;
  readonly errorPrefix?: string | undefined;
  readonly items: readonly DateField[];
}

/** Day, month and year in fields of their own, for a date that a person knows by heart. */
export const DateInput = ({ id, legend, hint, error, errorOf = id, errorPrefix, items }: DateInputProps) => (
  <div class={classNames('nhsuk-form-group', Boolean(error) && 'nhsuk-form-group--error')}>
    <Fieldset
      legend={legend}
      describedBy={describedBy(Boolean(hint) && `${id}-hint`, Boolean(error) && `${errorOf}-error`)}
      attributes={{ role: 'group' }}
    >
      {hint ? <Hint id={`${id}-hint`}>{hint}</Hint> : undefined}
      {error ? (
        <ErrorMessage id={`${errorOf}-error`} prefix={errorPrefix}>
          {error}
        </ErrorMessage>
      ) : undefined}
      <div class="nhsuk-date-input" id={`${id}-fields`}>
        {items.map((item, index) => (
          <div class="nhsuk-date-input__item">
            <div class="nhsuk-form-group">
              <Label class="nhsuk-date-input__label" for={index === 0 ? id : `${id}-${item.name}`}>
                {item.label}
              </Label>
              <input
                class={classNames(
                  'nhsuk-input',
                  'nhsuk-date-input__input',
                  `nhsuk-input--width-${item.width}`,
                  item.wrong && 'nhsuk-input--error',
                )}
                id={index === 0 ? id : `${id}-${item.name}`}
                name={item.name}
                type="text"
                inputmode="numeric"
                value={item.value}
                autocomplete={item.autocomplete}
              />
            </div>
          </div>
        ))}
      </div>
    </Fieldset>
  </div>
);
