import { errorAt, type FieldError, type PageContext } from '../page-context';
import { Input } from './input';

export interface CodeInputProps {
  readonly page: PageContext;
  readonly errors: readonly FieldError[];
}

/** The field for a security code: one field, filled in from the message where the device can, spaces allowed. */
export const CodeInput = ({ page: { content }, errors }: CodeInputProps) => (
  <Input
    name="code"
    label={{ text: content.fields.code, size: 's' }}
    error={errorAt(content, errors, 'code')}
    errorPrefix={content.common.errorPrefix}
    width={10}
    code
    autocomplete="one-time-code"
    inputmode="numeric"
    spellcheck={false}
  />
);
