import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const components = join(import.meta.dirname, '../../node_modules/nhsuk-frontend/dist/nhsuk/components');

/** A text option of a macro: a plain string, text, or markup. */
export type TextOption = string | { readonly text?: string; readonly html?: string } | undefined;

export interface ItemOptions {
  readonly text?: string;
  readonly html?: string;
  readonly value?: string;
  readonly href?: string;
  readonly hint?: TextOption;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly divider?: string;
  readonly exclusive?: boolean;
  readonly behaviour?: 'exclusive';
}

export interface LabelOptions {
  readonly text?: string;
  readonly html?: string;
  readonly heading?:
    | string
    | boolean
    | { readonly text?: string; readonly size?: 's' | 'm' | 'l' | 'xl'; readonly level?: 1 | 2 | 3 };
  readonly size?: 's' | 'm' | 'l' | 'xl';
  readonly caption?: TextOption;
}

/** The macro options that our components know, as nhsuk-frontend's fixtures give them. */
export interface Options extends ItemOptions, LabelOptions {
  readonly name?: string;
  readonly id?: string;
  readonly idPrefix?: string;
  readonly label?: string | LabelOptions;
  readonly errorMessage?: TextOption;
  readonly fieldset?: { readonly legend: string | LabelOptions };
  readonly legend?: string | LabelOptions;
  readonly items?: readonly ItemOptions[];
  readonly values?: readonly string[];
  readonly inline?: boolean;
  readonly small?: boolean;
  readonly type?: string;
  readonly width?: 2 | 3 | 4 | 5 | 10 | 20 | 30;
  readonly code?: boolean;
  readonly spellcheck?: boolean;
  readonly inputmode?: 'numeric' | 'email' | 'tel' | 'text';
  readonly autocomplete?: string;
  readonly autocapitalize?: 'none' | 'sentences' | 'words';
  readonly prefix?: TextOption;
  readonly suffix?: TextOption;
  readonly variant?: string;
  readonly preventDoubleClick?: boolean;
  readonly showPasswordText?: string;
  readonly hidePasswordText?: string;
  readonly showPasswordAriaLabel?: string;
  readonly hidePasswordAriaLabel?: string;
  readonly passwordShownAnnouncementText?: string;
  readonly passwordHiddenAnnouncementText?: string;
  readonly visuallyHiddenText?: string | false;
  readonly errorList?: readonly (ItemOptions | false | null)[];
  readonly titleText?: string;
  readonly title?: TextOption;
  readonly description?: TextOption;
  readonly disableAutoFocus?: boolean;
  readonly role?: string;
  readonly summary?: TextOption;
  readonly summaryText?: string;
  readonly classes?: string;
  readonly open?: boolean;
  readonly colour?: string | false;
  readonly border?: boolean;
  readonly lastRowBorder?: boolean;
  readonly headingLevel?: 2 | 3 | 4;
  readonly rows?: readonly {
    readonly key: TextOption;
    readonly value: TextOption;
    readonly border?: boolean;
    readonly actions?: {
      readonly items?: readonly (
        | { readonly href: string; readonly text: string; readonly visuallyHiddenText?: string }
        | false
        | null
      )[];
    };
  }[];
  readonly meta?: { readonly items?: readonly { readonly href: string; readonly text: string }[] };
}

export interface Fixture {
  readonly name: string;
  readonly context: Options;
  readonly html: string;
}

/** What nhsuk-frontend itself renders for one of its components. */
export const fixturesOf = (component: string): readonly Fixture[] => {
  const { fixtures }: { fixtures: readonly Fixture[] } = JSON.parse(
    readFileSync(join(components, component, 'fixtures.json'), 'utf8'),
  );
  return fixtures;
};
